"""What the rooms tell one another: small facts with a time.

A fact's ``t`` is in seconds of the audio's own sample clock and is the moment when the device
*knows* it: the last sample it had heard. ``since`` is when the thing itself happened, which is
earlier. No fact holds sound, and nothing here imports numpy, hardware or a clock, so that a
recording gives the same facts every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Side(str, Enum):
    """The two ends of the line, by the field's names: far end and near end."""

    CALLER = "caller"
    AGENT = "agent"

    @property
    def other(self) -> Side:
        """The one at the other end."""
        return Side.AGENT if self is Side.CALLER else Side.CALLER


class Sides(str, Enum):
    """Whether the two lines are what they are called."""

    APART = "apart"
    SAME = "same"
    """Both voices are on both lines: nobody can be told from the other."""
    SWAPPED = "swapped"
    """The agent's voice is on the caller's line, and comes back on the agent's."""


@dataclass(frozen=True)
class SidesFound:
    """From now on the lines look like this; while they are not apart, nothing is told of either voice."""

    t: float
    sides: Sides


@dataclass(frozen=True)
class Tick:
    """Time has come this far; nothing else need have happened."""

    t: float


@dataclass(frozen=True)
class Speech:
    """A voice began (``on``) or ended. ``since``: the first, or last, moment of the voice itself."""

    t: float
    who: Side
    on: bool
    since: float


@dataclass(frozen=True)
class LineDead:
    """The line went to digital silence (every sample zero: mute, hold or a pulled plug) or came back."""

    t: float
    who: Side
    on: bool
    since: float


@dataclass(frozen=True)
class Overload:
    """A line's speech is cut off at the top (``on``), or no longer: it is too loud for what carries it."""

    t: float
    who: Side
    on: bool


@dataclass(frozen=True)
class Music:
    """Music, not a voice, is heard from the far end: hold music."""

    t: float
    on: bool
    since: float


@dataclass(frozen=True)
class Tone:
    """A signalling tone (busy, ringback, fax …) is heard from the far end (``on``), or no longer.

    ``sure``: as long, or as often, as only the network's own signals are: nobody is at the far end. Until then it may
    be a beep.
    """

    t: float
    on: bool
    sure: bool


@dataclass(frozen=True)
class CallerSound:
    """What ``speech_s`` seconds of the caller's speech were like: the mean spectrum, and pitches found in it.

    ``spectrum``: dB in each mel band. ``log2_hz``: of voiced frames, none where there were none. It says nothing of
    a mood, and serves to tell after a pause whether the caller is still the same.
    """

    t: float
    speech_s: float
    spectrum: tuple[float, ...]
    log2_hz: tuple[float, ...]


@dataclass(frozen=True)
class LineNoise:
    """What the noise of the caller's line was like, over half a second: dB in each mel band."""

    t: float
    spectrum: tuple[float, ...]


@dataclass(frozen=True)
class CallerVoice:
    """How the caller sounded over their last ``speech_s`` seconds of speech, ``fresh_s`` of which are new.

    ``place``: the anger model's coordinates, which mean nothing outside `hearing`. ``dbfs``: level of its louder half.
    """

    t: float
    fresh_s: float
    speech_s: float
    place: tuple[float, ...]
    dbfs: float


@dataclass(frozen=True)
class Anger:
    """How likely it is that the caller is angry now, by all that they have said in this call: ``p`` from 0 to 1."""

    t: float
    p: float


@dataclass(frozen=True)
class Pace:
    """The agent's articulation rate, syllables a second of speech, over the last ``speech_s`` seconds of speech."""

    t: float
    syllables_per_s: float
    speech_s: float


@dataclass(frozen=True)
class Syllables:
    """``count`` syllables that the agent has said in ``speech_s`` seconds of speech, within a phrase.

    A phrase of a few syllables ("yes, of course") has no rate of its own and is left out.
    """

    t: float
    count: float
    speech_s: float


@dataclass(frozen=True)
class Level:
    """The agent's speech level in dBFS (A-weighting none), a median over the last ``speech_s`` seconds of speech."""

    t: float
    dbfs: float
    speech_s: float


@dataclass(frozen=True)
class InputLost:
    """A channel delivers no samples (``on``), or delivers again; meanwhile nothing is known about that side."""

    t: float
    who: Side
    on: bool


class Press(Enum):
    """What the agent says with the one button."""

    SEEN = "pressed once"
    """The lit cue has been read."""
    WRONG = "pressed twice"
    """The mood light is wrong: the caller is not angry."""
    HELP = "pressed three times"
    """A supervisor is wanted."""
    LIGHTS_OFF = "held for 2 s"
    """No lights for this call."""
    ERASE = "held for 10 s"
    """Everything in the logbook is to go."""


Fact: TypeAlias = (
    Tick
    | SidesFound
    | Speech
    | LineDead
    | Overload
    | Music
    | Tone
    | CallerSound
    | LineNoise
    | CallerVoice
    | Anger
    | Pace
    | Syllables
    | Level
    | InputLost
)
