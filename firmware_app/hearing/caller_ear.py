"""The caller's ear: speech, anger and music. The only module that imports the anger model's meter."""

from __future__ import annotations

from firmware_app.audio.block import Samples
from firmware_app.facts import Anger, Fact, Music, Side
from firmware_app.hearing.anger import AngerMeter, AngerReading
from firmware_app.hearing.line import MusicWatch
from firmware_app.hearing.logmel import frame_end
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.voice import Voice
from firmware_app.settings import HearingSettings

_A_VOICE = 0.5
"""Below this probability of being speech at all, what is heard says nothing about anger: the last reading stands."""


class CallerEar:
    """Listens to the far end. Without the anger model it still hears who speaks when."""

    def __init__(self, settings: HearingSettings, anger: Network | None) -> None:
        self._voice = Voice(Side.CALLER, settings)
        self._meter = None if anger is None else AngerMeter(anger)
        self._music = MusicWatch()
        self._p: float | None = None

    def hear(self, samples: Samples, lost: bool) -> list[Fact]:
        """Takes the far end's next samples; gives facts in no particular order."""
        heard = self._voice.hear(samples, lost)
        facts: list[Fact] = [*heard.facts]
        if self._meter is None or not len(heard.frames):
            return facts
        for reading in self._meter.push(heard.frames, heard.voice, heard.speaking):
            facts += self._read(reading)
        return [*facts, *self._quiet(frame_end(heard.frames.first + len(heard.frames) - 1))]

    def _read(self, reading: AngerReading) -> list[Fact]:
        before = self._music.on
        music = self._music.read(reading.t, reading.voice)
        facts: list[Fact] = [] if music == before else [Music(reading.t, music, self._music.since)]
        if reading.voice >= _A_VOICE:
            self._p = reading.p
        if not music and self._p is not None:
            facts.append(Anger(reading.t, self._p))
        return facts

    def _quiet(self, t: float) -> list[Fact]:
        return [Music(t, False, t)] if self._music.on and not self._music.quiet(t) else []
