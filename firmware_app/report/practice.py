"""What to practise: the habits that the cues teach, each with how often it was kept, and the few that need it most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware_app.coaching import CUES
from firmware_app.report.chance import interval
from firmware_app.report.tally import Tally

_FEWEST = 10
"""Fewer occasions say nothing about a habit."""
_MOST = 3
"""Nobody works on more at a time."""


@dataclass(frozen=True)
class Practice:
    """One habit. ``kept`` of ``of`` occasions; ``aim``: the share to reach; ``lesson``: what teaches it."""

    name: str
    what: str
    kept: int
    of: int
    aim: float
    lesson: str
    exercise: str

    @property
    def share(self) -> float:
        """Kept, of all occasions."""
        return self.kept / self.of


@dataclass(frozen=True)
class _Habit:
    cue: str
    name: str
    what: str
    aim: float
    counted: Callable[[Tally], tuple[int, int]]
    exercise: str


_HABITS = (
    _Habit(
        "pause",
        "Wait before the answer",
        "answers to angry turns that came after the pause",
        0.8,
        lambda t: (t.counts.angry_gaps_waited, t.counts.angry_gaps),
        "Role play in pairs: one complains, the other breathes in and out once before each answer.",
    ),
    _Habit(
        "listen",
        "Let an angry caller finish",
        "calls with anger in which the agent did not talk over the caller",
        0.8,
        lambda t: (t.all.angry_calls - t.counts.interrupted_calls, t.all.angry_calls),
        "Listen to the end with a pen in hand: write the caller's points down, and speak when the pen rests.",
    ),
    _Habit(
        "slow_down",
        "Speak more slowly",
        "calls in which at least three quarters of the readings were below the limit",
        0.8,
        lambda t: (sum(share <= 0.25 for share in t.fast_shares), len(t.fast_shares)),
        "Read a paragraph aloud in 30 seconds, then the same in 40, and keep the second pace for the next call.",
    ),
    _Habit(
        "dont_hold",
        "Stay with an angry caller",
        "calls with anger without hold, mute or dead air in the anger",
        0.8,
        lambda t: (t.all.angry_calls - t.counts.left_calls, t.all.angry_calls),
        "Say aloud what you are doing while you look something up: a sentence every few seconds.",
    ),
)


def to_practise(tally: Tally) -> list[Practice]:
    """At most three habits that are surely below their aim, the furthest first."""
    habits = [habit for habit in every_habit(tally) if interval(habit.kept, habit.of)[1] < habit.aim]
    return sorted(habits, key=lambda habit: habit.share - habit.aim)[:_MOST]


def every_habit(tally: Tally) -> list[Practice]:
    """All habits of which there were enough occasions."""
    found = []
    for habit in _HABITS:
        kept, of = habit.counted(tally)
        if of >= _FEWEST:
            lesson = CUES[habit.cue].source
            found.append(Practice(habit.name, habit.what, kept, of, habit.aim, lesson, habit.exercise))
    return found
