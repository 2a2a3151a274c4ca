"""Whether the two lines are what they are called: the caller's and the agent's, and not one line or each other's."""

from __future__ import annotations

from firmware_app.facts import Sides
from firmware_app.hearing.copy_finder import Copy, Look

_AT_ONCE = 1
"""Frames: lines that are no further apart have one time."""
_LEADS = 5
"""Frames by which a line is surely in front: where a copy is strong, the likeness has a broad peak."""
_SAME_DB = 3.5
"""A copy at once and within this of its original's level is no sidetone, but both sides on both channels."""
_ECHO_DB = 16.0
"""The caller is further down than this in any microphone. What is nearer is the agent, by sidetone."""
_SURE = 5.0
"""Looks, 0.5 s each, that must speak for a fault, less those that speak against it."""
_FADES = 0.97
"""A look's weight at the next one, 16 s in all: chance finds one now and then, a fault all the time."""
_LASTS = 0.9985
"""The same of a fault that is known, while something is heard: without a sign it is over in a quarter of an hour,
for somebody may have mended it."""


class SideCheck:
    """Weighs what the looks of `CopyFinder` find. A fault that is sure stays until the looks speak against it."""

    def __init__(self) -> None:
        self.sides = Sides.APART
        self._weight = {Sides.SAME: 0.0, Sides.SWAPPED: 0.0}

    def step(self, look: Look) -> None:
        """Takes the next look."""
        for fault in self._weight:
            told = _told(fault, look)
            held = self._weight[fault] * self._kept(fault, look)
            self._weight[fault] = min(max(held + told, 0.0), 2.0 * _SURE)
        if self.sides is not Sides.APART and self._weight[self.sides] < 1.0:
            self.sides = Sides.APART
        for fault, weight in self._weight.items():
            if self.sides is Sides.APART and weight >= _SURE:
                self.sides = fault

    def _kept(self, fault: Sides, look: Look) -> float:
        if self.sides is not fault:
            return _FADES
        return _LASTS if look.heard else 1.0


def _told(fault: Sides, look: Look) -> float:
    """1: the look speaks for the fault; −1: against it."""
    seen = None if look.copy is None else sides_of(look.copy)
    if seen is fault:
        return 1.0
    if fault is Sides.SAME:  # then every sound would be a copy
        return -1.0 if look.heard else 0.0
    return -1.0 if seen is Sides.APART else 0.0


def sides_of(copy: Copy) -> Sides | None:
    """What a copy shows; None where it may be of either end."""
    if abs(copy.gain_db) <= _SAME_DB and abs(copy.late) <= _AT_ONCE:
        return Sides.SAME
    if copy.gain_db < -_SAME_DB or copy.late > _LEADS:
        return Sides.APART
    leads = copy.late < -_LEADS or copy.gain_db > _SAME_DB
    return Sides.SWAPPED if leads and copy.gain_db < _ECHO_DB else None
