"""The agent's own usual rate: median and spread over minutes of speech, in memory only."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from firmware_app.facts import Syllables
from firmware_app.settings import SlowDownSettings

STRETCH_S = 10.0
"""Speech is looked at in stretches of this length."""
_KEPT = 120
"""Stretches: 20 minutes of speech. A habit that lasts longer is the usual."""
_PRIOR_SPREAD = 0.13
"""Standard deviation of stretches within one speaker, as a share of their rate (`talk_timing`, docs/coach.md)."""
_PRIOR_STRETCHES = 40.0
"""Weight of other speakers' spread: with so many stretches of their own, the agent's counts as much."""
_NEWEST = 6
"""Stretches, a minute of speech, that tell that another person has sat down …"""
_OTHER_DB = 5.0
"""… where their level is so far from before, and their rate too:"""
_OTHER_SPREADS = 1.5


@dataclass(frozen=True)
class _Stretch:
    """``rate``: syllables/s. ``dbfs``: level of the speech, None where there was no reading."""

    rate: float
    dbfs: float | None


class UsualRate:
    """Learns from one stretch of speech after the other."""

    def __init__(self, settings: SlowDownSettings, shift_gap_s: float) -> None:
        """``shift_gap_s``: after so long without speech somebody else may sit there."""
        self._settings = settings
        self._shift_gap_s = shift_gap_s
        self._last_t: float | None = None
        self.forget()

    def forget(self) -> None:
        """Nothing is known of who sits there now."""
        self._stretches: deque[_Stretch] = deque(maxlen=_KEPT)
        self._syllables = self._speech_s = 0.0
        self._levels: list[float] = []
        self._sum_up()

    def pass_time(self, t: float) -> None:
        """It is ``t`` now: what was learned in another shift is forgotten."""
        if self._last_t is not None and t - self._last_t >= self._shift_gap_s:
            self._last_t = None
            self.forget()

    def learn(self, said: Syllables, dbfs: float | None, *, other: bool) -> None:
        """Takes what was just said, and at what level.

        ``other``: look whether somebody else has sat down; not in a call with anger, whose effect a jump may be.
        """
        self._last_t = said.t
        self._syllables += said.count
        self._speech_s += said.speech_s
        self._levels += [] if dbfs is None else [dbfs]
        if self._speech_s < STRETCH_S:
            return
        level = median(self._levels) if self._levels else None
        self._stretches.append(_Stretch(self._syllables / self._speech_s, level))
        self._syllables = self._speech_s = 0.0
        self._levels = []
        if other and self._somebody_else():
            self._stretches = deque(list(self._stretches)[-_NEWEST:], maxlen=_KEPT)
        self._sum_up()

    def _somebody_else(self) -> bool:
        before, now = list(self._stretches)[:-_NEWEST], list(self._stretches)[-_NEWEST:]
        if self.rate is None or len(before) < _NEWEST:
            return False
        apart = abs(median([each.rate for each in now]) - median([each.rate for each in before]))
        levels = [[each.dbfs for each in part if each.dbfs is not None] for part in (before, now)]
        if apart < _OTHER_SPREADS * self.spread or not all(levels):
            return False
        return abs(median(levels[1]) - median(levels[0])) >= _OTHER_DB

    def _sum_up(self) -> None:
        rates = [each.rate for each in self._stretches]
        known = len(rates) * STRETCH_S >= self._settings.usual_after_s
        self.rate: float | None = median(rates) if known else self._settings.usual or None
        """Syllables/s, the median; None while it is unknown."""
        self.spread = 0.0
        """Standard deviation of stretches, syllables/s; a small number of them leans on that of other speakers."""
        if self.rate is not None:
            own = _robust_deviation(rates) if known else 0.0
            weight = len(rates) / (len(rates) + _PRIOR_STRETCHES) if known else 0.0
            prior = _PRIOR_SPREAD * self.rate
            self.spread = math.sqrt(weight * own**2 + (1.0 - weight) * prior**2)


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle; at least one is needed."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2.0


def _robust_deviation(values: Sequence[float]) -> float:
    """Standard deviation by the median of absolute deviations, times 1.4826 (Hampel 1974)."""
    middle = median(values)
    return 1.4826 * median([abs(value - middle) for value in values])
