"""The agent's own usual: learned within the shift, forgotten after it."""

from __future__ import annotations

_MEMORY_S = 300.0
"""Seconds of speech after which an old habit weighs 1/e: a shift's drift is followed, one call is not."""


class Usual:
    """A mean of readings, each over a sliding window of speech, known once it rests on enough speech."""

    def __init__(self, known_after_s: float, shift_gap_s: float) -> None:
        """``shift_gap_s``: after so long without a reading somebody else may sit there, and it begins anew."""
        self._known_after_s = known_after_s
        self._shift_gap_s = shift_gap_s
        self._spoken_s = 0.0
        self._mean = 0.0
        self._last_t: float | None = None

    def learn(self, t: float, value: float, window_s: float) -> None:
        """Takes the reading of time ``t`` over the last ``window_s`` seconds of speech; an old ``t`` is no news.

        Two windows overlap: a reading weighs only as much as it can have heard since the one before.
        """
        if t == self._last_t:
            return
        self.pass_time(t)
        new_s = window_s if self._last_t is None else min(t - self._last_t, window_s)
        self._last_t = t
        self._spoken_s += new_s
        weight = max(new_s / self._spoken_s, new_s / _MEMORY_S)
        self._mean += min(weight, 1.0) * (value - self._mean)

    def pass_time(self, t: float) -> None:
        """It is ``t`` now: what was learned in another shift is forgotten."""
        if self._last_t is not None and t - self._last_t >= self._shift_gap_s:
            self._spoken_s = self._mean = 0.0
            self._last_t = None

    @property
    def value(self) -> float | None:
        """The usual value; None while there has been too little speech."""
        return self._mean if self._spoken_s >= self._known_after_s else None
