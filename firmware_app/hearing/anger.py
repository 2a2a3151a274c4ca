"""How angry the caller sounds, over the last seconds of the caller's speech.

Only the caller's ear imports this module, and every way in is named for the caller: there is no way here for
the agent's voice, and none may be added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import Samples
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.logmel import BANDS, FRAMES_PER_S, SPAN, WINDOW, Array, Frames, clip_frames, frame_end
from firmware_app.hearing.own_voice import OwnVoice, beside_usual
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.speech_frames import COLUMNS, SpeechFrames, described
from firmware_app.hearing.voice_quality import FEWEST_FRAMES, MEASURES, scaled, voice_quality
from firmware_app.settings import HearingSettings

HOP_FRAMES = 25
"""A reading at most every 0.25 s, at whole multiples of it from the start of the line."""
WINDOW_FRAMES = 250
"""Speech looked back upon: 2.5 s, so that anger that begins or ends shows within three."""
FORGET_FRAMES = 1000
"""After 10 s without the caller's voice the next word is judged by itself."""
FORGET_CALLER_FRAMES = 6000
"""After a minute without it another caller may be on the line: the usual voice is forgotten."""

_A_VOICE = 0.5
"""Below this probability of being a voice at all, what is heard says nothing about anger."""
_PART_FRAMES = 500
_LEAST = 1 / 512
"""Half a step of the int8 output: no probability is nearer to 0 or 1 than can be told."""

Flags: TypeAlias = Sequence[bool] | NDArray[np.bool_]


@dataclass(frozen=True)
class AngerReading:
    """What the caller's last ``speech_s`` seconds of speech sound like.

    ``t``: s, the moment when it is known. ``p``: how likely anger is, 0 to 1, where angry and other speech are
    equally common.
    """

    t: float
    p: float
    speech_s: float


class AngerMeter:
    """Follows the caller. Gives the same readings whatever the sizes of the pushes."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._recent = _Recent()
        self._own = OwnVoice(len(MEASURES))
        self._span = np.zeros((HOP_FRAMES, SPAN), dtype=np.float32)
        self._power = np.zeros((HOP_FRAMES, WINDOW // 2 + 1))
        self._mel = np.zeros((HOP_FRAMES, BANDS))
        self._level = np.zeros(HOP_FRAMES)
        self._waiting = 0
        self._quiet = 0

    def push(
        self, caller_frames: Frames, caller_voice: Flags, caller_speaking: Flags, caller_spoken: Flags
    ) -> list[AngerReading]:
        """Takes the caller's next frames with their `Activity`; gives a reading for each hop with speech in it.

        ``caller_spoken``: where this is known to be speech and no music. Elsewhere there is no reading.
        """
        readings = []
        for row, heard in enumerate(np.logical_or(caller_voice, caller_speaking).tolist()):
            index = caller_frames.first + row
            if heard:
                self._keep(caller_frames, row)
            else:
                self._pass()
            if (index + 1) % HOP_FRAMES == 0 and self._waiting:
                fresh = self._waited()
                self._recent.add(fresh)
                if caller_spoken[row]:
                    readings += self._read(frame_end(index), len(fresh) / FRAMES_PER_S)
        return readings

    def _keep(self, frames: Frames, row: int) -> None:
        at = self._waiting
        self._power[at], self._mel[at], self._level[at] = frames.power[row], frames.mel[row], frames.level[row]
        self._span[at] = frames.span[row]
        self._waiting += 1
        self._quiet = 0

    def _pass(self) -> None:
        self._quiet += 1
        if self._quiet == FORGET_FRAMES:
            self._recent.clear()
        if self._quiet == FORGET_CALLER_FRAMES:
            self._own.forget()

    def _waited(self) -> Array:
        count, self._waiting = self._waiting, 0
        return described(self._mel[:count], self._level[:count], self._power[:count], self._span[:count])

    def _read(self, t: float, fresh_s: float) -> list[AngerReading]:
        """A reading, if there is enough speech and it is a voice; ``fresh_s`` of the speech is new."""
        speech = self._recent.frames()
        if len(speech) < FEWEST_FRAMES:
            return []
        measures = scaled(voice_quality(speech))
        p, voice = _judged(self._network, measures, self._own.usual())
        if voice < _A_VOICE:
            return []
        self._own.learn(measures, fresh_s)
        return [AngerReading(t, p, len(speech) / FRAMES_PER_S)]


class _Recent:
    """The last `WINDOW_FRAMES` frames of speech, joined, in memory taken once."""

    def __init__(self) -> None:
        self._values = np.zeros((WINDOW_FRAMES, COLUMNS))
        self._count = 0

    def clear(self) -> None:
        self._count = 0

    def add(self, rows: Array) -> None:
        over = max(0, self._count + len(rows) - WINDOW_FRAMES)
        self._values[: self._count - over] = self._values[over : self._count].copy()
        self._count += len(rows) - over
        self._values[self._count - len(rows) : self._count] = rows

    def frames(self) -> SpeechFrames:
        return SpeechFrames(self._values[: self._count])


def measure_anger(network: Network, caller_samples: Samples, settings: HearingSettings) -> tuple[float, float]:
    """How angry a whole clip of the caller sounds: (0 to 1, seconds of speech); (0, 0) without speech.

    A long clip is judged in equal parts no longer than the network knows; the parts' log odds are averaged. Of the
    caller's usual voice nothing is known.
    """
    speech = clip_speech(caller_samples, settings)
    speech_s = len(speech) / FRAMES_PER_S
    if len(speech) < FEWEST_FRAMES:
        return 0.0, speech_s
    edges = np.linspace(0, len(speech), -(-len(speech) // _PART_FRAMES) + 1).astype(int).tolist()
    measures = [scaled(voice_quality(speech.part(slice(first, end)))) for first, end in pairwise(edges)]
    parts = [_judged(network, part, np.zeros(len(MEASURES)))[0] for part in measures]
    odds = np.clip(parts, _LEAST, 1.0 - _LEAST)
    return float(1.0 / (1.0 + np.exp(-np.mean(np.log(odds / (1.0 - odds)))))), speech_s


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


def _judged(network: Network, measures: Array, usual: Array) -> tuple[float, float]:
    p, voice = network(beside_usual(measures, usual).reshape(network.input_shape))[0]
    return float(p), float(voice)
