"""What lit on real conversation: onsets of the mood light, cues, episodes, and how sure an hourly figure is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy import stats

from firmware_app.conversation import AngerHeard, Happening
from tools.rehearsal.perform import Performance
from tools.rehearsal.score import Showing, showings

FOLLOWS_S = 5.0
"""A cue that comes within this of anger being shown follows from it."""
OF_ANGER = frozenset(
    {"listen", "pause", "dont_hold", "lower_voice", "acknowledge", "breathe", "escalate", "calmed", "note"}
)
"""Cues whose rule asks for an angry caller, now or earlier in the call."""


@dataclass(frozen=True)
class Run:
    """One channel taken for the caller's, heard from beginning to end.

    ``onsets``: moments at which the mood light turned angry, s. ``angry_s``: how long it was. ``spoke_s``: how long the
    caller spoke, as heard. ``shown``: every showing of a legend or of ``calmed``. ``slow_downs_known``: how often SLOW
    DOWN would have come, had the agent's usual rate been known.
    """

    duration_s: float
    spoke_s: float
    onsets: tuple[float, ...]
    angry_s: float
    shown: tuple[Showing, ...]
    slow_downs_known: int = 0

    @property
    def episodes(self) -> int:
        """Onsets with all that follows from them, and cues that follow from none."""
        return len(self.onsets) + sum(not self._follows(each) for each in self.shown)

    @property
    def lit_s(self) -> float:
        """How long any legend was lit."""
        return sum(each.off - each.on for each in self.shown)

    def _follows(self, showing: Showing) -> bool:
        before = [onset for onset in self.onsets if onset <= showing.on]
        if showing.cue in OF_ANGER:
            return bool(before)
        return bool(before) and showing.on - max(before) < FOLLOWS_S


@dataclass(frozen=True)
class Rate:
    """So many in so many hours. ``most``: the upper bound, 95 % one-sided, of a Poisson rate an hour.

    Garwood (1936): half the 95 % quantile of chi-squared with 2 (count + 1) degrees of freedom, an hour.
    """

    count: int
    hours: float

    @property
    def an_hour(self) -> float:
        """The plain ratio; 0 without any hours."""
        return self.count / self.hours if self.hours else 0.0

    @property
    def most(self) -> float:
        """Infinite without any hours."""
        return float(stats.chi2.ppf(0.95, 2 * (self.count + 1)) / 2 / self.hours) if self.hours else float("inf")

    def __str__(self) -> str:
        return f"{self.count} in {self.hours:.2f} h, {self.an_hour:.1f} an hour, at most {self.most:.1f}"


def run_of(performance: Performance, duration_s: float, spoke_s: float, slow_downs_known: int = 0) -> Run:
    """Counts one call."""
    shown = showings(performance.cues, duration_s)
    spans = performance.angry()
    return Run(
        duration_s,
        spoke_s,
        tuple(_onsets(performance.happened)),
        sum(end - begin for begin, end in spans),
        tuple(shown),
        slow_downs_known,
    )


def hours(runs: Sequence[Run]) -> float:
    """Length of the calls, each channel that was taken for the caller's counted."""
    return sum(run.duration_s for run in runs) / 3600.0


def onset_rate(runs: Sequence[Run]) -> Rate:
    """How often the mood light turned angry."""
    return Rate(sum(len(run.onsets) for run in runs), hours(runs))


def cue_rates(runs: Sequence[Run]) -> dict[str, Rate]:
    """How often each cue came on, by its id."""
    counts = Counter(each.cue for run in runs for each in run.shown)
    return {cue: Rate(count, hours(runs)) for cue, count in sorted(counts.items(), key=lambda one: -one[1])}


def episode_rate(runs: Sequence[Run]) -> Rate:
    """How often something came on that did not follow from what had."""
    return Rate(sum(run.episodes for run in runs), hours(runs))


def share(parts: Iterable[float], wholes: Iterable[float]) -> float:
    """Sum over sum; 0 where there is nothing."""
    whole = sum(wholes)
    return sum(parts) / whole if whole else 0.0


def _onsets(happened: Sequence[Happening]) -> list[float]:
    states = [(each.t, each.angry) for each in happened if isinstance(each, AngerHeard)]
    return [t for (_, before), (t, now) in pairwise([(0.0, False), *states]) if now and not before]
