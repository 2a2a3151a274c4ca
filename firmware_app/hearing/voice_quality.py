"""How a stretch of speech sounds, as numbers: tilt, pitch, movement, rhythm; never how loud it is.

The measures follow the Geneva minimalistic set (Eyben et al. 2016, eGeMAPS) as far as a telephone's band and a
small computer allow. All levels are relative to the stretch's own mean level, so a gain on the line changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import Array
from firmware_app.hearing.movement_measures import MOVEMENT_MEASURES, movement_measures
from firmware_app.hearing.source_measures import SOURCE_MEASURES, source_measures
from firmware_app.hearing.spectrum_measures import SPECTRUM_MEASURES, spectrum_measures
from firmware_app.hearing.speech_frames import SpeechFrames
from firmware_app.hearing.stretch import stretch

FEWEST_FRAMES = 20
"""Below 0.2 s of speech nothing can be said."""
MEASURES = (*SPECTRUM_MEASURES, *SOURCE_MEASURES, *MOVEMENT_MEASURES)
"""Names of the measures, in order."""
LARGEST = 4.0
"""What lies further out than this is cut off: a scaled measure is about -1 to 1 for usual voices."""


def voice_quality(frames: SpeechFrames) -> Array:
    """The measures of one stretch of speech, shape ``(len(MEASURES),)``; needs `FEWEST_FRAMES`."""
    part = stretch(frames)
    return np.concatenate((spectrum_measures(part), source_measures(part), movement_measures(part)))


@dataclass(frozen=True)
class Scale:
    """Middle and spread of each measure over training speech, shape ``(len(MEASURES),)`` each."""

    middle: Array
    spread: Array

    def scaled(self, measures: NDArray[np.floating[Any]]) -> Array:
        """The measures, shape ``(..., len(MEASURES))``, on one scale, cut off at ±`LARGEST`."""
        clipped: Array = np.clip((measures - self.middle) / self.spread, -LARGEST, LARGEST)
        return clipped
