"""Measures of speech in time: the level's spread and slopes, syllables, rhythm, and how fast the spectrum changes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import FRAMES_PER_S, Array
from firmware_app.hearing.spectrum_measures import HIGH, LOW, SLOPE_FRAMES
from firmware_app.hearing.stretch import FIVE, Stretch, quantiles

_MODULATION_HZ = (1.5, 3.0, 5.0, 8.0, 12.0, 20.0)
_SYLLABLE_DB = -12.0
"""A peak of the level below this is no syllable."""
_SYLLABLE_FRAMES = 8
"""A syllable rises and falls within 80 ms."""


def movement_measures(part: Stretch) -> Array:
    """Of one stretch, shape ``(len(MOVEMENT_MEASURES),)``."""
    smooth = np.convolve(part.level, _SMOOTH, mode="same")
    middle = smooth[1:-1]
    peaks = 1 + np.flatnonzero((middle > smooth[:-2]) & (middle >= smooth[2:]) & (middle > _SYLLABLE_DB))
    return np.concatenate(
        (_movement(part.level, part.mel, part.voiced, len(peaks)), _modulation(part.level), _syllables(smooth, peaks))
    )


def _movement(level: Array, mel: Array, voiced: NDArray[np.bool_], syllables: int) -> Array:
    """Of the level: spread and slopes; of the voice: how often and how long; of the spectrum: how fast it changes."""
    seconds = len(level) / FRAMES_PER_S
    slopes = level[SLOPE_FRAMES:] - level[:-SLOPE_FRAMES]
    rising, falling = slopes[slopes > 0], -slopes[slopes < 0]
    flux = np.abs(mel[2:] - mel[:-2])
    starts = np.count_nonzero(voiced[1:] & ~voiced[:-1])
    return np.concatenate(
        (
            quantiles(level),
            [
                level.std(),
                rising.mean() if len(rising) else 0.0,
                falling.mean() if len(falling) else 0.0,
                starts / seconds,
                voiced.mean(),
                voiced.sum() / max(1, starts + 1) / FRAMES_PER_S,
                syllables / seconds,
                flux[:, LOW].mean(),
                flux[:, HIGH].mean(),
                np.log(seconds),
            ],
        )
    )


def _modulation(level: Array) -> Array:
    """Share of the level's movement in each of the rhythm's bands, as logarithms, shape ``(5,)``."""
    bounded = np.maximum(level, -30.0)
    spectrum = np.abs(np.fft.rfft((bounded - bounded.mean()) * np.hanning(len(level)), 512)) ** 2
    total = np.cumsum(spectrum)
    edges = [round(hz * 512 / FRAMES_PER_S) for hz in _MODULATION_HZ]
    parts = total[edges[1:]] - total[edges[:-1]]
    shares: Array = np.log10((parts + 1e-6) / (total[edges[-1]] + 1e-5))
    return shares


def _syllables(smooth: Array, peaks: NDArray[np.intp]) -> Array:
    """Of the level around its peaks: rise, fall, time between, the dip between, height; mean and spread of each."""
    if not len(peaks):
        return np.zeros(10)
    last = len(smooth) - 1
    rises = smooth[peaks] - smooth[np.maximum(peaks - _SYLLABLE_FRAMES, 0)]
    falls = smooth[peaks] - smooth[np.minimum(peaks + _SYLLABLE_FRAMES, last)]
    if len(peaks) == 1:
        gaps, dips = np.array([len(smooth)]), np.zeros(1)
    else:
        gaps = np.diff(peaks)
        # the lowest point from each peak to the next
        dips = smooth[peaks[:-1]] - np.minimum.reduceat(smooth[: peaks[-1]], peaks[:-1])
    return np.array([f(values) for values in (rises, falls, gaps, dips, smooth[peaks]) for f in (np.mean, np.std)])


_SMOOTH = np.hanning(9)[1:-1] / np.hanning(9)[1:-1].sum()

MOVEMENT_MEASURES = (
    *(f"level_{part}" for part in FIVE),
    *("level_spread", "level_rise", "level_fall", "voiced_starts", "voiced_share", "voiced_length", "level_peaks"),
    *("flux_low", "flux_high", "log_seconds"),
    *(f"rhythm_{low:g}_hz" for low in _MODULATION_HZ[:-1]),
    *(f"syllable_{what}_{of}" for what in ("rise", "fall", "gap", "dip", "height") for of in ("mean", "spread")),
)
"""Names of the measures, in order."""
