"""Pitch by the sum of subharmonics (Hermes 1988): every harmonic speaks for the pitch whose harmonic it may be.

In a shout, whose period is rough, this finds the pitch that the autocorrelation (`pitch`) loses. How far the best
pitch stands above the others tells a voiced sound from the rest. A man's pitch below about 110 Hz may come out as its
double or fourfold, as the line has cut its lowest harmonics off.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.logmel import SPAN, Array
from firmware_app.hearing.pitch import peak_shift

PITCH_HZ = (55.0, 1000.0)

_FFT = 1024
_TOP_HZ = 4000.0
_LOWEST_HZ = 25.0
_PER_OCTAVE = 61.5
"""Points of the logarithmic axis: enough for two harmonics a semitone apart to stay two."""
_HARMONICS = 15
_WEIGHT = 0.85
"""Of each harmonic against the one below it (0.84 in Hermes 1988)."""
_HALF_HEARD_HZ, _STEEPNESS = 31.75, 3.0
"""The ear hears little of what lies below: an arc tangent over octaves, as there."""
_WIDTH = 0.4
"""Standard deviation of the Gaussian window, in halves of its length."""


def subharmonic_pitch(spans: NDArray[np.floating[Any]]) -> tuple[Array, Array]:
    """Pitch and voicing of stretches of sound.

    Args:
        spans: samples, shape ``(n, SPAN)``.

    Returns:
        log2 of the pitch in Hz, shape ``(n,)``, a number also where there is none; and the voicing, shape ``(n,)``:
        1 less the mean of the subharmonic sum over its peak; above `VOICED_AT` in voiced speech.
    """
    if not len(spans):
        return np.zeros(0), np.zeros(0)
    sums = _sums(_peaks_only(np.abs(np.fft.rfft(spans * _WINDOW, _FFT, axis=1)[:, : len(_BINS_HZ) + 1])))
    rows = np.arange(len(sums))
    best = _FIRST + np.argmax(sums[:, _FIRST:_LAST], axis=1)
    before, at, after = (sums[rows, best + k] for k in (-1, 0, 1))
    shift = peak_shift(before, at, after)
    peak = at - 0.25 * (before - after) * shift
    return _AXIS[0] + (best + shift) / _PER_OCTAVE, (peak - sums.mean(axis=1)) / np.maximum(peak, 1e-12)


def _peaks_only(spectrum: Array) -> Array:
    """What lies further than two bins from a peak is no harmonic; the rest is smoothed."""
    peak = np.zeros(spectrum.shape, dtype=bool)
    middle = spectrum[:, 1:-1]
    peak[:, 1:-1] = (middle > spectrum[:, :-2]) & (middle > spectrum[:, 2:])
    near = peak.copy()
    for bins in (1, 2):
        near[:, bins:] |= peak[:, :-bins]
        near[:, :-bins] |= peak[:, bins:]
    kept = np.where(near, spectrum, 0.0)
    smooth: Array = kept.copy()
    smooth[:, 1:-1] = 0.25 * kept[:, :-2] + 0.5 * kept[:, 1:-1] + 0.25 * kept[:, 2:]
    return smooth


def _sums(spectrum: Array) -> Array:
    """Of what each pitch's harmonics hold, on the logarithmic axis, shape ``(n, len(_AXIS))``."""
    heard = np.maximum(spectrum[:, 1:] @ _TO_AXIS, 0.0) * _EAR
    sums: Array = np.zeros_like(heard)
    for number, up in enumerate(_UP):
        sums[:, : len(_AXIS) - up] += _WEIGHT**number * heard[:, up:]
    return sums


def _spline(knots: Array, points: Array) -> Array:
    """The natural cubic spline as a matrix from values at ``knots`` to values at ``points``."""
    gaps, ones = np.diff(knots), np.eye(len(knots))
    bends, slopes = np.eye(len(knots)), np.zeros((len(knots), len(knots)))
    inner = np.arange(1, len(knots) - 1)
    bends[inner, inner - 1], bends[inner, inner + 1] = gaps[:-1], gaps[1:]
    bends[inner, inner] = 2.0 * (gaps[:-1] + gaps[1:])
    steps = np.diff(ones, axis=0) / gaps[:, None]
    slopes[1:-1] = 6.0 * np.diff(steps, axis=0)
    second = np.linalg.solve(bends, slopes)
    left = np.clip(np.searchsorted(knots, points) - 1, 0, len(gaps) - 1)
    gap = gaps[left][:, None]
    above = (points - knots[left])[:, None] / gap
    below = 1.0 - above
    curve = (below**3 - below) * second[left] + (above**3 - above) * second[left + 1]
    values: Array = below * ones[left] + above * ones[left + 1] + curve * gap**2 / 6.0
    return values.T


_WINDOW = np.exp(-0.5 * ((np.arange(SPAN) - (SPAN - 1) / 2) / (_WIDTH * (SPAN - 1) / 2)) ** 2)
_BINS_HZ = np.arange(1, round(_TOP_HZ * _FFT / SAMPLE_RATE) + 1) * SAMPLE_RATE / _FFT
_AXIS = np.log2(_LOWEST_HZ) + np.arange(int(np.log2(_TOP_HZ / _LOWEST_HZ) * _PER_OCTAVE)) / _PER_OCTAVE
_TO_AXIS = _spline(np.log2(_BINS_HZ), _AXIS)
_EAR = 0.5 + np.arctan(_STEEPNESS * (_AXIS - np.log2(_HALF_HEARD_HZ))) / np.pi
_UP = [round(np.log2(number) * _PER_OCTAVE) for number in range(1, _HARMONICS + 1)]
"""How far above a pitch each of its harmonics lies, in points."""
_FIRST, _LAST = (int(np.searchsorted(_AXIS, np.log2(hz))) for hz in PITCH_HZ)
