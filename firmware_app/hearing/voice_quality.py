"""How a stretch of speech sounds, as numbers: tilt, pitch, movement, rhythm; never how loud it is.

The measures follow the Geneva minimalistic set (Eyben et al. 2016, eGeMAPS) as far as a telephone's band and a
small computer allow. All levels are relative to the stretch's own mean level, so a gain on the line changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import BANDS, FRAMES_PER_S, Array
from firmware_app.hearing.usual_voice import USUAL

CEPSTRA = 13
"""Shapes of the spectrum kept: the cosine transform of the bands, the first being the level."""
VOICED_AT = 0.3
"""Strength of the periodicity from which a frame counts as voiced."""
FEWEST_FRAMES = 20
"""Below 0.2 s of speech nothing can be said."""

_RANGE_DB = 45.0
"""What lies further below the mean level is the line's noise, whose depth tells only how loud the voice was."""
_MODULATION_HZ = (1.5, 3.0, 5.0, 8.0, 12.0, 20.0)
_PARTS = (0.05, 0.2, 0.5, 0.8, 0.95)
_LAG = 5


@dataclass(frozen=True)
class SpeechFrames:
    """Frames of speech, joined.

    ``mel``: dB, shape ``(n, BANDS)``. ``level``: dB, ``log2_hz`` and ``strength``: as `pitch` gives them, ``(n,)``.
    """

    mel: Array
    level: Array
    log2_hz: Array
    strength: Array

    def __len__(self) -> int:
        return len(self.level)


def voice_quality(frames: SpeechFrames) -> Array:
    """The measures of one stretch of speech, shape ``(len(MEASURES),)``; needs `FEWEST_FRAMES`."""
    mean = _mean_level(frames.level)
    level, mel = (np.maximum(values - mean, -_RANGE_DB) for values in (frames.level, frames.mel))
    voiced = frames.strength >= VOICED_AT
    if voiced.sum() < 5:
        voiced = frames.strength >= np.sort(frames.strength)[-5]
    return np.concatenate(
        (
            _spectrum(mel, level, voiced),
            _pitch(frames.log2_hz, level, voiced),
            _strength(frames.strength, level),
            _movement(level, mel, voiced),
            _change(mel),
            _resonance(mel[voiced]),
            _loudness(mel, voiced),
        )
    )


def _mean_level(level: Array) -> float:
    """Of the energy, so that pauses do not count."""
    return float(10.0 * np.log10(np.mean(10.0 ** (level / 10.0)) + 1e-12))


def _spectrum(mel: Array, level: Array, voiced: NDArray[np.bool_]) -> Array:
    cepstra = mel @ _COSINES
    loud = level >= np.sort(level)[int(0.7 * (len(level) - 1))]
    tilt = mel[:, _HIGH].mean(axis=1) - mel[:, _LOW].mean(axis=1)
    peak = mel[:, _LOW].max(axis=1) - mel[:, _HIGH].max(axis=1)
    weights = 10.0 ** (mel / 20.0)
    centre = (weights @ np.arange(BANDS)) / weights.sum(axis=1)
    return np.concatenate(
        (
            cepstra[voiced].mean(axis=0)[1:],
            cepstra[~voiced].mean(axis=0)[1:6] if not voiced.all() else np.zeros(5),
            cepstra.std(axis=0),
            (cepstra[loud].mean(axis=0) - cepstra.mean(axis=0))[1:6],
            _quantiles(tilt[voiced]),
            _quantiles(peak[voiced]),
            _quantiles(centre[voiced]),
            [mel[voiced].max(axis=1).mean() - mel[voiced].mean()],
        )
    )


def _pitch(log2_hz: Array, level: Array, voiced: NDArray[np.bool_]) -> Array:
    inside = log2_hz[voiced]
    parts = _quantiles(inside)
    pairs = voiced[1:] & voiced[:-1]
    steps = np.diff(log2_hz)[pairs]
    steps = steps[np.abs(steps) < 0.2]  # the rest are octave errors
    rising, falling = steps[steps > 0], -steps[steps < 0]
    with_level = inside - inside.mean()
    louder = level[voiced] - level[voiced].mean()
    return np.concatenate(
        (
            parts,
            [
                parts[3] - parts[1],
                parts[4] - parts[0],
                inside.std(),
                100.0 * rising.mean() if len(rising) else 0.0,
                100.0 * falling.mean() if len(falling) else 0.0,
                100.0 * np.median(np.abs(steps)) if len(steps) else 0.0,
                np.mean(with_level * louder) / (with_level.std() * louder.std() + 0.1),
            ],
        )
    )


def _strength(strength: Array, level: Array) -> Array:
    loud = level >= np.sort(level)[int(0.7 * (len(level) - 1))]
    return np.concatenate((_quantiles(strength), [strength[loud].mean(), strength.std()]))


