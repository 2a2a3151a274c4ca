"""What each light does in time, as data: one table for cues, moods, states and faults.

A rhythm is a function of the time since it began. Levels are what the eye sees, 0 dark to 1 full; `lamps` turns them
into power. Nothing here alternates faster than twice a second: flashing between 3 and 30 Hz can bring on a seizure
(WCAG 2.2, success criteria 2.3.1 and 2.3.2: no more than three flashes in any one second).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from firmware_app.desk.face import LEGENDS, Face, Mood, Status
from firmware_app.desk.faults import Fault

RGB: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True)
class Rhythm:
    """Corner points (seconds since the beginning, level) with straight lines between; equal times make a step.

    The first time is 0. After the last point the level stays, or, if it ``repeats``, the rhythm begins again.
    """

    points: tuple[tuple[float, float], ...]
    repeats: bool = False

    def level(self, elapsed: float) -> float:
        """Level from 0 to 1 at ``elapsed`` seconds; before the beginning as at the beginning."""
        elapsed = max(0.0, elapsed)
        if self.repeats:
            elapsed %= self.points[-1][0]
        behind, ahead = self.points[0], None
        for point in self.points:
            if point[0] > elapsed:
                ahead = point
                break
            behind = point
        if ahead is None:
            return behind[1]
        share = (elapsed - behind[0]) / (ahead[0] - behind[0])
        return behind[1] + share * (ahead[1] - behind[1])


def _wave(high: float, low: float, down_s: float, up_s: float) -> Rhythm:
    # bright first: it must be seen in the third of a second of a glance
    return Rhythm(((0.0, high), (down_s, low), (down_s + up_s, high)), repeats=True)


def _blinks(*lit_dark: tuple[float, float], level: float = 1.0) -> Rhythm:
    points: list[tuple[float, float]] = []
    t = 0.0
    for lit, dark in lit_dark:
        points += [(t, level), (t + lit, level), (t + lit, 0.0), (t + lit + dark, 0.0)]
        t += lit + dark
    return Rhythm(tuple(points), repeats=True)


def fault_rhythm(fault: Fault) -> Rhythm:
    """Long blinks, then short ones, as many as the fault has, then a rest long enough to see where it begins again."""
    longs, shorts = fault.blinks
    short = [(0.25, 0.35)] * (shorts - 1) + [(0.25, 2.0)]
    return _blinks(*[(1.5, 0.8)] * longs, *short)


STEADY = Rhythm(((0.0, 1.0),))

CUE_RHYTHMS: Mapping[str, Rhythm] = MappingProxyType(
    {
        "listen": STEADY,
        "slow_down": _wave(1.0, 0.4, 1.5, 1.5),
        # it never quite goes out by itself: the light going dark is the sign to speak
        "pause": Rhythm(((0.0, 1.0), (2.0, 0.15))),
        "dont_hold": STEADY,
        "acknowledge": STEADY,
        "lower_voice": Rhythm(((0.0, 1.0), (0.4, 1.0), (1.4, 0.5))),
        "breathe": _wave(1.0, 0.25, 6.0, 4.0),
        "escalate": STEADY,
        "note": Rhythm(((0.0, 0.6),)),
        "hours": Rhythm(((0.0, 0.6),)),
    }
)

# vermilion and bluish green of Okabe and Ito's palette, which the three common colour blindnesses keep apart; the
# rhythm tells them apart without any colour
MOOD_RHYTHMS: Mapping[Mood, tuple[RGB, Rhythm]] = MappingProxyType(
    {
        Mood.DARK: ((0.0, 0.0, 0.0), STEADY),
        Mood.CALM: ((0.0, 0.0, 0.0), STEADY),
        Mood.ANGRY: ((1.0, 0.45, 0.0), STEADY),
        Mood.CALMED: ((0.0, 0.85, 0.6), _wave(0.8, 0.2, 3.0, 2.0)),
    }
)

# never wholly dark while the unit lives: a dark light may not mean deaf, and one that listens says so
STATUS_RHYTHMS: Mapping[Status, Rhythm] = MappingProxyType(
    {
        Status.STARTING: _wave(0.7, 0.1, 1.0, 1.0),
        Status.READY: _blinks((0.15, 5.85), level=0.4),
        Status.LISTENING: Rhythm(((0.0, 0.3),)),
        Status.LIGHTS_OFF: _blinks((0.15, 0.45), (0.15, 5.25), level=0.4),
        # runs down to nothing, as what was kept did
        # it runs while it works, and stands when it is done
        Status.EXPORTING: _blinks((0.3, 0.3)),
        Status.TAKE_IT: STEADY,
        Status.ERASED: Rhythm(((0.0, 1.0), (4.0, 0.0))),
    }
)
FAULT_RHYTHMS: Mapping[Fault, Rhythm] = MappingProxyType({fault: fault_rhythm(fault) for fault in Fault})

TICK = Rhythm(((0.0, 1.0), (0.06, 1.0), (0.06, 0.0)))
"""The buzzer with a new cue, where the settings let it sound."""


@dataclass(frozen=True)
class Light:
    """How bright every light is at one moment, each from 0 to 1, and whether the buzzer sounds.

    ``legends``: cue id → level, all ten, at most one of them above 0.
    """

    legends: Mapping[str, float]
    mood: RGB
    status: float
    tick: bool


def light(face: Face, t: float) -> Light:
    """What ``face`` looks like at time ``t``, in seconds of the same clock as the face's own times."""
    levels = dict.fromkeys(LEGENDS, 0.0)
    off = face.status is Status.LIGHTS_OFF
    if face.cue is not None and not off:
        levels[face.cue] = CUE_RHYTHMS[face.cue].level(t - face.cue_since)
    colour, rhythm = MOOD_RHYTHMS[Mood.DARK if off else face.mood]
    mood = rhythm.level(t - face.mood_since)
    status = FAULT_RHYTHMS[face.fault] if face.fault is not None else STATUS_RHYTHMS[face.status]
    return Light(
        levels,
        (colour[0] * mood, colour[1] * mood, colour[2] * mood),
        status.level(t - face.status_since),
        face.cue is not None and not off and TICK.level(t - face.cue_since) > 0.0,
    )
