"""What both ears have in common: one line's frames, its speech activity and its digital silence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import LineDead, Side, Speech
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.line import DigitalSilence
from firmware_app.hearing.logmel import FRAMES_PER_S, HOP, WINDOW, Frames, LogMel, frame_end
from firmware_app.settings import HearingSettings


def frame_middle(index: int) -> float:
    """Seconds from the start to the middle of frame ``index``: when what it holds was said."""
    return (index * HOP + WINDOW / 2) / SAMPLE_RATE


@dataclass(frozen=True)
class Heard:
    """What some samples brought: frames, per frame whether it is voice and whether the voice counts as on, and facts.

    ``voice``, ``speaking``: bool, shape ``(len(frames),)``.
    """

    frames: Frames
    voice: NDArray[np.bool_]
    speaking: NDArray[np.bool_]
    facts: list[Speech | LineDead]


class Voice:
    """Listens to one line for a voice."""

    def __init__(self, who: Side, settings: HearingSettings) -> None:
        self._who = who
        self._logmel = LogMel()
        self._activity = SpeechActivity(settings)
        self._silence = DigitalSilence(settings.digital_silence_s)
        self._speaking = False
        self._dead = False
        self._run_began = 0
        self._last_voice = -1
        self._samples = 0
        self._lost_until = 0

    def hear(self, samples: Samples, lost: bool) -> Heard:
        """Takes the next samples of the line. ``lost``: they only stand for what could not be heard."""
        frames = self._logmel.push(samples)
        self._samples += len(samples)
        if lost:
            self._lost_until = self._samples
        voice = np.zeros(len(frames), dtype=bool)
        speaking = np.zeros(len(frames), dtype=bool)
        facts: list[Speech | LineDead] = []
        for place, (level, zero) in enumerate(zip(frames.level.tolist(), frames.zero.tolist(), strict=True)):
            index = frames.first + place
            # a frame that begins in a loss is half zeros, which would pass for a very quiet line
            unheard = index * HOP < self._lost_until
            activity = self._activity.unheard() if unheard else self._activity.step(level)
            voice[place], speaking[place] = activity.voice, activity.speaking
            facts += self._speech(index, activity.voice, activity.speaking)
            facts += self._line(index, zero and not unheard, activity.voice)
        return Heard(frames, voice, speaking, facts)

    def _speech(self, index: int, voice: bool, speaking: bool) -> list[Speech | LineDead]:
        if voice:
            if self._last_voice != index - 1:
                self._run_began = index
            self._last_voice = index
        if speaking == self._speaking:
            return []
        self._speaking = speaking
        since = frame_middle(self._run_began if speaking else self._last_voice)
        return [Speech(frame_end(index), self._who, speaking, since)]

    def _line(self, index: int, zero: bool, voice: bool) -> list[Speech | LineDead]:
        dead = self._silence.step(zero, voice)
        if dead == self._dead:
            return []
        self._dead = dead
        t = frame_end(index)
        since = t - self._silence.zeros / FRAMES_PER_S if dead else t
        return [LineDead(t, self._who, dead, since)]
