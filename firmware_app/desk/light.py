"""How bright every light is at a moment, for a face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from firmware_app.desk.face import LEGENDS, Face, Mood, Status
from firmware_app.desk.rhythms import CUE_RHYTHMS, FAULT_RHYTHMS, MOOD_RHYTHMS, RGB, STATUS_RHYTHMS, TICK, WAITING


@dataclass(frozen=True)
class Light:
    """How bright every light is at one moment, each from 0 to 1, and whether the buzzer sounds.

    ``legends``: cue id → level, all ten, at most one of them above 0. ``supervisor``: the lamp that a supervisor sees.
    """

    legends: Mapping[str, float]
    mood: RGB
    status: float
    tick: bool
    supervisor: bool = False


def light(face: Face, t: float) -> Light:
    """What ``face`` looks like at time ``t``, in seconds of the same clock as the face's own times."""
    levels = dict.fromkeys(LEGENDS, 0.0)
    off = face.status is Status.LIGHTS_OFF and not face.help_wanted
    if face.cue is not None and not off:
        rhythm = WAITING if face.waiting else CUE_RHYTHMS[face.cue]
        levels[face.cue] = rhythm.level(t - (face.cue_since if face.anew_since is None else face.anew_since))
    colour, course = MOOD_RHYTHMS[Mood.DARK if off else face.mood]
    mood = course.level(t - face.mood_since)
    status = FAULT_RHYTHMS[face.fault] if face.fault is not None else STATUS_RHYTHMS[face.status]
    return Light(
        levels,
        (colour[0] * mood, colour[1] * mood, colour[2] * mood),
        status.level(t - face.status_since),
        face.cue is not None and not off and TICK.level(t - face.cue_since) > 0.0,
        face.help_wanted,
    )
