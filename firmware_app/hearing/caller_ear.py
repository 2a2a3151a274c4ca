"""The caller's ear: speech, anger and music. The only module that imports the anger model's meter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import Samples
from firmware_app.facts import Anger, Fact, Music, Side
from firmware_app.hearing.anger import AngerMeter
from firmware_app.hearing.logmel import frame_at
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.voice import Heard, Voice
from firmware_app.settings import HearingSettings


class CallerEar:
    """Listens to the far end. Without the anger model it still hears who speaks when, and music."""

    def __init__(self, settings: HearingSettings, anger: Network | None, voice: Network) -> None:
        self._voice = Voice(Side.CALLER, settings, voice)
        self._meter = None if anger is None else AngerMeter(anger)
        self._music = False
        self.heard: Heard | None = None
        """What the last samples brought: their echo may be in the other end's microphone."""

    def hear(self, samples: Samples, lost: bool) -> list[Fact]:
        """Takes the far end's next samples; gives facts in no particular order."""
        heard = self._voice.hear(samples, lost)
        self.heard = heard
        facts: list[Fact] = [*heard.facts]
        if self._meter is not None:
            spoken = heard.spoken & ~self._music_in(heard)
            readings = self._meter.push(heard.frames, heard.voice, heard.speaking, spoken)
            facts += [Anger(reading.t, reading.p) for reading in readings]
        return facts

    def _music_in(self, heard: Heard) -> NDArray[np.bool_]:
        """In which frames music is known to play, shape ``(len(heard.frames),)``."""
        playing = np.full(len(heard.frames), self._music)
        for change in heard.facts:
            if isinstance(change, Music):
                playing[max(0, frame_at(change.t) - heard.frames.first) :] = change.on
                self._music = change.on
        return playing
