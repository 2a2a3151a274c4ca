"""The cue catalogue as data: every cue, its legend, its place in the order, its times and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CueState(str, Enum):
    """What a lit cue is doing, where it does more than stand."""

    RUNNING = "running"
    """PAUSE: the caller is silent, and the time runs down."""
    WAITING = "waiting"
    """PAUSE: the caller goes on; the time begins anew with the next silence."""


@dataclass(frozen=True)
class Cue:
    """One row.

    ``id``: as in events and wiring. ``legend``: the words on the lamp. ``shortest_s``: once its reason has passed it
    still stays lit until it has been lit for this long. ``cooldown_s``: dark for at least this long between two
    showings. ``source``: the sentence that teaches it. ``cuts_in``: it takes another's place at once, before that could
    be read. ``answered``: it goes at once when the agent speaks.
    """

    id: str
    legend: str
    shortest_s: float
    cooldown_s: float
    source: str
    cuts_in: bool = False
    answered: bool = False


CATALOGUE: tuple[Cue, ...] = (
    # The most urgent first: what the agent is doing to the caller right now, then what comes next, then the long run.
    Cue(
        "listen",
        "LISTEN",
        1.5,
        4.0,
        "Don't interrupt angry callers. Be patient and let them finish speaking.",
        cuts_in=True,
    ),
    Cue(
        "pause",
        "PAUSE 2 S",
        1.5,
        3.0,
        "Before you respond, take a deep breath, wait at least 2 seconds.",
        answered=True,
    ),
    Cue(
        "dont_hold",
        "DON'T HOLD",
        1.5,
        8.0,
        "Avoid the Hold Button: hold time will add to the caller's frustration.",
    ),
    Cue("slow_down", "SLOW DOWN", 2.0, 60.0, "Speak more slowly: consciously slow down your rate of speech."),
    Cue("lower_voice", "SOFTER", 2.0, 15.0, "Remain calm; keep your cool under pressure."),
    Cue(
        "acknowledge",
        "SAY IT BACK",
        2.0,
        8.0,
        "Apologize, convey empathy and then summarize their main points.",
    ),
    Cue("escalate", "SUPERVISOR", 5.0, 120.0, "Understand the protocol for directing them to a company supervisor."),
    Cue("breathe", "BREATHE", 4.0, 90.0, "Take a timeout so you can regroup. Take a deep breath."),
    Cue("note", "NOTE", 2.0, 5.0, "Document the interaction thoroughly; jot down the major points."),
    Cue("calmed", "CALMED", 2.0, 30.0, "You may be surprised at how much calmer they are."),
    # after all that is about anger: it stands for a whole call, and the others pass before it
    Cue(
        "hours",
        "HOURS",
        2.0,
        10.0,
        "There are laws that do not allow people to be called after certain times of the day.",
    ),
)

READABLE_S = 1.5
"""Nothing is lit for less, unless one that cuts in takes its place, or the agent answers it or puts it out."""
MOST_A_MINUTE = 4
"""No legend is switched on more often: a light that comes and goes is a nag."""

CUES: dict[str, Cue] = {cue.id: cue for cue in CATALOGUE}