def _movement(level: Array, mel: Array, voiced: NDArray[np.bool_]) -> Array:
    """Of the level in time: its spread, its slopes, its rhythm, and how fast the spectrum changes."""
    seconds = len(level) / FRAMES_PER_S
    slopes = level[_LAG:] - level[:-_LAG]
    rising, falling = slopes[slopes > 0], -slopes[slopes < 0]
    flux = np.abs(mel[2:] - mel[:-2])
    starts = np.count_nonzero(voiced[1:] & ~voiced[:-1])
    smooth = np.convolve(level, _SMOOTH, mode="same")
    middle = smooth[1:-1]
    peaks = np.count_nonzero((middle > smooth[:-2]) & (middle >= smooth[2:]) & (middle > -12.0))
    return np.concatenate(
        (
            _quantiles(level),
            [
                level.std(),
                rising.mean() if len(rising) else 0.0,
                falling.mean() if len(falling) else 0.0,
                starts / seconds,
                voiced.mean(),
                voiced.sum() / max(1, starts + 1) / FRAMES_PER_S,
                peaks / seconds,
                flux[:, _LOW].mean(),
                flux[:, _HIGH].mean(),
                np.log(seconds),
            ],
            _modulation(level),
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


def _change(mel: Array) -> Array:
    """How far each shape of the spectrum moves, within a sound and from one to the next."""
    cepstra = mel @ _COSINES
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
    slopes = loudness[_LAG:] - loudness[:-_LAG]
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


def _quantiles(values: Array) -> Array:
    """By nearest rank: `numpy.quantile` costs more than all the rest here."""
    ranked = np.sort(values)
    found: Array = ranked[[round(part * (len(ranked) - 1)) for part in _PARTS]]
    return found


def _cosines() -> Array:
    """Of the discrete cosine transform II, orthonormal, shape ``(BANDS, CEPSTRA)``."""
    bands = np.arange(BANDS)[:, None] + 0.5
    table: Array = np.cos(np.pi * bands * np.arange(CEPSTRA) / BANDS) * np.sqrt(2.0 / BANDS)
    return table


_COSINES = _cosines()
_LOW, _HIGH = slice(0, 11), slice(11, BANDS)
"""Bands below and above about 1.2 kHz."""
_CHANGE_FRAMES = (2, 6)
"""20 ms and 60 ms: within a sound, and from one to the next."""
_REGIONS = (slice(0, 10), slice(9, 18), slice(16, BANDS))
"""About 300–1060, 960–2200 and 1850–3400 Hz: most voices' first, second and third formants."""
_SMOOTH = np.hanning(9)[1:-1] / np.hanning(9)[1:-1].sum()

_FIVE = ("lowest", "low", "median", "high", "highest")
MEASURES = (
    *(f"voiced_cepstrum_{k}" for k in range(1, CEPSTRA)),
    *(f"unvoiced_cepstrum_{k}" for k in range(1, 6)),
    *(f"cepstrum_spread_{k}" for k in range(CEPSTRA)),
    *(f"loud_cepstrum_{k}" for k in range(1, 6)),
    *(f"{what}_{part}" for what in ("tilt", "peaks_tilt", "centre") for part in _FIVE),
    "contrast",
    *(f"pitch_{part}" for part in _FIVE),
    *("pitch_range", "pitch_full_range", "pitch_spread", "pitch_rise", "pitch_fall", "pitch_step", "pitch_with_level"),
    *(f"strength_{part}" for part in _FIVE),
    *("strength_loud", "strength_spread"),
    *(f"level_{part}" for part in _FIVE),
    *("level_spread", "level_rise", "level_fall", "voiced_starts", "voiced_share", "voiced_length", "level_peaks"),
    *("flux_low", "flux_high", "log_seconds"),
    *(f"rhythm_{low:g}_hz" for low in _MODULATION_HZ[:-1]),
    *(f"change_{10 * lag}_ms_{k}" for lag in _CHANGE_FRAMES for k in range(CEPSTRA)),
    *(f"formant_{k}_{what}" for k in (1, 2, 3) for what in ("centre", "movement", "width", "height")),
    *("loudness_mean", "loudness_high", "loudness_spread", "flux_all", "flux_voiced", "loudness_rise", "loudness_fall"),
)
"""Names of the measures, in order."""

_MIDDLE, _SPREAD = np.array([USUAL[name] for name in MEASURES]).T


def scaled(measures: Array) -> Array:
    """The measures on one scale, about -1 to 1 for usual voices, cut off at ±4."""
    clipped: Array = np.clip((measures - _MIDDLE) / _SPREAD, -4.0, 4.0)
    return clipped
