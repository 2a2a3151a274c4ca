"""Which frames of the near end are only the far end, come out of the ear-piece into the microphone.

How far each band of the far end is down in the microphone is learned while the far end speaks: mostly the near end is
then silent. A frame that holds hardly more than that is an echo. No sound is changed, and none goes the other way.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import BANDS, Array, Frames

_STEP = 10
"""Frames after which something is learned, whatever pieces the sound comes in."""
_BACK = 15
"""An echo comes within 150 ms: the way through ear-piece, air, and the buffers of a headset."""
_START_DB, _LEAST_DB, _MOST_DB = -45.0, -60.0, -22.0
"""Coupling: what a headset starts with, and what none is below and above; a microphone that hears the far end still
louder has a voice of its own."""
_QUANTILE = 0.4
"""Of what is met while the far end speaks: of a near end that seldom talks over it, the echo alone."""
_QUICK_DB, _SLOW_DB = 1.0, 0.15
_QUICK_STEPS = 60
"""Learned quickly over the first 6 s of the far end, then slowly: a talk-over must not teach that it is an echo."""
_LOUD_DB = 30.0
"""Bands of the far end that stand within this of its loudest teach, and are looked for."""
_SILENT_DB = -100.0
_NEPER = np.log(10.0) / 10.0
_ABOVE_DB = 6.0
"""An echo may stand so far above what was learned: heads and hands move."""
_OWN_SHARE = 0.5
"""A frame with less of its power beyond the echo than this is one."""


class Echo:
    """Follows both ends. Call `step` with the frames of the same moments."""

    def __init__(self) -> None:
        self._coupling = np.full(BANDS, _START_DB)
        self._past = {end: np.full((_BACK, BANDS), _SILENT_DB) for end in ("near", "far")}
        self._met = np.zeros(BANDS)
        self._below = np.zeros(BANDS)
        self._frames = self._steps = 0

    def step(self, near: Frames, far: Frames, far_voice: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each frame of ``near`` is an echo of ``far``, shape ``(len(near),)``; both have the same times.

        ``far_voice``: where the far end stands out of its line's noise, shape ``(len(far),)``.
        """
        found = np.zeros(len(near), dtype=np.bool_)
        spoken = np.where(far_voice[:, None], far.mel, _SILENT_DB)
        first = 0
        while first < len(near):
            part = slice(first, min(len(near), first + _STEP - self._frames))
            found[part] = self._part(near.mel[part], spoken[part], near.zero[part])
            self._frames += part.stop - first
            if self._frames == _STEP:
                self._learn()
            first = part.stop
        return found

    def _part(self, near: Array, far: Array, dead: NDArray[np.bool_]) -> NDArray[np.bool_]:
        near_past, far_past = self._pass("near", near), self._pass("far", far)
        # most of the time nobody speaks at the far end: then there is nothing to work out
        if max(far_past.max(), far.max()) <= _SILENT_DB:
            return np.zeros(len(near), dtype=np.bool_)
        reach = _reach(far_past, far)
        loudest = reach.max(axis=1, keepdims=True)
        spoken = loudest > _SILENT_DB
        loud = (reach > loudest - _LOUD_DB) & spoken
        teaches = loud & ~dead[:, None]
        self._met += teaches.sum(axis=0)
        # peak against peak, whatever the way's length
        self._below += (teaches & (_reach(near_past, near) - reach < self._coupling)).sum(axis=0)
        expected = np.exp(_NEPER * np.where(loud, reach + (self._coupling + _ABOVE_DB), _SILENT_DB))
        power = np.exp(_NEPER * near)
        own = np.maximum(0.0, power - expected).sum(axis=1)
        echo: NDArray[np.bool_] = spoken[:, 0] & (own < _OWN_SHARE * power.sum(axis=1))
        return echo

    def _pass(self, end: str, frames: Array) -> Array:
        """Takes frames into the past of one end; gives the past before them."""
        past = self._past[end]
        self._past[end] = np.concatenate((past, frames))[-_BACK:]
        return past

    def _learn(self) -> None:
        """Moves each band's coupling towards the quantile of what was met (Robbins and Monro 1951)."""
        if self._met.any():
            speed = _QUICK_DB if self._steps < _QUICK_STEPS else _SLOW_DB
            self._steps += 1
            self._coupling += speed * (_QUANTILE * self._met - self._below) / _STEP
            np.clip(self._coupling, _LEAST_DB, _MOST_DB, out=self._coupling)
            self._met[:] = 0.0
            self._below[:] = 0.0
        self._frames = 0


def _reach(past: Array, frames: Array) -> Array:
    """The loudest in each band from 150 ms ago until each of the frames, which are no more than those past."""
    before = np.maximum.accumulate(past[::-1], axis=0)[::-1]
    loudest: Array = np.maximum(before[: len(frames)], np.maximum.accumulate(frames, axis=0))
    return loudest
