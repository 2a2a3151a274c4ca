"""The caller's ear: speech, anger and music. The only ear that is given the anger model."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from firmware_app.facts import CallerVoice, Fact, Music, Side
from firmware_app.hearing.caller_sketch import CallerSketch
from firmware_app.hearing.caller_stretches import CallerStretches
from firmware_app.hearing.crosstalk import unmixed
from firmware_app.hearing.ear import Ear
from firmware_app.hearing.logmel import Array, Frames, frame_at
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.voice import Heard, Voice
from firmware_app.settings import HearingSettings


class Places(Protocol):
    """The anger model, as far as the ear needs it."""

    def place(self, caller_measures: Array) -> tuple[float, ...] | None:
        """Coordinates of a stretch of the caller's speech; None where it was no voice."""


class CallerEar(Ear):
    """Listens to the far end. Without the anger model it still hears who speaks when, and music."""

    def __init__(self, settings: HearingSettings, anger: Places | None, voice: Network) -> None:
        super().__init__(Voice(Side.CALLER, settings, voice))
        self._anger = anger
        self._stretches = CallerStretches()
        self._sketch = CallerSketch()
        self._music = False

    def tell(self, frames: Frames, own_share: Array) -> list[Fact]:
        """See `Ear.tell`."""
        heard = self._voice.tell(frames, own_share)
        facts: list[Fact] = [*heard.facts]
        if self._anger is not None:
            alone = unmixed(own_share) & ~frames.gap & ~heard.clipped
            spoken = heard.spoken & ~self._music_in(heard)
            facts += self._voices(heard, alone, spoken, self._anger)
            facts += self._sketch.push(frames, heard.voice & spoken & alone, ~heard.speaking & alone)
        return facts

    def _voices(self, heard: Heard, alone: NDArray[np.bool_], spoken: NDArray[np.bool_], anger: Places) -> list[Fact]:
        """``alone``: frames with nothing of the agent in them, and nothing cut off: no other is judged."""
        found: list[Fact] = []
        for stretch in self._stretches.push(heard.frames, heard.voice & alone, heard.speaking & alone, spoken):
            place = anger.place(stretch.measures)
            if place is not None:
                found.append(CallerVoice(stretch.t, stretch.fresh_s, stretch.speech_s, place, stretch.dbfs))
        return found

    def _music_in(self, heard: Heard) -> NDArray[np.bool_]:
        """In which frames music is known to play, shape ``(len(heard.frames),)``."""
        playing = np.full(len(heard.frames), self._music)
        for change in heard.facts:
            if isinstance(change, Music):
                playing[max(0, frame_at(change.t) - heard.frames.first) :] = change.on
                self._music = change.on
        return playing
