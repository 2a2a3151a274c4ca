"""What happened in the call, each at the moment when it was known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from firmware_app.facts import Side, Sides


class HoldKind(str, Enum):
    """How it can be told that the agent's side went dead."""

    SILENCE = "silence"
    MUTE = "mute"
    MUSIC = "music"


@dataclass(frozen=True)
class CallChanged:
    """A call began or ended."""

    t: float
    on: bool


@dataclass(frozen=True)
class TurnChanged:
    """A side began or stopped speaking. ``since``: when it truly did."""

    t: float
    who: Side
    on: bool
    since: float


@dataclass(frozen=True)
class AngerHeard:
    """A reading of the caller's anger, and whether the caller now counts as angry."""

    t: float
    p: float
    angry: bool


@dataclass(frozen=True)
class AngerDisregarded:
    """The agent says that the mood light is wrong: nothing of this call's anger counts, neither before nor after."""

    t: float


@dataclass(frozen=True)
class PaceHeard:
    """The agent's syllables a second over the last ``speech_s`` seconds of speech.

    ``sustained``: the same over the longer stretch that SLOW DOWN is about, None while too little was said in this
    call. ``limit``: what it is held against now. ``near_usual``: the last seconds are back near the agent's usual. All
    three are the coach's own.
    """

    t: float
    syllables_per_s: float
    speech_s: float
    sustained: float | None = None
    limit: float | None = None
    near_usual: bool | None = None

    @property
    def hurried(self) -> bool:
        """The agent has been above the limit for long enough to be told."""
        return self.sustained is not None and self.limit is not None and self.sustained > self.limit


@dataclass(frozen=True)
class HoldChanged:
    """The agent's side went dead, or is back."""

    t: float
    on: bool
    how: HoldKind


@dataclass(frozen=True)
class TalkOver:
    """The agent talked over the caller for ``duration_s``; told when it is over. The line's delay is taken off."""

    t: float
    duration_s: float
    angry: bool


@dataclass(frozen=True)
class Gap:
    """The agent answered ``gap_s`` after the caller's turn had ended; below zero, before it had."""

    t: float
    gap_s: float
    angry: bool


@dataclass(frozen=True)
class SideLost:
    """A side is no longer heard (``on``), or is again: what is counted of the call meanwhile is less than there was."""

    t: float
    who: Side
    on: bool


@dataclass(frozen=True)
class SidesChanged:
    """The lines are one, or swapped, or apart again. What this call has told so far may be of the wrong side."""

    t: float
    sides: Sides


@dataclass(frozen=True)
class OverloadChanged:
    """A side's speech is cut off at the top, or no longer."""

    t: float
    who: Side
    on: bool


@dataclass(frozen=True)
class ToneChanged:
    """A signalling tone is heard from the far end, or no longer. ``sure``: it is one, and the call is over."""

    t: float
    on: bool
    sure: bool


@dataclass(frozen=True)
class SuspendedChanged:
    """Both lines are dead, and whether the call goes on is not known (``on``); or it is known."""

    t: float
    on: bool


Happening: TypeAlias = (
    CallChanged
    | TurnChanged
    | AngerHeard
    | AngerDisregarded
    | PaceHeard
    | HoldChanged
    | TalkOver
    | Gap
    | SideLost
    | SidesChanged
    | OverloadChanged
    | ToneChanged
    | SuspendedChanged
)
