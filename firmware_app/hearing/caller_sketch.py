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
_DECIMALS = 2
"""Of a spectrum in dB: so much can be told of half a second."""


class CallerSketch:
    """Follows the far end."""

    def __init__(self) -> None:
        self._speech, self._noise = _HalfSecond(), _HalfSecond()
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
            t = frame_end(frames.first + row)
            if noise[row]:
                spectrum = self._noise.add(frames.mel[row])
                found += [] if spectrum is None else [LineNoise(t, spectrum)]
                continue
            spectrum = self._speech.add(frames.mel[row])
            if self._speech.count % _PITCH_EVERY == 0:
                self._look_for_pitch(frames, row)
            if spectrum is not None:
                found.append(CallerSound(t, _PART / FRAMES_PER_S, spectrum, tuple(self._pitches)))
                self._pitches = []
        return found

    def _look_for_pitch(self, frames: Frames, row: int) -> None:
        log2_hz, voicing = subharmonic_pitch(frames.span[row : row + 1])
        if voicing[0] >= VOICED_AT:
            self._pitches.append(float(log2_hz[0]))


class _HalfSecond:
    """The mean spectrum of every `_PART` frames."""

    def __init__(self) -> None:
        self._total = np.zeros(BANDS)
        self.count = 0

    def add(self, mel: Array) -> tuple[float, ...] | None:
        """Takes a frame, dB, shape ``(BANDS,)``; gives the mean once there are enough of them."""
        self._total += mel
        self.count += 1
        if self.count < _PART:
            return None
        # the last bits depend on how many frames were made at once
        mean = tuple(np.round(self._total / _PART, _DECIMALS).tolist())
        self._total[:] = 0.0
        self.count = 0
        return mean
