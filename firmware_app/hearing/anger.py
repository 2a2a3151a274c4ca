"""The anger model: where a stretch of the caller's speech lies, and how angry a whole clip of a caller sounds.

Nothing that hears the agent imports this module, and every way in is named for the caller: there is no way here for
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
from firmware_app.hearing.mood_model import MoodModel
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.speech_frames import COLUMNS, SpeechFrames, described
from firmware_app.hearing.voice_quality import FEWEST_FRAMES, Scale, voice_quality
from firmware_app.settings import HearingSettings

BY_ITSELF = 2
"""Outputs after the coordinates: log odds of a stretch by itself, of anger and of a voice."""
ODDS_UNIT = 0.25
"""Of the log odds of anger: one step of the int8 output, wide enough for the coordinates, would be coarse for them."""
_PART_FRAMES = 500


@dataclass(frozen=True)
class AngerModel:
    """The network, the scale of its measures, and what is known of moods and callers in its coordinates.

    The network takes scaled measures and gives ``K`` coordinates, and of the stretch by itself the log odds that it is
    angry, where every second voice is, and that it is a voice at all.
    """

    network: Network
    scale: Scale
    mood: MoodModel

    def place(self, caller_measures: Array) -> tuple[float, ...] | None:
        """Coordinates of one stretch, ``K`` of them; None where it was no voice."""
        found = self._asked(caller_measures)
        return None if found[-1] < 0.0 else tuple(found[:-BY_ITSELF])

    def odds(self, caller_measures: Array) -> float:
        """Log odds of anger in one stretch, of whose voice and call nothing is known."""
        return ODDS_UNIT * self._asked(caller_measures)[-BY_ITSELF]

    def _asked(self, caller_measures: Array) -> list[float]:
        scaled = self.scale.scaled(caller_measures).reshape(self.network.input_shape)
        found: list[float] = self.network(scaled)[0].tolist()
        return found


def measure_anger(
    model: AngerModel,
    caller_samples: Samples,
    settings: HearingSettings,
    caller_spoken: NDArray[np.bool_] | None = None,
) -> tuple[float, float]:
    """How angry a whole clip of the caller sounds: (0 to 1, seconds of speech); (0, 0) without speech.

    It is judged by itself, where every second clip is angry, in equal parts; their log odds are
    averaged. ``caller_spoken``: as `clip_speech` has it.
    """
    speech = clip_speech(caller_samples, settings, caller_spoken)
    speech_s = len(speech) / FRAMES_PER_S
    odds = [model.odds(voice_quality(speech.part(part))) for part in clip_parts(len(speech))]
    if not odds:
        return 0.0, speech_s
    return float(1.0 / (1.0 + np.exp(-np.mean(odds)))), speech_s


def clip_parts(frames: int) -> list[slice]:
    """Equal parts of a clip with so many frames of speech, of at most 5 s; none of one with too few."""
    if frames < FEWEST_FRAMES:
        return []
    edges = np.linspace(0, frames, -(-frames // _PART_FRAMES) + 1).astype(int).tolist()
    return [slice(first, end) for first, end in pairwise(edges)]


def clip_speech(
    caller_samples: Samples, settings: HearingSettings, caller_spoken: NDArray[np.bool_] | None = None
) -> SpeechFrames:
    """The frames of speech of a whole clip of the caller, joined.

    The clip is gone through twice: in a call the line's noise is known by the time someone speaks. ``caller_spoken``:
    which frames are of a voice (`spoken_frames`); without it, all that stands out of the noise is speech.
    """
    activity = SpeechActivity(settings)
    for frames in clip_frames(caller_samples):
        _heard(activity, frames)
    parts = [np.zeros((0, COLUMNS))]
    for frames in clip_frames(caller_samples):
        heard = _heard(activity, frames)
        if caller_spoken is not None:
            heard &= caller_spoken[frames.first : frames.first + len(frames)]
        parts.append(described(frames.mel[heard], frames.level[heard], frames.power[heard], frames.span[heard]))
    return SpeechFrames(np.concatenate(parts))


def _heard(activity: SpeechActivity, frames: Frames) -> NDArray[np.bool_]:
    return np.array([a.voice or a.speaking for a in map(activity.step, frames.level.tolist())], dtype=np.bool_)
