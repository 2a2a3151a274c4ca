"""Pitch of a voice in the telephone band, where the fundamental itself is mostly cut off.

The harmonics that are left still repeat at the period: the autocorrelation of the band finds it
(after Wiener and Khinchin: the inverse transform of the power spectrum).
"""

from __future__ import annotations

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.logmel import BAND_HZ, WINDOW, Array

PITCH_HZ = (70.0, 500.0)
"""From a low man's voice to a shouting woman's."""

_LOW, _HIGH = (round(hz * WINDOW / SAMPLE_RATE) for hz in BAND_HZ)
_SHORTEST, _LONGEST = round(SAMPLE_RATE / PITCH_HZ[1]), round(SAMPLE_RATE / PITCH_HZ[0])
_SHORTER_WINS = 0.85
"""A shorter lag this near the best peak is the period; the best is then its double."""


def pitch(power: Array) -> tuple[Array, Array]:
    """Pitch and periodicity of frames.

    Args:
        power: power spectra, shape ``(n, WINDOW // 2 + 1)``.

    Returns:
        log2 of the pitch in Hz, shape ``(n,)``, a number also where there is none; and the strength, 0 for none
        to about 0.6 for a steady vowel, shape ``(n,)``.
    """
    if not len(power):
        return np.zeros(0), np.zeros(0)
    correlation = _autocorrelation(power)
    span = correlation[:, _SHORTEST - 1 : _LONGEST + 2]
    middle = span[:, 1:-1]
    peaks = np.where((middle >= span[:, :-2]) & (middle >= span[:, 2:]), middle, 0.0)
    first = np.argmax(peaks >= _SHORTER_WINS * peaks.max(axis=1, keepdims=True), axis=1)
    rows = np.arange(len(power))
    before, at, after = (span[rows, first + k] for k in range(3))
    lag = first + _SHORTEST + peak_shift(before, at, after)
    return np.log2(SAMPLE_RATE / lag), np.clip(peaks[rows, first], 0.0, 1.0)


def peak_shift(before: Array, at: Array, after: Array) -> Array:
    """How far beside the highest point the peak lies, in points, -0.5 to 0.5: the top of the parabola through three."""
    bend = before - 2.0 * at + after
    shift = np.where(bend < 0.0, 0.5 * (before - after) / np.where(bend < 0.0, bend, -1.0), 0.0)
    bounded: Array = np.clip(shift, -0.5, 0.5)
    return bounded


def window_taper() -> Array:
    """The frame window's own autocorrelation, 1 at lag 0, shape ``(WINDOW // 2 + 1,)``: it falls whatever the sound."""
    window = np.hanning(WINDOW + 1)[:-1]
    spectrum = np.abs(np.fft.rfft(window, 2 * WINDOW)) ** 2
    taper = np.fft.irfft(spectrum)[: WINDOW // 2 + 1]
    scaled: Array = taper / taper[0]
    return scaled


def _autocorrelation(power: Array) -> Array:
    """Of the band's compressed power, shape ``(n, WINDOW // 2 + 1)``, 1 at lag 0, the window's own taper taken out.

    The square root, for the power itself, keeps one strong formant from hiding the other harmonics
    (Tolonen and Karjalainen 2000).
    """
    compressed = np.zeros_like(power)
    compressed[:, _LOW : _HIGH + 1] = _EDGES * np.sqrt(power[:, _LOW : _HIGH + 1])
    correlation = np.fft.irfft(compressed, axis=1)[:, : WINDOW // 2 + 1]
    scaled: Array = correlation / np.maximum(correlation[:, :1], 1e-12) / _TAPER
    return scaled


_EDGES = np.sqrt(np.hanning(_HIGH - _LOW + 3)[1:-1])
# taken out in part only: in full it would raise the noise at long lags and find octaves below
_TAPER = window_taper() ** 0.7
