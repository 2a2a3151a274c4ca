"""Figures over many calls: hits, misses, false showings an hour, and how late, by cue and by condition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from firmware_app.coaching import CATALOGUE
from tools.rehearsal.score import Verdict
from tools.rehearsal.truth import Conditions, Truth


@dataclass(frozen=True)
class Judged:
    """One call and what was made of it."""

    truth: Truth
    verdict: Verdict


@dataclass(frozen=True)
class Row:
    """One cue's figures. ``late_s``: median and 95th percentile; ``too_long_s``: 95th percentile of the overstay."""

    cue: str
    hits: int
    missed: int
    hidden: int
    false: int
    false_per_h: float
    late_s: tuple[float, float]
    too_long_s: float

    @property
    def dues(self) -> int:
        """How often it was due."""
        return self.hits + self.missed + self.hidden

    @property
    def shown(self) -> float:
        """Share of the dues that could be shown and were."""
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else float("nan")


CONDITIONS: dict[str, Callable[[Conditions], bool]] = {
    "short delay (below 0.2 s)": lambda c: c.delay_s < 0.2,
    "long delay": lambda c: c.delay_s >= 0.2,
    "loud cross-talk (above -35 dB)": lambda c: c.crosstalk_db > -35.0,
    "low cross-talk": lambda c: c.crosstalk_db <= -35.0,
    "line noise at 20 dB": lambda c: c.caller_noise_db == 20.0,
    "desk noise at 20 dB": lambda c: c.agent_noise_db == 20.0,
    "clipped microphone": lambda c: c.clipped,
    "loud agent": lambda c: c.agent_dbfs > -22.0,
    "loud caller": lambda c: c.caller_dbfs > -22.0,
    "GSM or Opus": lambda c: c.codec in {"gsm", "opus"},
}


def rows(judged: Sequence[Judged]) -> list[Row]:
    """A row a cue, most urgent first, and one of all together."""
    return [*(row_of(cue.id, judged) for cue in CATALOGUE), all_cues(judged)]


def row_of(cue: str, judged: Sequence[Judged]) -> Row:
    """One cue's."""
    return _row(cue, [cue], judged)


def all_cues(judged: Sequence[Judged]) -> Row:
    """All cues together."""
    return _row("all", [cue.id for cue in CATALOGUE], judged)


def hours(judged: Sequence[Judged]) -> float:
    """Length of the calls."""
    return sum(each.truth.duration_s for each in judged) / 3600.0


def split(judged: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Calls of callers who get angry, and of those who do not."""
    angry, calm = ([j for j in judged if j.truth.conditions.caller_gets_angry is wanted] for wanted in (True, False))
    return angry, calm


def worst(judged: Sequence[Judged]) -> Judged:
    """The call with most dues missed and false showings, for its length: what to look at first."""
    return max(judged, key=lambda j: (len(j.verdict.missed) + len(j.verdict.false)) / j.truth.duration_s)


def _row(name: str, cues: Sequence[str], judged: Sequence[Judged]) -> Row:
    verdicts = [each.verdict for each in judged]
    hits = [hit.late_s for verdict in verdicts for hit in verdict.hits if hit.window.cue in cues]
    over = [seconds for verdict in verdicts for cue, seconds in verdict.too_long_s if cue in cues]
    false = sum(shown.cue in cues for verdict in verdicts for shown in verdict.false)
    late = np.percentile(hits, (50, 95)).tolist() if hits else [float("nan")] * 2
    return Row(
        name,
        len(hits),
        sum(window.cue in cues for verdict in verdicts for window in verdict.missed),
        sum(window.cue in cues for verdict in verdicts for window in verdict.hidden),
        false,
        false / hours(judged) if judged else float("nan"),
        (late[0], late[1]),
        float(np.percentile(over, 95)) if over else float("nan"),
    )
