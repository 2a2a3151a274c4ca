"""Which frames of the near end are only the far end, come out of the ear-piece into the microphone.

How far each band of the far end is down in the microphone is learned while the far end speaks: mostly the near end is
then silent. A frame that holds hardly more than that is an echo. No sound is changed, and none goes the other way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import BANDS, Array, Frames

_STEP = 10
"""Frames looked at together: learning does not depend on how the sound comes in."""
_BACK = 15
"""An echo comes within 150 ms: the way through ear-piece, air, and the buffers of a headset."""
_START_DB, _MOST_DB = -60.0, -15.0
"""Coupling: what a headset starts with, and what none has; a microphone louder than that hears a voice of its own."""
_QUANTILE = 0.4
"""Of what is met while the far end speaks: of a near end that seldom talks over it, the echo alone."""
_LEARN_DB = 1.0
_LOUD_DB = 30.0
"""The far end teaches, and is looked for, where it stands within this of its own loudest."""
_FALL_DB = 0.01
"""What the loudest forgets, a frame."""
_ABOVE_DB = 6.0
"""An echo may stand so far above what was learned: rooms, heads and hands move."""
_OWN_SHARE = 0.5
"""A frame with less of its power beyond the echo than this is one."""


class Echo:
    """Follows both ends. Call `step` with the frames of the same moments."""

    def __init__(self) -> None:
        self._coupling = np.full(BANDS, _START_DB)
        self._loudest = self._newest = -100.0
        self._past = {end: np.full((_BACK, BANDS), -100.0) for end in ("near", "far")}
        self._seen = np.zeros(BANDS)
        self._below = np.zeros(BANDS)
        self._count = 0

    def step(self, near: Frames, far: Frames) -> NDArray[np.bool_]:
        """Whether each frame of ``near`` is an echo of ``far``, shape ``(len(near),)``; both have the same times."""
        found = np.zeros(len(near), dtype=np.bool_)
        first = 0
        while first < len(near):
            end = min(len(near), first + _STEP - self._count)
            part = slice(first, end)
            found[part] = self._part(near.mel[part], far.mel[part], near.zero[part])
            self._count += end - first
            if self._count == _STEP:
                self._learn()
            first = end
        return found

    def _part(self, near: Array, far: Array, dead: NDArray[np.bool_]) -> NDArray[np.bool_]:
        reach = self._reach("far", far)
        self._newest = max(self._newest, float(far.max()))
        sounds = reach > self._loudest - _LOUD_DB
        taught = sounds & ~dead[:, None]
        self._seen += taught.sum(axis=0)
        # peak against peak, whatever the way's length
        self._below += (taught & (self._reach("near", near) - reach < self._coupling)).sum(axis=0)
        expected = np.where(sounds, reach + self._coupling + _ABOVE_DB, -100.0)
        power = 10.0 ** (near / 10.0)
        own = np.maximum(0.0, power - 10.0 ** (expected / 10.0)).sum(axis=1)
        echo: NDArray[np.bool_] = own < _OWN_SHARE * power.sum(axis=1)
        return echo

    def _reach(self, end: str, frames: Array) -> Array:
        """The loudest in each band from 150 ms ago until each frame."""
        line = np.concatenate((self._past[end], frames))
        self._past[end] = line[-_BACK:]
        loudest: Array = np.max([line[back : back + len(frames)] for back in range(_BACK + 1)], axis=0)
        return loudest

    def _learn(self) -> None:
        """Moves each band's coupling towards the quantile of what was met (Robbins and Monro 1951)."""
        self._coupling += _LEARN_DB * (_QUANTILE * self._seen - self._below) / _STEP
        np.clip(self._coupling, _START_DB, _MOST_DB, out=self._coupling)
        self._loudest = max(self._loudest - _FALL_DB * _STEP, self._newest)
        self._newest = -100.0
        self._seen[:] = 0.0
        self._below[:] = 0.0
        self._count = 0
