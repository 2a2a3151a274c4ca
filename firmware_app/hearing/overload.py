"""Speech that is cut off at the top: a tap or a telephone that is too loud.

Clipped speech has the level and the edge of a shout. It is no evidence of anger, and no measure of anything else.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import HOP, Frames

_FLAT: Final = 0.85
"""Of the loudest sample: what lies above is the flat top of a clipped wave, if much does."""
_CLIPPED_SHARE = 0.02
"""Of a second of speech. Unclipped it has 0.7 % at most (90th percentile of each of 12 voices); 20 dB too loud 2.6 % at
least (median), with a codec before the clipping or none. A codec after it rounds the tops: then there is no telling."""
_SECOND = 100
"""Frames of speech that are judged together."""
_LOOKED_BACK, _MANY, _FEW = 10, 5, 1
"""Of the last so many seconds of speech: a fault from so many clipped ones, and no longer from so few."""


class OverloadMeter:
    """Follows one line's speech."""

    def __init__(self) -> None:
        self._peaks = deque[NDArray[np.float32]](maxlen=_SECOND)
        self._new = 0
        self._seconds = deque[bool](maxlen=_LOOKED_BACK)
        self.clipped = False
        """The last second of speech was."""
        self.on = False
        """The line is overloaded."""

    def step(self, samples: NDArray[np.float32]) -> None:
        """Takes the newest hop of a frame of speech, shape ``(HOP,)``."""
        self._peaks.append(np.abs(samples))
        self._new += 1
        if self._new < _SECOND:
            return
        self._new = 0
        second = np.concatenate(self._peaks)
        self.clipped = flat_share(second) >= _CLIPPED_SHARE
        self._seconds.append(self.clipped)
        count = sum(self._seconds)
        self.on = count > _FEW if self.on else count >= _MANY


def flat_share(sound: NDArray[np.float32]) -> float:
    """Share of samples near the loudest one, 0 to 1."""
    size = np.abs(sound)
    return float(np.mean(size > _FLAT * size.max())) if len(size) and size.max() > 0.0 else 0.0


def newest_hop(frames: Frames, row: int) -> NDArray[np.float32]:
    """The samples that the frame brought."""
    hop: NDArray[np.float32] = frames.span[row, -HOP:]
    return hop
