"""Measures of the voice's source: its pitch and how that moves, how strong, clear and steady its tone is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.clearness import CLEARNESS_BANDS
from firmware_app.hearing.logmel import Array
from firmware_app.hearing.stretch import FIVE, Stretch, quantiles

_SAME_PERIOD = 0.12
"""A change of the period by more than this part is another sound, or an octave missed."""
_HIGHER = (0.5, 0.8)
"""Quantiles of what is never below zero."""


def source_measures(part: Stretch) -> Array:
    """Of one stretch, shape ``(len(SOURCE_MEASURES),)``.

    The pitch is measured twice: as it is (`subharmonic_pitch`), and as the autocorrelation has it, whose missed
    octaves tell of a rough voice.
    """
    frames = part.frames
    return np.concatenate(
        (
            _pitch(frames.log2_hz, part.level, part.voiced),
            _pitch(frames.period_log2_hz, part.level, part.periodic),
            _strength(frames.strength, part.loud),
            np.concatenate([_summed_up(band, (0.2, 0.8)) for band in frames.clearness[part.voiced].T]),
            _unsteadiness(frames.log2_hz[part.voiced], frames.level[part.voiced]),
        )
    )


def _pitch(log2_hz: Array, level: Array, voiced: NDArray[np.bool_]) -> Array:
    inside = log2_hz[voiced]
    parts = quantiles(inside)
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


def _strength(strength: Array, loud: NDArray[np.bool_]) -> Array:
    return np.concatenate((quantiles(strength), [strength[loud].mean(), strength.std()]))


def _unsteadiness(log2_hz: Array, level: Array) -> Array:
    """How far period and level jump from one frame to the next, as jitter and shimmer do from period to period."""
    period = 2.0**-log2_hz
    jumps = np.abs(np.diff(period))
    period_jumps = jumps[jumps < _SAME_PERIOD * period[1:]] / np.median(period)
    level_jumps, level_bends = np.abs(np.diff(level)), np.abs(np.diff(level, 2))
    return np.concatenate(
        (_summed_up(period_jumps, _HIGHER), _summed_up(level_jumps, _HIGHER), [level_bends.mean(), level_bends.std()])
    )


def _summed_up(values: Array, parts: tuple[float, float]) -> Array:
    """Mean, spread and two quantiles; zeros where there are no values."""
    if not len(values):
        return np.zeros(4)
    ranked = np.sort(values)
    low, high = (ranked[int(part * (len(ranked) - 1))] for part in parts)
    return np.array([values.mean(), values.std(), low, high])


_PITCH = ("range", "full_range", "spread", "rise", "fall", "step", "with_level")
_JUMPS = ("mean", "spread", "median", "high")
SOURCE_MEASURES = (
    *(f"{what}_{part}" for what in ("pitch", "period_pitch") for part in (*FIVE, *_PITCH)),
    *(f"strength_{part}" for part in FIVE),
    *("strength_loud", "strength_spread"),
    *(f"clearness_{k}_{part}" for k in range(CLEARNESS_BANDS) for part in ("mean", "spread", "low", "high")),
    *(f"{what}_jump_{part}" for what in ("period", "level") for part in _JUMPS),
    *("level_bend_mean", "level_bend_spread"),
)
"""Names of the measures, in order."""
