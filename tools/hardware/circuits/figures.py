"""The tap's figures as a table, by simulation."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from functools import cache

from tools.hardware.circuits.spice import PAIR_OHM, SPARK_V, deck, detuned, idle, node, pair, run, spark
from tools.hardware.circuits.tap import CHANNELS, tap
from tools.hardware.tables import table

_DBU_V = 0.775
_SWING_V = 2.3
"""Peak, around half of the supply: what a rail-to-rail amplifier gives into 10 kΩ at 5 V."""
_TOLERANCE = 0.01
_BAND_HZ = (100, 7000)

Figures = Mapping[str, float]


def dbu(volts: float) -> float:
    """0 dBu is 0.775 V."""
    return 20 * math.log10(volts / _DBU_V)


@cache
def figures(channel: str) -> Figures:
    """All that the table says of a channel."""
    found = {**_passing(channel), **_noise(channel), **_unpowered(channel), **spark(channel)}
    found["rejection"] = _rejection(channel)
    found["loudest"] = dbu(_SWING_V / math.sqrt(2)) - found["own_gain"]
    found["quietest"] = dbu(found["onoise_total"]) - found["gain"]
    return found


def _other(channel: str) -> str:
    return CHANNELS[1 - CHANNELS.index(channel)]


def _signal(channel: str, legs: Sequence[float] = (0.5, -0.5)) -> str:
    return pair(channel, legs) + idle(_other(channel))


def _passing(channel: str) -> Figures:
    a, b = (node(f"{channel} {side}, line") for side in "ab")
    low, high = _BAND_HZ
    commands = (
        f"ac dec 50 1 100k\nlet g=db(v({node(f'{channel} to card')}))\nlet l=db(v({a})-v({b}))\n"
        f"let o=db(v({node(f'{channel} out')}))\n"
        f"meas ac gain find g at=1000\nmeas ac own_gain find o at=1000\nmeas ac load find l at=1000\n"
        f"meas ac low find g at={low}\nmeas ac high find g at={high}"
    )
    return run("passing", deck(tap()) + _signal(channel), commands)


def _noise(channel: str) -> Figures:
    low, high = _BAND_HZ
    commands = f"noise v({node(f'{channel} to card')}) Va dec 50 {low} {high}\nsetplot noise2\nprint onoise_total"
    return run("noise", deck(tap()) + _signal(channel), commands)


def _unpowered(channel: str) -> Figures:
    """With the clamps' diodes alone: the worst of the pair's level that they bend, 1 V peak."""
    a, b = (node(f"{channel} {side}, line") for side in "ab")
    commands = f"tran 2u 60m 40m 2u\nlet d=v({a})-v({b})\nmeas tran off_peak max d\nlinearize d\nfourier 1k d\n"
    return run("unpowered", deck(tap(), powered=False) + _signal(channel), commands + _THD)


_THD = "let off_bent=fourier11[1][2]/fourier11[1][1]\nprint off_bent"


def _rejection(channel: str) -> float:
    """The least that the gain for both wires alike lies below that for their difference, dB, parts off by 1 % each."""
    n = 1 + CHANNELS.index(channel)
    names = [f"R{n}{k}" for k in (1, 2, 5, 6)]
    out = node(f"{channel} to card")
    worst = -math.inf
    for signs in itertools.product((-1, 1), repeat=len(names)):
        factors = {name: 1 + sign * _TOLERANCE for name, sign in zip(names, signs, strict=True)}
        both = deck(detuned(tap(), factors)) + _signal(channel, (1, 1))
        found = run("both alike", both, f"ac lin 1 1000 1000\nlet g=db(v({out}))\nprint g")
        worst = max(worst, found["g"])
    return _passing(channel)["gain"] - worst


def figures_table() -> str:
    """In Markdown."""
    return table(("simulated by ngspice", "caller, left", "agent, right"), rows())


def rows() -> list[tuple[str, str, str]]:
    """What, and of the caller's and the agent's channel."""
    low, high = _BAND_HZ
    said: list[tuple[str, str, int, float]] = [
        (f"takes from a pair of {PAIR_OHM:g} Ω, dB", "load", 3, -1.0),
        ("second harmonic that it makes there with the unit off, 1 V peak, %", "off_bent", 4, 100.0),
        ("gain at 1 kHz, into 10 kΩ, dB", "gain", 1, 1.0),
        (f"less at {low} Hz, dB", "low", 2, 0.0),
        (f"less at {high} Hz, dB", "high", 2, 0.0),
        ("loudest before it clips, dBu at the pair", "loudest", 1, 1.0),
        (f"its own noise, {low} to {high} Hz, dBu at the pair", "quietest", 1, 1.0),
        ("rejects what both wires share by, at least, with parts of 1 %, dB", "rejection", 1, 1.0),
        (f"{SPARK_V / 1000:g} kV into a wire: highest at the clamps, V", "clamp", 1, 1.0),
        ("highest at the amplifier's input, V", "amplifier", 1, 1.0),
        ("through the clamp, A", "ampere", 2, 1.0),
    ]
    found = []
    for what, key, digits, factor in said:
        each = []
        for channel in CHANNELS:
            one = figures(channel)
            value = one["gain"] - one[key] if not factor else one[key] * factor
            each.append(f"{value:.{digits}f}")
        found.append((what, each[0], each[1]))
    return found
