"""The cue catalogue as data: every cue, its legend, its place in the order, its times and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cue:
    """One row.

    ``id``: as in events and wiring. ``legend``: the words on the lamp. ``shortest_s``: once lit it stays lit this
    long, because a flash cannot be read; only a more urgent cue takes its place sooner. ``cooldown_s``: dark for at
    least this long between two showings. ``source``: the sentence that teaches it.
    """

    id: str
    legend: str
    shortest_s: float
    cooldown_s: float
    source: str


CATALOGUE: tuple[Cue, ...] = (
    # The most urgent first: what the agent is doing to the caller right now, then what comes next, then the long run.
    Cue("listen", "LISTEN", 1.0, 4.0, "Don't interrupt angry callers. Be patient and let them finish speaking."),
    Cue("pause", "PAUSE 2 S", 0.5, 3.0, "Before you respond, take a deep breath, wait at least 2 seconds."),
    Cue(
        "dont_hold",
        "DON'T HOLD",
        1.5,
        8.0,
        "Avoid the Hold Button: hold time will add to the caller's frustration.",
    ),
    Cue("slow_down", "SLOW DOWN", 2.0, 10.0, "Speak more slowly: consciously slow down your rate of speech."),
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

CUES: dict[str, Cue] = {cue.id: cue for cue in CATALOGUE}
