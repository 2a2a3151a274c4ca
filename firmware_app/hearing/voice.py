"""What both ears have in common: one line's frames, its speech activity and its digital silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import LineDead, Music, Overload, Side, Speech, Tone
from firmware_app.hearing.activity import Activity, SpeechActivity, VoiceGate
from firmware_app.hearing.crosstalk import explained
from firmware_app.hearing.line import DigitalSilence, HoldMusic
from firmware_app.hearing.logmel import FRAMES_PER_S, HOP, WINDOW, Array, Frames, LogMel, frame_end
from firmware_app.hearing.overload import OverloadMeter, newest_hop
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.sound_kind import STEP, Kind, SoundKind
from firmware_app.hearing.tones import Signal, ToneMeter
from firmware_app.settings import HearingSettings


def frame_middle(index: int) -> float:
    """Seconds from the start to the middle of frame ``index``: when what it holds was said."""
    return (index * HOP + WINDOW / 2) / SAMPLE_RATE


LineFact: TypeAlias = Speech | LineDead | Overload | Music | Tone

_LONGEST_ONSET = round(0.3 * FRAMES_PER_S)
"""A voice is told from its first sound on within this time, or what came before it was none."""


@dataclass(frozen=True)
class Heard:
    """What some samples brought: frames, what each of them is, and facts.

    ``voice``: the frame stands out of the line's noise; ``speaking``: and that has gone on since; ``spoken``: that
    is a voice and no music, ringing or noise; ``clipped``: the speech up to it was cut off at the top. Each bool, shape
    ``(len(frames),)``.
    """

    frames: Frames
    voice: NDArray[np.bool_]
    speaking: NDArray[np.bool_]
    spoken: NDArray[np.bool_]
    clipped: NDArray[np.bool_]
    facts: list[LineFact]


class Voice:
    """Listens to one line for a voice."""

    def __init__(self, who: Side, settings: HearingSettings, kind: Network | None = None) -> None:
        """``kind``: the network of `SoundKind`; without it, whatever stands out of the line's noise is a voice."""
        self._who = who
        self._logmel = LogMel()
        self._activity = SpeechActivity(settings)
        self._kind = None if kind is None else SoundKind(kind)
        self._gate = VoiceGate(settings)
        self._music = HoldMusic()
        # signals are news of the far end
        self._tones = ToneMeter() if self._kind is not None and who is Side.CALLER else None
        self._silence = DigitalSilence(settings.digital_silence_s)
        self._overload = OverloadMeter()
        self._speaking = False
        self._dead = False
        self._run_began = 0
        self._last_out = self._last_voice = -1
        self._samples = 0
        self._lost_until = 0

    def push(self, samples: Samples, lost: bool) -> Frames:
        """Takes the next samples of the line; gives their frames. ``lost``: they stand for what could not be heard."""
        frames = self._logmel.push(samples)
        if self._kind is not None:
            self._kind.push(frames)
        if self._tones is not None:
            self._tones.push(samples)
        self._samples += len(samples)
        if lost:
            self._lost_until = self._samples
        return frames

    def hear(self, samples: Samples, lost: bool) -> Heard:
        """`push` and `tell` for a line by itself, on which nobody else can be heard."""
        frames = self.push(samples, lost)
        return self.tell(frames, np.ones(len(frames)))

    def tell(self, frames: Frames, own_share: Array) -> Heard:
        """What the frames last pushed bring. ``own_share``: as `Crosstalk` gives it, shape ``(len(frames),)``."""
        foreign = explained(own_share)
        # a gap is no noise, and must not make the line pass for a quiet one
        gaps = frames.gap & ~self._silence.between_words
        voice, speaking, spoken, clipped = (np.zeros(len(frames), dtype=bool) for _ in range(4))
        facts: list[LineFact] = []
        for place, (level, zero) in enumerate(zip(frames.level.tolist(), frames.zero.tolist(), strict=True)):
            index = frames.first + place
            # a frame that begins in a loss is half zeros, which would pass for a very quiet line
            unheard = index * HOP < self._lost_until
            activity = self._step(level, unheard, bool(gaps[place]), bool(foreign[place]))
            kind = self._look(index, activity, len(frames) - 1 - place)
            facts += self._hold_music(index, kind)
            facts += self._signals(index, level, activity, len(frames) - 1 - place)
            told = activity if self._kind is None else self._gate.step(activity, level, kind, self._doubt)
            voice[place], speaking[place], spoken[place] = activity.voice, activity.speaking, told.speaking
            facts += self._too_loud(index, newest_hop(frames, place) if told.voice else None)
            clipped[place] = self._overload.clipped
            facts += self._speech(index, activity.voice, told)
            facts += self._line(index, zero and not unheard, activity.voice)
        return Heard(frames, voice, speaking, spoken, clipped, facts)

    @property
    def _doubt(self) -> bool:
        """What was heard lately has been something else than a voice."""
        return self._music.likely or (self._tones is not None and self._tones.signal > Signal.NONE)

    def _step(self, level: float, unheard: bool, gap: bool, foreign: bool) -> Activity:
        if unheard:
            return self._activity.unheard()
        if gap:
            return self._activity.gap()
        return self._activity.foreign(level) if foreign else self._activity.step(level)

    def _look(self, index: int, activity: Activity, back: int) -> Kind | None:
        """Asks what kind of sound it is, on the grid, and only while something stands out of the noise."""
        if self._kind is None or (index + 1) % STEP or not (activity.voice or activity.speaking):
            return None
        return self._kind.look(back)

    def _hold_music(self, index: int, kind: Kind | None) -> list[LineFact]:
        before, t = self._music.on, frame_end(index)
        on = self._music.step(t, kind)
        # music is news of the far end: an agent's line that plays some is no hold
        if on == before or self._who is Side.AGENT:
            return []
        return [Music(t, on, self._music.since if on else t)]

    def _signals(self, index: int, level: float, activity: Activity, back: int) -> list[LineFact]:
        if self._tones is None or self._kind is None:
            return []
        before = self._tones.signal
        signal = self._tones.step(index, level, activity.voice, self._kind.steady(back), self._music.on)
        return [] if signal is before else [Tone(frame_end(index), signal > Signal.NONE, signal is Signal.SURE)]

    def _too_loud(self, index: int, spoken: Samples | None) -> list[LineFact]:
        before = self._overload.on
        if spoken is not None:
            self._overload.step(spoken)
        return [] if self._overload.on == before else [Overload(frame_end(index), self._who, self._overload.on)]

    def _speech(self, index: int, stands_out: bool, told: Activity) -> list[LineFact]:
        if stands_out:
            if self._last_out != index - 1:
                self._run_began = index
            self._last_out = index
        if told.voice:
            self._last_voice = index
        if told.speaking == self._speaking:
            return []
        self._speaking = told.speaking
        # what stood out for long before it became a voice was something else
        began = max(self._run_began, index - _LONGEST_ONSET)
        since = frame_middle(began if told.speaking else self._last_voice)
        return [Speech(frame_end(index), self._who, told.speaking, since)]

    def _line(self, index: int, zero: bool, voice: bool) -> list[LineFact]:
        dead = self._silence.step(zero, voice)
        if dead == self._dead:
            return []
        self._dead = dead
        t = frame_end(index)
        since = t - self._silence.zeros / FRAMES_PER_S if dead else t
        return [LineDead(t, self._who, dead, since)]
