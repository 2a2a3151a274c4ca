"""What both ears have in common: a line, taken in two steps, so that the other end can be looked at between them."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np

from firmware_app.audio.block import Samples
from firmware_app.facts import Fact
from firmware_app.hearing.logmel import Array, Frames
from firmware_app.hearing.voice import Voice


class Ear(ABC):
    """Listens to one end."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice

    def hear(self, samples: Samples, lost: bool) -> list[Fact]:
        """`push` and `tell` for a line by itself, on which nobody else can be heard."""
        frames = self.push(samples, lost)
        return self.tell(frames, np.ones(len(frames)))

    def push(self, samples: Samples, lost: bool) -> Frames:
        """Takes the line's next samples; gives their frames. ``lost``: as `Voice.push` has it."""
        return self._voice.push(samples, lost)

    @abstractmethod
    def tell(self, frames: Frames, own_share: Array) -> list[Fact]:
        """What the frames last pushed bring, in no particular order. ``own_share``: as `Crosstalk` gives it."""
