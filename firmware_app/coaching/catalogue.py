"""The cue catalogue: every cue with its legend, rule, times and source, and what it asks of the agent.

A new cue is a row here, its rule, its place on the face, and tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware_app.coaching.lower_voice import LowerVoice
from firmware_app.coaching.reactions import FallsSilent, Reaction, SlowsDown, Softens, SpeaksAgain, Waits
from firmware_app.coaching.rule import Rule
from firmware_app.coaching.rules import (
    Acknowledge,
    Breathe,
    Calmed,
    DontHold,
    Escalate,
    Hours,
    Listen,
    Note,
    Pause,
)
from firmware_app.coaching.slow_down import SlowDown
from firmware_app.settings import CoachingSettings


@dataclass(frozen=True)
class Cue:
    """One row.

    ``id``: as in events and wiring. ``legend``: the words on the lamp. ``rule``: makes what says when it is due.
    ``shortest_s``: the least on-time, even if its reason passes earlier. ``cooldown_s``:
    dark for at least this long between two showings. ``source``: the sentence that teaches it. ``reaction``: what it
    asks of the agent, where it can be heard whether that came. ``cuts_in``: it takes another's place at once, before
    that could be read. ``answered``: it goes at once when the agent speaks. ``needs_a_line``: a signalling tone puts
    it out at once. ``after_the_call``: it may come while a call is suspended that has most likely ended.
    ``of_anger``: its reason is the caller's anger.
    """

    id: str
    legend: str
    rule: Callable[[CoachingSettings], Rule]
    shortest_s: float
    cooldown_s: float
    source: str
    reaction: Reaction | None = None
    cuts_in: bool = False
    answered: bool = False
    needs_a_line: bool = False
    after_the_call: bool = False
    of_anger: bool = True


CALMED = "calmed"
"""The one cue without a legend: the mood light tells it."""

CATALOGUE: tuple[Cue, ...] = (
    # The most urgent first: what the agent is doing to the caller right now, then what comes next, then the long run.
    Cue(
        id="listen",
        legend="LISTEN",
        rule=Listen,
        shortest_s=1.5,
        cooldown_s=4.0,
        source="Don't interrupt angry callers. Be patient and let them finish speaking.",
        reaction=FallsSilent(within_s=3.0),
        cuts_in=True,
    ),
    Cue(
        id="pause",
        legend="PAUSE 2 S",
        rule=Pause,
        shortest_s=1.5,
        cooldown_s=3.0,
        source="Before you respond, take a deep breath, wait at least 2 seconds.",
        reaction=Waits(),
        answered=True,
    ),
    Cue(
        id="dont_hold",
        legend="DON'T HOLD",
        rule=DontHold,
        shortest_s=1.5,
        cooldown_s=8.0,
        source="Avoid the Hold Button: hold time will add to the caller's frustration.",
        reaction=SpeaksAgain(within_s=10.0),
        needs_a_line=True,
    ),
    Cue(
        id="slow_down",
        legend="SLOW DOWN",
        rule=SlowDown,
        shortest_s=2.0,
        cooldown_s=60.0,
        source="Speak more slowly: consciously slow down your rate of speech.",
        reaction=SlowsDown(within_s=15.0),
        of_anger=False,
    ),
    Cue(
        id="lower_voice",
        legend="SOFTER",
        rule=LowerVoice,
        shortest_s=2.0,
        cooldown_s=15.0,
        source="Remain calm; keep your cool under pressure.",
        reaction=Softens(within_s=15.0),
    ),
    Cue(
        id="acknowledge",
        legend="SAY IT BACK",
        rule=Acknowledge,
        shortest_s=2.0,
        cooldown_s=8.0,
        source="Apologize, convey empathy and then summarize their main points.",
    ),
    Cue(
        id="escalate",
        legend="SUPERVISOR",
        rule=Escalate,
        shortest_s=5.0,
        cooldown_s=120.0,
        source="Understand the protocol for directing them to a company supervisor.",
    ),
    Cue(
        id="breathe",
        legend="BREATHE",
        rule=Breathe,
        shortest_s=4.0,
        cooldown_s=90.0,
        source="Take a timeout so you can regroup. Take a deep breath.",
    ),
    Cue(
        id="note",
        legend="NOTE",
        rule=Note,
        shortest_s=2.0,
        cooldown_s=5.0,
        source="Document the interaction thoroughly; jot down the major points.",
        after_the_call=True,
    ),
    Cue(
        id=CALMED,
        legend="CALMED",
        rule=Calmed,
        shortest_s=2.0,
        cooldown_s=30.0,
        source="You may be surprised at how much calmer they are.",
    ),
    # after all that is about anger: it stands for a whole call, and the others pass before it
    Cue(
        id="hours",
        legend="HOURS",
        rule=Hours,
        shortest_s=2.0,
        cooldown_s=10.0,
        source="There are laws that do not allow people to be called after certain times of the day.",
        of_anger=False,
    ),
)

READABLE_S = 1.5
"""The least on-time of any legend, s. Exceptions: one that `cuts_in` takes its place, the agent answers it or presses
the button, or a signalling tone ends the call."""
MOST_A_MINUTE = 4
"""No legend is switched on more often: a light that comes and goes is a nag."""

CUES: dict[str, Cue] = {cue.id: cue for cue in CATALOGUE}
