"""How clear a voice is: what repeats with its pitch against what does not; and the shape that its tract gives."""

from __future__ import annotations

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.logmel import WINDOW, Array
from firmware_app.hearing.pitch import window_taper

CLEARNESS_BANDS = 4
"""The whole telephone band, and its lower, middle and upper part."""
PREDICTORS = 11
"""Order of the linear prediction."""

_BINS = (8, 113)
"""250 to 3500 Hz."""
_PARTS = ((8, 38), (38, 73), (73, 113))
_PREDICTOR_BINS = 177
"""The predictor's own rate is 11 kHz (Eyben et al. 2016, eGeMAPS): two coefficients a kHz and one for the tilt."""
_STEADY = 1.001
"""Added to the energy: what the line cut away must not decide (a white floor 30 dB down)."""
_SMALLEST = 1e-20


def clearness(power: Array, log2_hz: Array) -> Array:
    """Harmonics to noise in each band, dB, shape ``(n, CLEARNESS_BANDS)``, within ±20.

    The whole band's from the autocorrelation at the period (Boersma 1993); a part's from its envelope's, for the
    harmonics of a part alone hardly repeat sample by sample.

    Args:
        power: power spectra, shape ``(n, WINDOW // 2 + 1)``.
        log2_hz: log2 of the pitch in Hz, shape ``(n,)``.
    """
    lag = np.clip(np.rint(SAMPLE_RATE / 2.0**log2_hz).astype(int), 2, WINDOW // 2 - 2)
    whole = _lags(_only(power, *_BINS)) / _TAPER
    found = [_at(whole, lag), *(_at(np.abs(_lags(np.sqrt(_only(power, *part)))), lag) for part in _PARTS)]
    share = np.clip(np.stack(found, axis=1), 0.01, 0.99)
    decibels: Array = 10.0 * np.log10(share / (1.0 - share))
    return decibels


def predictors(power: Array) -> Array:
    """Coefficients of the linear prediction of each frame (Durbin's recursion), shape ``(n, PREDICTORS)``.

    Their roots are the tract's resonances; but the coefficients themselves tell anger as well as any roots do.
    """
    spectrum = _only(power, *_BINS)[:, :_PREDICTOR_BINS]
    lags = np.fft.irfft(spectrum, axis=1)[:, : PREDICTORS + 1]
    error = _STEADY * lags[:, 0] + _SMALLEST
    found = np.zeros((len(power), PREDICTORS + 1))
    found[:, 0] = 1.0
    for order in range(1, PREDICTORS + 1):
        missed = lags[:, order] + (found[:, 1:order] * lags[:, order - 1 : 0 : -1]).sum(axis=1)
        reflected = -missed / error
        found[:, 1:order] += reflected[:, None] * found[:, order - 1 : 0 : -1]
        found[:, order] = reflected
        error = error * (1.0 - reflected**2)
    coefficients: Array = found[:, 1:]
    return coefficients


def _only(power: Array, low: int, high: int) -> Array:
    part = np.zeros_like(power)
    part[:, low:high] = power[:, low:high]
    return part


def _lags(power: Array) -> Array:
    """Autocorrelation, 1 at lag 0, shape ``(n, WINDOW // 2 + 1)``."""
    lags = np.fft.irfft(power, axis=1)[:, : WINDOW // 2 + 1]
    scaled: Array = lags / np.maximum(lags[:, :1], _SMALLEST)
    return scaled


def _at(lags: Array, lag: Array) -> Array:
    rows = np.arange(len(lags))
    highest: Array = np.max([lags[rows, lag + k] for k in (-1, 0, 1)], axis=0)
    return highest


_TAPER = np.maximum(window_taper(), 0.05)
