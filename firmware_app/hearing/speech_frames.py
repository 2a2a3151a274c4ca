"""Frames of speech, joined: what is kept of each for the measures of a stretch (`voice_quality`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.clearness import CLEARNESS_BANDS, PREDICTORS, clearness, predictors
from firmware_app.hearing.logmel import BANDS, Array
from firmware_app.hearing.pitch import pitch
from firmware_app.hearing.subharmonics import subharmonic_pitch

_WIDTHS = (BANDS, 1, 1, 1, 1, 1, CLEARNESS_BANDS, PREDICTORS)
_ENDS = np.cumsum(_WIDTHS).tolist()
COLUMNS = _ENDS[-1]


@dataclass(frozen=True)
class SpeechFrames:
    """Frames of speech. ``values``: shape ``(n, COLUMNS)``, as `described` makes them."""

    values: Array

    def __len__(self) -> int:
        return len(self.values)

    def part(self, frames: slice) -> SpeechFrames:
        """Some of the frames."""
        return SpeechFrames(self.values[frames])

    @property
    def mel(self) -> Array:
        """Bands, dB, shape ``(n, BANDS)``."""
        return self.values[:, : _ENDS[0]]

    @property
    def level(self) -> Array:
        """dBFS of the telephone band, shape ``(n,)``."""
        return self.values[:, _ENDS[0]]

    @property
    def period_log2_hz(self) -> Array:
        """Pitch as `pitch` finds it, with the octaves that a rough voice makes it miss, shape ``(n,)``."""
        return self.values[:, _ENDS[1]]

    @property
    def strength(self) -> Array:
        """Strength of the periodicity, as `pitch` gives it, shape ``(n,)``."""
        return self.values[:, _ENDS[2]]

    @property
    def log2_hz(self) -> Array:
        """Pitch as `subharmonic_pitch` finds it, shape ``(n,)``."""
        return self.values[:, _ENDS[3]]

    @property
    def voicing(self) -> Array:
        """As `subharmonic_pitch` gives it, shape ``(n,)``."""
        return self.values[:, _ENDS[4]]

    @property
    def clearness(self) -> Array:
        """Harmonics to noise, dB, shape ``(n, CLEARNESS_BANDS)``."""
        return self.values[:, _ENDS[5] : _ENDS[6]]

    @property
    def predictors(self) -> Array:
        """Coefficients of the linear prediction, shape ``(n, PREDICTORS)``."""
        return self.values[:, _ENDS[6] :]


def described(mel: Array, level: Array, power: Array, span: NDArray[np.float32]) -> Array:
    """Rows for `SpeechFrames` from the same fields of some `Frames`, shape ``(n, COLUMNS)``."""
    if not len(level):
        return np.zeros((0, COLUMNS))
    log2_hz, voicing = subharmonic_pitch(span)
    alone = (level, *pitch(power), log2_hz, voicing)
    return np.concatenate((mel, np.stack(alone, axis=1), clearness(power, log2_hz), predictors(power)), axis=1)
