"""The Pi's own image in QEMU's Raspberry Pi 3B, lamps read from outside.

What QEMU has not: the Pi's boot firmware (the kernel is handed to it), its sound, and a watchdog that waits.
"""

from __future__ import annotations

import time
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from tools.guest import Card, Pi, scaled

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
STATUS = int(tomllib.loads((ROOT / "hardware/pinout.toml").read_text())["status"]["gpio"])
WATCHED_S = 400.0
"""Of the host's time, on the reference machine."""
ALIKE = 2
"""Read so often in a row, it is read."""
DIMMED_S = 0.2
"""A lamp that is dimmed is dark for less than this."""
UNSEEN_S = 0.1
"""Where nobody has looked for so long, a flash of 0.25 s may have been missed: nothing is said of it."""


@pytest.fixture
def card(arm64_image: str, tmp_path: Path) -> Card:
    return Card(arm64_image, tmp_path / "card.img")


def test_the_lamps_of_a_raspberry_pi_3b_tell_a_unit_without_settings(card: Card) -> None:
    """Fault 5 on the status light: one long, five short; every other lamp stays dark from power on."""
    looks: list[tuple[float, bool]] = []
    others: set[int] = set()
    wiring = tomllib.loads((ROOT / "hardware/pinout.toml").read_text())
    lamps = {lamp["gpio"] for lamp in wiring["lamp"].values()}
    told: list[tuple[int, int]] = []
    with Pi(card) as pi:
        end = time.monotonic() + scaled(WATCHED_S)
        while time.monotonic() < end and (len(told) < ALIKE or len(set(told[-ALIKE:])) > 1):
            asked = time.monotonic()
            while time.monotonic() < asked + 1.0:
                before, after, levels = pi.look()
                others.update(gpio for gpio in lamps if levels >> gpio & 1)
                if after - before < UNSEEN_S / 4:
                    looks.append((before, bool(levels >> STATUS & 1)))
                time.sleep(0.005)
            whole = groups(looks)[1:-1]  # the first and the last may be cut off
            told = [(long, short) for long, short, seen in whole if seen]
    lit = next((t for t, high in looks if high), None)
    print(f"lit after {lit} s of its own time: {told}; {len(looks)} looks")
    assert told[-ALIKE:] == [(1, 5)] * ALIKE
    assert not others


def groups(looks: list[tuple[float, bool]]) -> list[tuple[int, int, bool]]:
    """Long and short flashes between pauses of more than 1.3 s, and whether they were looked at all the time."""
    unseen = [t for (before, _), (t, _) in pairwise(looks) if t - before > UNSEEN_S]
    flashes: list[list[float]] = []
    for t, high in looks:
        if high and flashes and t - flashes[-1][1] < DIMMED_S:
            flashes[-1][1] = t
        elif high:
            flashes.append([t, t])
    found: list[list[list[float]]] = []
    for flash in flashes:
        if not found or flash[0] - found[-1][-1][1] > 1.3:
            found.append([])
        found[-1].append(flash)
    told = []
    for group in found:
        long = sum(end - start > 0.8 for start, end in group)
        seen = not any(group[0][0] - UNSEEN_S < t < group[-1][1] + 1.3 for t in unseen)
        told.append((long, len(group) - long, seen))
    return told
