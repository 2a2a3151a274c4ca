"""What the far end sounds like on average: its voice's spectrum and pitch, and the line's noise.

Only good for one question: after a pause with both lines dead, is it still the same call? (`conversation.same_call`).
It is kept no longer than the call.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.facts import CallerSound, LineNoise
from firmware_app.hearing.logmel import BANDS, FRAMES_PER_S, Array, Frames, frame_end
from firmware_app.hearing.stretch import VOICED_AT
from firmware_app.hearing.subharmonics import subharmonic_pitch

_PART = 50
"""Frames that are told together: 0.5 s."""
_PITCH_EVERY = 5
"""Of the frames of speech, one in so many has its pitch looked for."""


class CallerSketch:
    """Follows the far end."""

    def __init__(self) -> None:
        self._speech = np.zeros(BANDS)
        self._noise = np.zeros(BANDS)
        self._spoken = self._noisy = 0
        self._pitches: list[float] = []

    def push(
        self, frames: Frames, speech: NDArray[np.bool_], noise: NDArray[np.bool_]
    ) -> list[CallerSound | LineNoise]:
        """Takes the line's next frames; gives what each half second of speech, or of noise, was like.

        Args:
            frames: of the caller's line.
            speech: where the caller speaks, and nobody else, shape ``(len(frames),)``.
            noise: where nothing but the line's noise is heard, same shape.
        """
        found: list[CallerSound | LineNoise] = []
        for row in np.flatnonzero(speech | noise).tolist():
            if noise[row]:
                found += self._take_noise(frames, row)
            else:
                found += self._take_speech(frames, row)
        return found

    def _take_speech(self, frames: Frames, row: int) -> list[CallerSound | LineNoise]:
        self._speech += frames.mel[row]
        self._spoken += 1
        if self._spoken % _PITCH_EVERY == 0:
            log2_hz, voicing = subharmonic_pitch(frames.span[row : row + 1])
            self._pitches += [float(log2_hz[0])] if voicing[0] >= VOICED_AT else []
        if self._spoken < _PART:
            return []
        told = CallerSound(_t(frames, row), _PART / FRAMES_PER_S, _mean(self._speech, _PART), tuple(self._pitches))
        self._speech[:] = 0.0
        self._spoken = 0
        self._pitches = []
        return [told]

    def _take_noise(self, frames: Frames, row: int) -> list[CallerSound | LineNoise]:
        self._noise += frames.mel[row]
        self._noisy += 1
        if self._noisy < _PART:
            return []
        told = LineNoise(_t(frames, row), _mean(self._noise, _PART))
        self._noise[:] = 0.0
        self._noisy = 0
        return [told]


def _t(frames: Frames, row: int) -> float:
    return frame_end(frames.first + row)


def _mean(total: Array, count: int) -> tuple[float, ...]:
    return tuple((total / count).tolist())
