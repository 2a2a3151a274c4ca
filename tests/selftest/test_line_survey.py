"""What some seconds of both lines tell of them: each figure, its verdict and its mend."""

from __future__ import annotations

import re

import numpy as np
import pytest

from firmware_app.audio import SAMPLE_RATE, Recording, Samples
from firmware_app.desk import Fault
from firmware_app.selftest import Result
from firmware_app.selftest.line_survey import LINE_PARTS, survey
from firmware_app.settings import HearingSettings
from firmware_app.share import shared_file
from tests.hearing.talk import hiss, late

SECONDS = 16.0


def sides() -> tuple[Samples, Samples]:
    """The demo call from where both speak, at -26 dBFS or so, over a little noise."""
    blocks = list(Recording(shared_file("demo_call.ogg")).blocks())
    both = (np.concatenate([getattr(block, side) for block in blocks]) for side in ("caller", "agent"))
    part = slice(4 * SAMPLE_RATE, 20 * SAMPLE_RATE)
    caller, agent = (line[part] for line in both)
    return caller + hiss(SECONDS), agent + hiss(SECONDS, seed=1)


def rows(caller: Samples, agent: Samples) -> dict[str, Result]:
    found = list(survey(caller, agent, HearingSettings()))
    assert tuple(row.part for row in found) == LINE_PARTS
    return {row.part: row for row in found}


def test_a_line_that_is_well_passes_with_its_figures() -> None:
    found = rows(*sides())
    assert [row.fault for row in found.values()] == [None, None, None]
    assert re.search(
        r"speech -[123]\d dBFS, peak -\d+ dBFS, noise -[56]\d dBFS, idles at 0", found["caller line"].found
    )
    assert found["crosstalk"].found == "neither side is heard on the other's line"


@pytest.mark.parametrize(
    ("gain_db", "says"),
    [(30.0, "lower the tap's gain: \\d+ % of samples are at full scale"), (-35.0, "raise the tap's gain")],
)
def test_a_level_that_is_wrong_is_told_with_its_mend(gain_db: float, says: str) -> None:
    caller, agent = sides()
    found = rows(np.clip(caller * np.float32(10.0 ** (gain_db / 20.0)), -1.0, 1.0), agent)
    assert found["caller line"].fault is (Fault.OVERLOAD if gain_db > 0 else Fault.CALLER_LOST)
    assert re.search(says, found["caller line"].found)
    assert found["agent line"].passed


def test_noise_a_direct_voltage_and_nobody_are_told() -> None:
    caller, agent = sides()
    assert "hum" in rows(caller + hiss(SECONDS, -40.0), agent)["caller line"].found
    assert "capacitor" in rows(caller, agent + np.float32(0.05))["agent line"].found
    silent = rows(caller, np.zeros_like(agent))["agent line"]
    assert silent.fault is Fault.AGENT_LOST
    assert "nobody spoke" in silent.found
    assert "no noise at all" in silent.found


@pytest.mark.parametrize(("gain_db", "delay_s", "passes"), [(-15.0, 0.0, True), (-15.0, 0.2, True), (-5.0, 0.1, False)])
def test_sidetone_is_measured(gain_db: float, delay_s: float, passes: bool) -> None:
    caller, agent = sides()
    row = rows(caller + late(agent, gain_db, delay_s), agent)["crosstalk"]
    told = re.search(r"sidetone (-\d+) dB, about (\d+) ms late", row.found)
    assert told, row.found
    assert float(told[1]) == pytest.approx(gain_db, abs=2.0)
    assert float(told[2]) == pytest.approx(1000.0 * delay_s, abs=50.0)
    assert row.passed is passes


def test_lines_that_are_one_or_swapped_fail() -> None:
    caller, agent = sides()
    both = caller + agent
    assert rows(both, both)["crosstalk"].fault is Fault.SIDES
    assert "exchange" in rows(agent, caller + late(agent, -10.0, 0.001))["crosstalk"].found
