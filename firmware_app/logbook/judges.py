"""Whether a cue helped: did what it asks for follow? One small judge for each cue that can be judged by ear.

No judge knows what would have happened without the light; it says what followed, and nothing more. A cue that has
none here (SAY IT BACK, BREATHE, NOTE, SUPERVISOR) asks for what cannot be heard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Protocol

from firmware_app.coaching import REASON_PASSED, CueChanged
from firmware_app.conversation import Gap, Happening, PaceHeard, TurnChanged
from firmware_app.facts import Side
from firmware_app.settings import CoachingSettings

_MEND_S = 15.0
"""The pace, or the voice, is to come down within this."""
_YIELD_S = 3.0
"""Who is to listen yields within this: the rest of a word, a breath, and the end of the hangover."""
_BACK_S = 10.0
"""Who is not to put on hold speaks again within this."""
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
    """SLOW DOWN: a reading of what was said after it came on is below the limit. Who says no more leaves it open."""

    def __init__(self, lit: CueChanged) -> None:
        self._lit = lit
        self._heard = False

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """See `Judge.hear`."""
        if not isinstance(event, PaceHeard) or event.limit is None or event.t - event.speech_s < self._lit.t:
            return Verdict.OPEN
        self._heard = True
        return Verdict.HELPED if event.syllables_per_s < event.limit else Verdict.OPEN

    def late(self, t: float) -> Verdict:
        """See `Judge.late`."""
        if t <= self._lit.t + _MEND_S:
            return Verdict.OPEN
        return Verdict.IN_VAIN if self._heard else Verdict.UNKNOWN


class CameBack:
    """SOFTER: the reason has passed in time. Put out by anything else, nobody knows."""

    def __init__(self, lit: CueChanged) -> None:
        self._lit = lit

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """See `Judge.hear`."""
        if isinstance(event, CueChanged) and event.cue == self._lit.cue and not event.on:
            return Verdict.HELPED if event.why == REASON_PASSED else Verdict.UNKNOWN
        return Verdict.OPEN

    def late(self, t: float) -> Verdict:
        """See `Judge.late`."""
        return Verdict.IN_VAIN if t > self._lit.t + _MEND_S else Verdict.OPEN


class Voiced:
    """LISTEN: the agent's voice ends in time. DON'T HOLD: it begins in time."""

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
    """PAUSE: the answer came no sooner than taught. A caller who goes on first leaves it open for ever."""

    def __init__(self, lit: CueChanged, pause_s: float) -> None:
        self._until = lit.t + pause_s
        self._pause_s = pause_s - _ANSWER_S

    def hear(self, event: Happening | CueChanged) -> Verdict:
        """See `Judge.hear`."""
        if isinstance(event, Gap):
            return Verdict.HELPED if event.gap_s >= self._pause_s else Verdict.IN_VAIN
        if isinstance(event, TurnChanged) and event.who is Side.CALLER and event.on:
            return Verdict.UNKNOWN
        return Verdict.OPEN

    def late(self, t: float) -> Verdict:
        """See `Judge.late`: a pause that is over without an answer has been kept."""
        return Verdict.HELPED if t > self._until + _ANSWER_S else Verdict.OPEN


def judges(settings: CoachingSettings) -> Mapping[str, Callable[[CueChanged], Judge]]:
    """Who judges which cue, by the cue's id."""
    return MappingProxyType(
        {
            "slow_down": SlowedDown,
            "lower_voice": CameBack,
            "listen": lambda lit: Voiced(lit, _YIELD_S, begins=False),
            "dont_hold": lambda lit: Voiced(lit, _BACK_S, begins=True),
            "pause": lambda lit: Waited(lit, settings.pause_s),
        }
    )


JUDGED_BY: Mapping[str, str] = MappingProxyType(
    {
        "slow_down": f"the pace came back under its limit within {_MEND_S:g} s",
        "lower_voice": f"the voice came back to its usual level within {_MEND_S:g} s",
        "listen": f"the agent stopped speaking within {_YIELD_S:g} s",
        "dont_hold": f"the agent spoke again within {_BACK_S:g} s",
        "pause": "the answer came after the pause (answers before it is lit count above, as “Answers that waited”)",
    }
)
"""The same in words, for the report; what is not named here is not judged."""
