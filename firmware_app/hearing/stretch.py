"""A stretch of speech made ready to be measured: levels relative to its own mean, and which frames are voiced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import Array
from firmware_app.hearing.speech_frames import SpeechFrames

VOICED_AT = 0.66
"""Voicing (`subharmonic_pitch`) from which a frame counts as voiced, if it is loud enough."""
PERIODIC_AT = 0.3
"""Strength of the periodicity (`pitch`) from which a frame counts as periodic."""
FIVE = ("lowest", "low", "median", "high", "highest")
"""Names of what `quantiles` gives."""

_VOICED_DB = 20.0
"""A voiced frame lies no further below the mean level: quieter ones are echo, breath and the ends of words."""
_FEWEST = 5
_LOUD_FROM = 0.7
_RANGE_DB = 45.0
"""What lies further below the mean level is the line's noise, whose depth tells only how loud the voice was."""
_PARTS = (0.05, 0.2, 0.5, 0.8, 0.95)


@dataclass(frozen=True)
class Stretch:
    """``mel``, ``level``: dB above the stretch's mean level, shapes ``(n, BANDS)`` and ``(n,)``.

    ``voiced``, ``periodic``, ``loud`` (the loudest third, about): bool, shape ``(n,)``, at least a few of each.
    """

    frames: SpeechFrames
    mel: Array
    level: Array
    voiced: NDArray[np.bool_]
    periodic: NDArray[np.bool_]
    loud: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.level)


def stretch(frames: SpeechFrames) -> Stretch:
    """Makes a stretch of at least some frames."""
    # of the energy, so that pauses do not count
    mean = float(10.0 * np.log10(np.mean(10.0 ** (frames.level / 10.0)) + 1e-12))
    level, mel = (np.maximum(values - mean, -_RANGE_DB) for values in (frames.level, frames.mel))
    voiced = _some((frames.voicing >= VOICED_AT) & (level > -_VOICED_DB), frames.voicing)
    periodic = _some(frames.strength >= PERIODIC_AT, frames.strength)
    loud = level >= np.sort(level)[int(_LOUD_FROM * (len(level) - 1))]
    return Stretch(frames, mel, level, voiced, periodic, loud)


def quantiles(values: Array) -> Array:
    """Five of them, by nearest rank: `numpy.quantile` costs more than all the rest of the measures."""
    ranked = np.sort(values)
    found: Array = ranked[[round(part * (len(ranked) - 1)) for part in _PARTS]]
    return found


def _some(found: NDArray[np.bool_], by: Array) -> NDArray[np.bool_]:
    return found if found.sum() >= _FEWEST else by >= np.sort(by)[-_FEWEST]
