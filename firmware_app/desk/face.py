"""What the desk is to show, as one value, and what anything that shows it can do. No hardware, no clock.

Times are seconds of the audio's sample clock, as everywhere. Everything is dark when there is nothing to say:
a calm call leaves the mood light and all legends dark, and only the small status light tells that the unit hears.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from firmware_app.coaching import CALMED
from firmware_app.desk.faults import Fault
from firmware_app.facts import Press

FACE_ROWS: tuple[tuple[str, str], ...] = (
    ("listen", "slow_down"),
    ("pause", "lower_voice"),
    ("dont_hold", "acknowledge"),
    ("breathe", "escalate"),
    ("note", "hours"),
)
"""Cue ids as their legends stand on the face plate, the most pressing at the top.

In the first three rows the left column says when to speak and the right one how; then come what takes minutes and
what is for before and after a call. Place alone must tell them apart, so it never changes.
"""

LEGENDS: tuple[str, ...] = tuple(cue for row in FACE_ROWS for cue in row)
"""The ten cues that have a legend lamp."""


HELP_LEGEND = "escalate"
"""The legend that is lit while the agent asks for help."""


class Mood(Enum):
    """The caller's mood as the large light shows it."""

    DARK = "unknown"
    CALM = "calm"
    ANGRY = "angry"
    CALMED = "calmed"


class Status(Enum):
    """What the unit itself is doing, on the small light."""

    STARTING = "starting"
    READY = "ready"
    LISTENING = "listening"
    LIGHTS_OFF = "lights off"
    ERASED = "logbook erased"
    EXPORTING = "exporting"
    TAKE_IT = "take the stick"
    FAULT = "fault"


_AFTER_A_FAULT = (Status.STARTING, Status.READY, Status.LISTENING, Status.FAULT)
"""What can wait until a fault has been told; the others answer a press or a stick."""


@dataclass(frozen=True)
class Face:
    """What the desk is to show. Each part carries when it began, because a rhythm runs from there.

    ``cue``: id of the one lit legend, or None. ``waiting``: it is PAUSE, and the caller goes on.
    ``anew_since``: when it began to wait, or to run down again. ``help_wanted``: the agent asks
    for a supervisor. ``fault`` is set exactly while ``status`` is
    `Status.FAULT`.
    """

    cue: str | None = None
    cue_since: float = 0.0
    mood: Mood = Mood.DARK
    mood_since: float = 0.0
    status: Status = Status.STARTING
    status_since: float = 0.0
    fault: Fault | None = None
    waiting: bool = False
    anew_since: float | None = None
    help_wanted: bool = False

    def __post_init__(self) -> None:
        if self.cue is not None and self.cue not in LEGENDS:
            raise ValueError(f"{self.cue!r} has no legend lamp")
        if (self.fault is not None) != (self.status is Status.FAULT):
            raise ValueError(f"status {self.status.value} with fault {self.fault}")

    def then(
        self,
        t: float,
        cue: str | None,
        mood: Mood,
        status: Status,
        fault: Fault | None = None,
        *,
        waiting: bool = False,
    ) -> Face:
        """The face at time ``t``: what stays the same keeps its beginning, so that its rhythm runs on.

        A fault that has begun is told once to its end, unless somebody has just done something and waits for an answer:
        blinks that are cut short are another number.

        ``cue``: as the coach gives it; ``calmed`` has no legend and turns the mood light instead.
        """
        if cue == CALMED:
            cue, mood = None, Mood.CALMED
        if self.fault is not None and t - self.status_since < self.fault.round_s and status in _AFTER_A_FAULT:
            status, fault = Status.FAULT, self.fault
        return Face(
            cue,
            self.cue_since if cue == self.cue else t,
            mood,
            self.mood_since if mood is self.mood else t,
            status,
            self.status_since if (status, fault) == (self.status, self.fault) else t,
            fault,
            waiting,
            None if cue != self.cue else self.anew_since if waiting is self.waiting else t,
        )

    def asking(self, since: float) -> Face:
        """The same, with the agent asking for a supervisor ``since`` then: SUPERVISOR, where no cue is lit."""
        if self.cue is not None:
            return replace(self, help_wanted=True)
        return replace(self, cue=HELP_LEGEND, cue_since=since, waiting=False, anew_since=None, help_wanted=True)


@dataclass(frozen=True)
class Readings:
    """What a screen can tell beside the lamps. None: not known now.

    ``anger``: how likely the caller is angry, 0 to 1. ``pace``: syllables a second of the agent's last speech;
    ``sustained``: over the longer stretch that ``pace_limit`` is about. ``why``: why the cue came, in one line.
    """

    anger: float | None = None
    pace: float | None = None
    sustained: float | None = None
    pace_limit: float | None = None
    why: str = ""


class Desk(Protocol):
    """Anything that shows a face: the box, the terminal."""

    def show(self, face: Face, t: float, readings: Readings) -> None:
        """Show ``face`` as it looks at time ``t``; called about every 40 ms, also when nothing has changed."""

    def presses(self) -> Sequence[Press]:
        """What was said with the button since last asked, in order."""

    def close(self) -> None:
        """All lamps dark, all lines let go; may be called twice."""
