"""Measures of the spectrum: its shape on vowels and between, how far it moves, where its weight lies, its loudness."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.clearness import PREDICTORS
from firmware_app.hearing.logmel import BANDS, Array
from firmware_app.hearing.stretch import FIVE, Stretch, quantiles

CEPSTRA = 13
"""Shapes of the spectrum kept: the cosine transform of the bands, the first being the level."""
LOW, HIGH = slice(0, 11), slice(11, BANDS)
"""Bands below and above about 1.2 kHz."""
SLOPE_FRAMES = 5
"""A slope is what changes in 50 ms."""

_CHANGE_FRAMES = (2, 6)
"""20 ms and 60 ms: within a sound, and from one to the next."""
_REGIONS = (slice(0, 10), slice(9, 18), slice(16, BANDS))
"""About 300–1060, 960–2200 and 1850–3400 Hz: most voices' first, second and third formants."""


def spectrum_measures(part: Stretch) -> Array:
    """Of one stretch, shape ``(len(SPECTRUM_MEASURES),)``."""
    cepstra = part.mel @ _COSINES
    return np.concatenate(
        (
            _spectrum(part.mel, cepstra, part.voiced, part.loud),
            _change(cepstra),
            _resonance(part.mel[part.voiced]),
            _loudness(part.mel, part.voiced),
            _tract(part.frames.predictors[part.voiced]),
        )
    )


def _spectrum(mel: Array, cepstra: Array, voiced: NDArray[np.bool_], loud: NDArray[np.bool_]) -> Array:
    tilt = mel[:, HIGH].mean(axis=1) - mel[:, LOW].mean(axis=1)
    peak = mel[:, LOW].max(axis=1) - mel[:, HIGH].max(axis=1)
    weights = 10.0 ** (mel / 20.0)
    centre = (weights @ np.arange(BANDS)) / weights.sum(axis=1)
    return np.concatenate(
        (
            cepstra[voiced].mean(axis=0)[1:],
            cepstra[~voiced].mean(axis=0)[1:6] if not voiced.all() else np.zeros(5),
            cepstra.std(axis=0),
            (cepstra[loud].mean(axis=0) - cepstra.mean(axis=0))[1:6],
            quantiles(tilt[voiced]),
            quantiles(peak[voiced]),
            quantiles(centre[voiced]),
            [mel[voiced].max(axis=1).mean() - mel[voiced].mean()],
        )
    )


def _change(cepstra: Array) -> Array:
    """How far each shape of the spectrum moves, within a sound and from one to the next."""
    return np.concatenate([(cepstra[lag:] - cepstra[:-lag]).std(axis=0) for lag in _CHANGE_FRAMES])


def _resonance(mel: Array) -> Array:
    """Of each formant's region: where its weight lies and how that moves, its width, its height below the highest."""
    power = 10.0 ** (mel / 10.0)
    top = mel.max(axis=1)
    found = []
    for region in _REGIONS:
        part, bands = power[:, region], np.arange(region.start, region.stop)
        total = part.sum(axis=1)
        centre = (part @ bands) / total
        width = np.sqrt(np.maximum((part @ bands**2) / total - centre**2, 0.0))
        height = mel[:, region].max(axis=1) - top
        found += [centre.mean(), centre.std(), width.mean(), height.mean()]
    return np.array(found)


def _loudness(mel: Array, voiced: NDArray[np.bool_]) -> Array:
    """By the ear's compression (Stevens' power law, as eGeMAPS has it): spread, slopes and change of the spectrum."""
    bands = 10.0 ** (0.03 * mel)
    loudness = bands.sum(axis=1)
    ranked = np.sort(loudness)
    flux = np.sqrt(((bands[2:] - bands[:-2]) ** 2).sum(axis=1))
    inside = flux[voiced[2:] & voiced[:-2]]
    slopes = loudness[SLOPE_FRAMES:] - loudness[:-SLOPE_FRAMES]
    rising, falling = slopes[slopes > 0], -slopes[slopes < 0]
    return np.array(
        [
            loudness.mean(),
            ranked[round(0.8 * (len(ranked) - 1))],
            loudness.std() / loudness.mean(),
            flux.mean(),
            inside.mean() if len(inside) else flux.mean(),
            rising.mean() if len(rising) else 0.0,
            falling.mean() if len(falling) else 0.0,
        ]
    )


def _tract(predictors: Array) -> Array:
    """The linear predictor's coefficients on vowels: the mean, and how far they move."""
    return np.concatenate((predictors.mean(axis=0), predictors.std(axis=0)))


def _cosines() -> Array:
    """Of the discrete cosine transform II, orthonormal, shape ``(BANDS, CEPSTRA)``."""
    bands = np.arange(BANDS)[:, None] + 0.5
    table: Array = np.cos(np.pi * bands * np.arange(CEPSTRA) / BANDS) * np.sqrt(2.0 / BANDS)
    return table


_COSINES = _cosines()

SPECTRUM_MEASURES = (
    *(f"voiced_cepstrum_{k}" for k in range(1, CEPSTRA)),
    *(f"unvoiced_cepstrum_{k}" for k in range(1, 6)),
    *(f"cepstrum_spread_{k}" for k in range(CEPSTRA)),
    *(f"loud_cepstrum_{k}" for k in range(1, 6)),
    *(f"{what}_{part}" for what in ("tilt", "peaks_tilt", "centre") for part in FIVE),
    "contrast",
    *(f"change_{10 * lag}_ms_{k}" for lag in _CHANGE_FRAMES for k in range(CEPSTRA)),
    *(f"formant_{k}_{what}" for k in (1, 2, 3) for what in ("centre", "movement", "width", "height")),
    *("loudness_mean", "loudness_high", "loudness_spread", "flux_all", "flux_voiced", "loudness_rise", "loudness_fall"),
    *(f"predictor_{k}" for k in range(1, PREDICTORS + 1)),
    *(f"predictor_spread_{k}" for k in range(1, PREDICTORS + 1)),
)
"""Names of the measures, in order."""
