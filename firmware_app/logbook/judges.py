"""Whether a cue helped: did what it asks for follow? One small judge for each cue that can be judged by ear.

No judge knows what would have happened without the light; it says what followed, and nothing more. A cue that has
none here (SAY IT BACK, BREATHE, NOTE, SUPERVISOR) asks for what cannot be heard.
"""

from __future__ import annotations

import math
from enum import Enum
from typing import Protocol

from firmware_app.coaching import (
    REASON_PASSED,
    CueChanged,
    CueState,
    FallsSilent,
    Reaction,
    SlowsDown,
    Softens,
    SpeaksAgain,
    Waits,
)
from firmware_app.conversation import Gap, Happening, PaceHeard, TurnChanged
from firmware_app.facts import Side
from firmware_app.settings import CoachingSettings

_ANSWER_S = 0.1
"""A pause is as long as asked for to within this: the hop and hangover of two voices."""


class Verdict(Enum):
    """What a judge may say; `OPEN` until it is known."""

    OPEN = "open"
    HELPED = "helped"
    IN_VAIN = "in vain"
    UNKNOWN = "unknown"


class Judge(Protocol):
    """Follows one showing of one cue, from the moment that it is lit."""

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """Takes the next event."""

    def late(self, t: float) -> Verdict:
        """Time has come to ``t``."""


class SlowedDown:
    """What was said after the cue came on is near the usual rate again. An agent who says no more leaves it open."""

    def __init__(self, lit: CueChanged, within_s: float) -> None:
        self._lit = lit
        self._within_s = within_s
        self._heard = False

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """See `Judge.hear`."""
        if not isinstance(event, PaceHeard) or event.near_usual is None or event.t - event.speech_s < self._lit.t:
            return Verdict.OPEN
        self._heard = True
        return Verdict.HELPED if event.near_usual else Verdict.OPEN

    def late(self, t: float) -> Verdict:
        """See `Judge.late`."""
        if t <= self._lit.t + self._within_s:
            return Verdict.OPEN
        return Verdict.IN_VAIN if self._heard else Verdict.UNKNOWN


class CameBack:
    """The cue's reason has passed in time. Put out by anything else, nobody knows."""

    def __init__(self, lit: CueChanged, within_s: float) -> None:
        self._lit = lit
        self._within_s = within_s

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """See `Judge.hear`."""
        if isinstance(event, CueChanged) and event.cue == self._lit.cue and not event.on:
            return Verdict.HELPED if event.why == REASON_PASSED else Verdict.UNKNOWN
        return Verdict.OPEN

    def late(self, t: float) -> Verdict:
        """See `Judge.late`."""
        return Verdict.IN_VAIN if t > self._lit.t + self._within_s else Verdict.OPEN


class Voiced:
    """The agent's voice ends, or begins, in time."""

    def __init__(self, lit: CueChanged, within_s: float, *, begins: bool) -> None:
        self._until = lit.t + within_s
        self._begins = begins

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """See `Judge.hear`."""
        agent = isinstance(event, TurnChanged) and event.who is Side.AGENT
        return Verdict.HELPED if agent and event.on is self._begins else Verdict.OPEN  # type: ignore[union-attr]

    def late(self, t: float) -> Verdict:
        """See `Judge.late`."""
        return Verdict.IN_VAIN if t > self._until else Verdict.OPEN


class Waited:
    """The answer came no sooner than taught. A caller who goes on may pause again, and the answer is still to come."""

    def __init__(self, lit: CueChanged, pause_s: float) -> None:
        self._length_s = pause_s
        self._until = math.inf if lit.state is CueState.WAITING else lit.t + pause_s
        self._pause_s = pause_s - _ANSWER_S
        self._cue, self._spoken = lit.cue, False

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """See `Judge.hear`."""
        match event:
            case Gap():
                return Verdict.HELPED if event.gap_s >= self._pause_s else Verdict.IN_VAIN
            case CueChanged(state=CueState.RUNNING):
                self._until = event.t + self._length_s
            case TurnChanged(who=Side.CALLER, on=True):
                self._until = math.inf
            case TurnChanged(who=Side.AGENT, on=True):
                self._spoken = True
            case CueChanged(cue=self._cue, on=False) if math.isinf(self._until) and not self._spoken:
                return Verdict.UNKNOWN  # they have calmed while they spoke: there is nothing to wait for
            case _:
                pass
        return Verdict.OPEN

    def late(self, t: float) -> Verdict:
        """See `Judge.late`: a pause that is over without an answer has been kept."""
        return Verdict.HELPED if t > self._until + _ANSWER_S else Verdict.OPEN


def judge_of(reaction: Reaction, lit: CueChanged, settings: CoachingSettings) -> Judge:
    """Who looks for this reaction to this cue."""
    match reaction:
        case SlowsDown():
            return SlowedDown(lit, reaction.within_s)
        case Softens():
            return CameBack(lit, reaction.within_s)
        case FallsSilent():
            return Voiced(lit, reaction.within_s, begins=False)
        case SpeaksAgain():
            return Voiced(lit, reaction.within_s, begins=True)
        case Waits():
            return Waited(lit, settings.pause_s)
