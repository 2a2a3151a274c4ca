"""The agent's ear: speech, pace and level. Measures of behaviour; nothing here can hear a feeling."""

from __future__ import annotations

import statistics
from collections import deque

from firmware_app.facts import Fact, Level, Pace, Side
from firmware_app.hearing.ear import Ear
from firmware_app.hearing.logmel import FRAMES_PER_S, Array, Frames, frame_end
from firmware_app.hearing.pace import CHUNK, PaceChunk, PaceMeter, PaceWindow, Phrases
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.voice import Heard, Voice
from firmware_app.settings import HearingSettings

_LEVEL_SPAN_S = 2.0
_LEVEL_EVERY_S = 0.25
_LEVEL_LEAST_S = 0.5
"""Where less of the span than this stands out of the noise, its level is that of a few sounds."""
_LEAST_SPEECH_S = 0.05
"""A chunk with less speech than this is a breath or a noise, and no news about the pace."""


_STRETCH_S = 3.0
"""An agent who has been quiet this long begins anew: how fast they spoke before says nothing about now."""


class LevelMeter:
    """The median level of the agent's last seconds of speech: of the sounds in it that stand out of the noise."""

    def __init__(self) -> None:
        self._span = round(_LEVEL_SPAN_S * FRAMES_PER_S)
        self._every = round(_LEVEL_EVERY_S * FRAMES_PER_S)
        self._least = round(_LEVEL_LEAST_S * FRAMES_PER_S)
        self._levels: deque[float | None] = deque(maxlen=self._span)
        self._new = 0

    def step(self, t: float, level: float | None) -> Level | None:
        """Takes one frame of speech, in dBFS (None: a gap between its sounds); now and then gives a reading."""
        self._levels.append(level)
        self._new += 1
        if len(self._levels) < self._span or self._new < self._every:
            return None
        self._new = 0
        sounds = [each for each in self._levels if each is not None]
        return Level(t, statistics.median(sounds), _LEVEL_SPAN_S) if len(sounds) >= self._least else None


class AgentEar(Ear):
    """Listens to the near end."""

    def __init__(self, settings: HearingSettings, pace: Network, voice: Network) -> None:
        super().__init__(Voice(Side.AGENT, settings, voice))
        self._meter = PaceMeter(pace)
        self._settings = settings
        self._window = PaceWindow(settings.pace_window_s)
        self._phrases = Phrases()
        self._spoke = 0.0
        self._waiting: list[bool] = []
        self._level = LevelMeter()

    def tell(self, frames: Frames, own_share: Array) -> list[Fact]:
        """See `Ear.tell`."""
        heard = self._voice.tell(frames, own_share)
        self._waiting += heard.spoken.tolist()
        facts: list[Fact] = [*heard.facts, *self._levels(heard)]
        for chunk in self._meter.push(heard.frames):
            # chunks follow one another: the frames of this one are those that have waited longest
            speaking, self._waiting = any(self._waiting[:CHUNK]), self._waiting[CHUNK:]
            facts += self._said(chunk, speaking)
        return facts

    def _said(self, chunk: PaceChunk, speaking: bool) -> list[Fact]:
        """What a chunk adds in which this line's own speech activity heard someone: noise has no pace."""
        if not speaking or chunk.speech_s < _LEAST_SPEECH_S:
            self._phrases.pause()
            return []
        said = self._phrases.push(chunk)
        return [*([] if said is None else [said]), *self._pace(chunk)]

    def _pace(self, chunk: PaceChunk) -> list[Pace]:
        if chunk.t - self._spoke > _STRETCH_S:
            self._window = PaceWindow(self._settings.pace_window_s)
        self._spoke = chunk.t
        pace = self._window.push(chunk)
        return [] if pace is None else [pace]

    def _levels(self, heard: Heard) -> list[Level]:
        levels = []
        for place in heard.spoken.nonzero()[0].tolist():
            level = float(heard.frames.level[place]) if heard.voice[place] else None
            reading = self._level.step(frame_end(heard.frames.first + place), level)
            levels += [reading] if reading is not None else []
        return levels
