"""The anger model: where a stretch of the caller's speech lies, and how angry a whole clip of a caller sounds.

Only the caller's ear imports this module, and every way in is named for the caller: there is no way here for
the agent's voice, and none may be added.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import Samples
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.logmel import FRAMES_PER_S, Array, Frames, clip_frames
from firmware_app.hearing.mood_filter import MoodFilter
from firmware_app.hearing.mood_model import MoodModel
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.speech_frames import COLUMNS, SpeechFrames, described
from firmware_app.hearing.voice_quality import FEWEST_FRAMES, Scale, voice_quality
from firmware_app.settings import HearingSettings

_PART_FRAMES = 250
_EVEN = 0.5
"""Of a clip by itself: angry and other speech are equally common."""


@dataclass(frozen=True)
class AngerModel:
    """The network, the scale of its measures, and what is known of moods and callers in its coordinates.

    The network takes scaled measures and gives ``K`` coordinates and the log odds that it was a voice at all.
    """

    network: Network
    scale: Scale
    mood: MoodModel

    def place(self, caller_measures: Array) -> tuple[float, ...] | None:
        """Coordinates of one stretch, ``K`` of them; None where it was no voice."""
        found = self.network(self.scale.scaled(caller_measures).reshape(self.network.input_shape))[0]
        return None if found[-1] < 0.0 else tuple(map(float, found[:-1]))


def measure_anger(model: AngerModel, caller_samples: Samples, settings: HearingSettings) -> tuple[float, float]:
    """How angry a whole clip of the caller sounds: (0 to 1, seconds of speech); (0, 0) without speech.

    The clip is judged by itself, in equal parts no longer than a reading of a call, as where every second caller is
    angry.
    """
    speech = clip_speech(caller_samples, settings)
    speech_s = len(speech) / FRAMES_PER_S
    if len(speech) < FEWEST_FRAMES:
        return 0.0, speech_s
    heard = MoodFilter(model.mood.with_prior(_EVEN))
    edges = np.linspace(0, len(speech), -(-len(speech) // _PART_FRAMES) + 1).astype(int).tolist()
    for first, end in pairwise(edges):
        place = model.place(voice_quality(speech.part(slice(first, end))))
        if place is not None:
            part_s = (end - first) / FRAMES_PER_S
            heard.hear(np.array(place), part_s, part_s)
    return heard.p, speech_s


def clip_speech(caller_samples: Samples, settings: HearingSettings) -> SpeechFrames:
    """The frames of speech of a whole clip of the caller, joined.

    The clip is gone through twice: in a call the line's noise is known by the time someone speaks.
    """
    activity = SpeechActivity(settings)
    for frames in clip_frames(caller_samples):
        _heard(activity, frames)
    parts = [np.zeros((0, COLUMNS))]
    for frames in clip_frames(caller_samples):
        heard = _heard(activity, frames)
        parts.append(described(frames.mel[heard], frames.level[heard], frames.power[heard], frames.span[heard]))
    return SpeechFrames(np.concatenate(parts))


def _heard(activity: SpeechActivity, frames: Frames) -> NDArray[np.bool_]:
    return np.array([a.voice or a.speaking for a in map(activity.step, frames.level.tolist())], dtype=np.bool_)
