"""The tap, as ngspice sees it: what hardware/call-path.md promises, with room for a part that is off."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from tools.hardware.circuits.bypass import hold_s
from tools.hardware.circuits.figures import dbu, figures, rows
from tools.hardware.circuits.spice import deck, idle, node, pair, run
from tools.hardware.circuits.tap import CHANNELS, tap, values
from tools.hardware.root import ROOT
from tools.hardware.units import farads, ohms

pytestmark = pytest.mark.ngspice

each_channel = pytest.mark.parametrize("channel", CHANNELS)


@each_channel
def test_the_call_does_not_hear_it(channel: str) -> None:
    found = figures(channel)
    assert -0.05 < found["load"] < 0
    assert found["off_bent"] < 1e-4


@each_channel
def test_a_voice_passes_evenly_and_within_a_line_inputs_reach(channel: str) -> None:
    found = figures(channel)
    assert found["gain"] - found["low"] < 1
    assert found["gain"] - found["high"] < 1
    feedback, leg = values()["channel"][channel]["feedback_ohm"], values()["leg"]
    by_hand = 20 * math.log10(feedback / (leg["protect_ohm"] + leg["stop_ohm"]))
    assert found["own_gain"] == pytest.approx(by_hand, abs=0.1)
    speech = {"caller": (-35, -10), "agent": (-50, -30)}[channel]
    assert found["loudest"] > speech[1] + 12
    assert found["quietest"] < speech[0] - 45


@each_channel
def test_a_spark_stays_outside(channel: str) -> None:
    found = figures(channel)
    assert found["amplifier"] < 5.3
    assert found["ampere"] < 4  # a 1N4148 for a microsecond


def test_a_smaller_resistor_would_be_seen() -> None:
    """That the simulation asks what it seems to: with a tenth of the resistance the pair loses ten times as much."""
    thin = [replace(part, value=part.value / 10) if part.row in {"r_protect", "r_10000"} else part for part in tap()]
    a, b = (node(f"caller {side}, line") for side in "ab")
    ask = f"ac lin 1 1000 1000\nlet l=db(v({a})-v({b}))\nprint l"
    found = run("thin", deck(thin) + pair("caller", (0.5, -0.5)) + idle("agent"), ask)
    assert 5 < found["l"] / figures("caller")["load"] < 15


def test_a_deck_that_makes_no_sense_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="nonsense"):
        run("nonsense", "R1 a\n", "op\nprint v(nowhere)")


def test_the_schematic_names_every_part() -> None:
    drawn = (ROOT / "hardware/circuits/tap.svg").read_text(encoding="utf-8")
    for part in tap():
        if part.kind != "plug":
            assert re.search(rf"\b{part.name}\b", drawn), part.name


def test_units() -> None:
    assert (ohms(100e3), ohms(470), ohms(1e6)) == ("100 kΩ", "470 Ω", "1 MΩ")
    assert (farads(220e-9), farads(10e-12), farads(10e-6)) == ("220 nF", "10 pF", "10 µF")
    assert dbu(0.775) == 0


def test_the_bypass_outlasts_a_restart_and_not_a_call() -> None:
    assert 2 < hold_s() < 5


def test_the_table_has_a_figure_for_each() -> None:
    for _, caller, agent in rows():
        assert math.isfinite(float(caller))
        assert math.isfinite(float(agent))
