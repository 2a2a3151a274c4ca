"""The caller's ear: speech, anger and music. The only module that imports the anger model's meter."""

from __future__ import annotations

from firmware_app.audio.block import Samples
from firmware_app.facts import Anger, Fact, Music, Side
from firmware_app.hearing.anger import AngerMeter, AngerReading
from firmware_app.hearing.logmel import frame_at
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.voice import Heard, Voice
from firmware_app.settings import HearingSettings

_A_VOICE = 0.5
"""Below this probability of being speech at all, what is heard says nothing about anger."""


class CallerEar:
    """Listens to the far end. Without the anger model it still hears who speaks when, and music."""

    def __init__(self, settings: HearingSettings, anger: Network | None, voice: Network) -> None:
        self._voice = Voice(Side.CALLER, settings, voice)
        self._meter = None if anger is None else AngerMeter(anger)
        self._music = False

    def hear(self, samples: Samples, lost: bool) -> list[Fact]:
        """Takes the far end's next samples; gives facts in no particular order."""
        heard = self._voice.hear(samples, lost)
        facts: list[Fact] = [*heard.facts]
        changes = [fact for fact in heard.facts if isinstance(fact, Music)]
        if self._meter is not None and len(heard.frames):
            for reading in self._meter.push(heard.frames, heard.voice, heard.speaking):
                while changes and changes[0].t <= reading.t:
                    self._music = changes.pop(0).on
                if self._counts(reading, heard):
                    facts.append(Anger(reading.t, reading.p))
        if changes:
            self._music = changes[-1].on
        return facts

    def _counts(self, reading: AngerReading, heard: Heard) -> bool:
        """Whether it is a caller who is heard: both networks must take the sound for a voice, and none for music."""
        spoken = bool(heard.spoken[frame_at(reading.t) - heard.frames.first])
        return spoken and not self._music and reading.voice >= _A_VOICE
