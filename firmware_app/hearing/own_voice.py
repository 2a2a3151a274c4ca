"""A caller's own usual voice, which the next words are set beside: what has changed tells more than what is.

On the device only the caller's meter imports this module.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import Array
from firmware_app.hearing.voice_quality import LARGEST

LITTLE_S = 2.5
"""Seconds of speech, as many as a reading looks back upon: less says little about how someone usually speaks."""
_MEMORY_S = 15.0
"""The usual is that of the last so many seconds of speech: a new caller has replaced the one before by then."""


class OwnVoice:
    """Learns the scaled measures of one voice, ``measures``, and sets others beside them."""

    def __init__(self, measures: int) -> None:
        self._mean = np.zeros(measures)
        self._speech_s = 0.0

    def forget(self) -> None:
        """Whoever speaks next is unknown."""
        self._speech_s = 0.0

    def learn(self, measures: Array, speech_s: float) -> None:
        """Takes measures, shape ``(measures,)``, that ``speech_s`` seconds of new speech have led to."""
        self._speech_s = min(self._speech_s + speech_s, _MEMORY_S)
        self._mean += speech_s / self._speech_s * (measures - self._mean)

    def usual(self) -> Array:
        """What this voice measures, shape ``(measures,)``: the average voice's, 0, as long as little is known."""
        usual: Array = self._mean * (self._speech_s / (self._speech_s + LITTLE_S))
        return usual


def beside_usual(measures: NDArray[np.floating[Any]], usual: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """What the network takes: the scaled measures, then how far they lie from the usual; shape ``(..., 2 n)``."""
    return np.concatenate((measures, np.clip(measures - usual, -LARGEST, LARGEST)), axis=-1)
