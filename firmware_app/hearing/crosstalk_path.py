"""How one end of the line comes through on the other: gain per band, learned while it speaks.

No sound is changed by it, and none goes the other way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import BANDS, Array

SILENT_DB = -100.0
_LOUD_DB = 30.0
"""Bands of the source that stand within this of its loudest teach, and are looked for."""
_QUANTILE = 0.5
"""Of what is met while the source speaks: of a listener who seldom talks over it, the copy alone."""
_QUICK_DB, _SLOW_DB, _SLOWER = 4.0, 0.05, 0.95
"""A step of learning, dB: at first, and at last; each is this much smaller than the one before. A talk-over must not
teach that it is a copy."""
_KNOWN_DB = _QUICK_DB * _SLOWER**10
"""After a second of the source."""
_NEPER = np.log(10.0) / 10.0
_ABOVE_DB = 6.0
"""A copy may stand so far above what was learned: heads and hands move, codecs colour."""


@dataclass(frozen=True)
class PathLimits:
    """``most_db``: gain that no such path exceeds, and that it is held to have until it is known.

    ``least_db``: gain below which it does not matter. ``back``: frames that a copy may be late.
    """

    most_db: float
    least_db: float
    back: int


class CrosstalkPath:
    """The way of one source into one other line. Frames of both come in step."""

    def __init__(self, limits: PathLimits) -> None:
        self._limits = limits
        self._gain = np.full(BANDS, limits.most_db)
        self._step_db = _QUICK_DB
        self._source = np.full((limits.back, BANDS), SILENT_DB)
        self._line = np.full((limits.back, BANDS), SILENT_DB)
        self._spoke = np.zeros(2 * limits.back, dtype=np.bool_)
        self._others = np.zeros(limits.back, dtype=np.bool_)

    @property
    def known(self) -> bool:
        """Enough has been met that the gain is more than a guess."""
        return self._step_db <= _KNOWN_DB

    def own_share(self, source: Array, line: Array) -> Array:
        """Share of a frame's power that the source does not explain, 0 to 1, shape ``(n,)``; nothing is kept.

        Args:
            source: mel bands of the source since the last `learn`, dB, shape ``(m, BANDS)``, ``m`` from ``n``.
            line: those of the line's newest frames, at the same times as the newest of the source, ``(n, BANDS)``.
        """
        reach, loud = self._reach(source, len(line))
        expected = np.exp(_NEPER * np.where(loud, reach + (self._gain + _ABOVE_DB), SILENT_DB))
        power = np.exp(_NEPER * line)
        own: Array = np.maximum(0.0, power - expected).sum(axis=1) / power.sum(axis=1)
        return own

    def learn(
        self, source: Array, line: Array, speaks: NDArray[np.bool_], others: NDArray[np.bool_], live: NDArray[np.bool_]
    ) -> None:
        """Takes the next frames of both, and moves each band's gain by what they teach (Robbins and Monro 1951).

        ``speaks``: the source does; ``others``: the line has a voice of its own, which is no copy and teaches nothing;
        ``live``: both lines carry something. Each bool, shape ``(n,)``; ``n`` up to ``back``.
        """
        teaches = self._copy_may_be_there(speaks) & ~self._lately(others) & live
        if teaches.any():
            reach, loud = self._reach(source, len(source))
            loud &= teaches[:, None]
            met = loud.sum(axis=0)
            # peak against peak, whatever the way's length
            below = (loud & (_loudest(self._line, line, len(line)) - reach < self._gain)).sum(axis=0)
            self._gain += self._step_db * (_QUANTILE * met - below) / max(1, met.max())
            np.clip(self._gain, self._limits.least_db, self._limits.most_db, out=self._gain)
            self._step_db = max(_SLOW_DB, _SLOWER * self._step_db)
        self._source, self._line = _joined(self._source, source), _joined(self._line, line)

    def _reach(self, source: Array, count: int) -> tuple[Array, NDArray[np.bool_]]:
        """How loud a copy's original may have been for each of the newest frames, and in which bands it was loud."""
        reach = _loudest(self._source, source, count)
        loudest = reach.max(axis=1, keepdims=True)
        loud: NDArray[np.bool_] = (reach > loudest - _LOUD_DB) & (loudest > SILENT_DB)
        return reach, loud

    def _copy_may_be_there(self, speaks: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """While the source speaks, but not when it has just begun: a late copy is not there yet."""
        back = self._limits.back
        spoke = np.concatenate((self._spoke, speaks))
        self._spoke = spoke[-2 * back :]
        return speaks & _any_of_last(spoke, back)[back : back + len(speaks)]

    def _lately(self, others: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether the loudest that the line had, as far back as is looked, may be its own."""
        back = self._limits.back
        own = np.concatenate((self._others, others))
        self._others = own[-back:]
        return _any_of_last(own, back + 1)[back:]

    def meet_copy(self, gain_db: float) -> None:
        """A copy of the source is known to be on the line: what lies below it in every band is unlearned."""
        if gain_db > float(np.median(self._gain)) + _ABOVE_DB:
            self._gain = np.full(BANDS, self._limits.most_db)
            self._step_db = _QUICK_DB


def _any_of_last(flags: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
    """For each frame, whether it or one of the ``count`` - 1 before it is set."""
    found: NDArray[np.bool_] = np.convolve(flags, np.ones(count))[: len(flags)] > 0.5
    return found


def _joined(past: Array, frames: Array) -> Array:
    return np.concatenate((past, frames))[-len(past) :]


def _loudest(past: Array, frames: Array, count: int) -> Array:
    """The loudest in each band from ``len(past)`` frames ago until each of the newest ``count`` frames."""
    both = np.concatenate((past, frames))
    shared = both[len(both) - len(past) - 1 : len(both) - count + 1].max(axis=0)
    rest = np.concatenate((shared[None], both[len(both) - count + 1 :]))
    before = np.maximum.accumulate(both[len(both) - len(past) - count : len(both) - len(past)][::-1], axis=0)[::-1]
    loudest: Array = np.maximum(np.maximum.accumulate(rest, axis=0), before)
    return loudest
