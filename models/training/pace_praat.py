"""The peer: Praat's syllable nuclei, version 2, by its published description.

De Jong & Wempe (2009), "Praat script to detect syllable nuclei and measure speech rate automatically", Behavior
Research Methods 41, 385–390, and the script's own second version (2010, with Pacilly): intensity peaks above a
threshold, each followed by a dip, voiced, in a stretch that is not silent. Defaults: -25 dB, 2 dB, 0.3 s.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import parselmouth
from parselmouth.praat import call

from firmware_app.audio.block import SAMPLE_RATE, Samples

_SILENCE_DB = -25.0
_DIP_DB = 2.0
_PAUSE_S = 0.3


def praat_pace(samples: Samples) -> tuple[float, float]:
    """Syllables and seconds of sounding speech of a clip at 16 kHz, as the script counts them."""
    sound = parselmouth.Sound(samples.astype(np.float64), SAMPLE_RATE)
    intensity = sound.to_intensity(minimum_pitch=50.0)
    lowest = call(intensity, "Get minimum", 0, 0, "Parabolic")
    highest = call(intensity, "Get maximum", 0, 0, "Parabolic")
    most = call(intensity, "Get quantile", 0, 0, 0.99)
    threshold = max(most + _SILENCE_DB, lowest)
    grid = call(
        intensity, "To TextGrid (silences)", _SILENCE_DB - (highest - most), _PAUSE_S, 0.1, "silent", "sounding"
    )
    sounding = _sounding(grid)
    loud = [(t, value) for t, value in _peaks(intensity) if value > threshold]
    pitch = sound.to_pitch_ac(0.02, 30.0, 4, False, 0.03, 0.25, 0.01, 0.35, 0.25, 450.0)
    count = 0
    for (t, value), (after, _) in pairwise(loud):
        dip = call(intensity, "Get minimum", t, after, "None")
        voiced = not np.isnan(pitch.get_value_at_time(t))
        count += abs(value - dip) > _DIP_DB and voiced and any(a <= t <= b for a, b in sounding)
    return float(count), float(sum(b - a for a, b in sounding))


def _sounding(grid: parselmouth.TextGrid) -> list[tuple[float, float]]:
    intervals = int(call(grid, "Get number of intervals", 1))
    return [
        (call(grid, "Get start time of interval", 1, i), call(grid, "Get end time of interval", 1, i))
        for i in range(1, intervals + 1)
        if call(grid, "Get label of interval", 1, i) == "sounding"
    ]


def _peaks(intensity: parselmouth.Intensity) -> list[tuple[float, float]]:
    """Time and dB of the maxima of the intensity curve, found as the script does: as extrema of a sound made of it."""
    curve = call(call(intensity, "Down to Matrix"), "To Sound (slice)", 1)
    extrema = call(curve, "To PointProcess (extrema)", "Left", "yes", "no", "Sinc70")
    times = [call(extrema, "Get time from index", i + 1) for i in range(int(call(extrema, "Get number of points")))]
    return [(t, call(curve, "Get value at time", 1, t, "Cubic")) for t in times]
