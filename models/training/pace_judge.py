"""Errors of a pace meter against the corrected alignments, and how they are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.training.pace_data import Clip

_DRAWS = 1000
"""Of the bootstrap behind the intervals."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Result:
    """One clip judged, or several of one speaker put together.

    ``truth_s``: corrected speech time, None where nobody aligned it. Times at the clip's tempo, ``tempo`` times as
    fast as it was said.
    """

    clip: Clip
    tempo: float
    syllables: float
    speech_s: float
    truth: float
    truth_s: float | None


def judged(clip: Clip, tempo: float, heard: tuple[float, float]) -> Result:
    """What a meter heard (syllables, speech seconds) in a clip played ``tempo`` times as fast, beside the truth."""
    speech_s = clip.speech_s
    return Result(clip, tempo, heard[0], heard[1], clip.syllables, None if speech_s is None else speech_s / tempo)


def joined(results: Sequence[Result], speech_s: float, who: Callable[[Clip], str]) -> list[Result]:
    """Clips of one speaker (as ``who`` names them) and near one tempo put together to so much true speech or more."""
    made: list[Result] = []
    parts: list[Result] = []
    for result in sorted(results, key=lambda r: (who(r.clip), r.tempo, r.clip.path.name)):
        if parts and who(parts[0].clip) != who(result.clip):
            parts = []
        parts.append(result)
        if sum(p.truth_s or 0.0 for p in parts) >= speech_s:
            heard, heard_s, truth = (sum(getattr(p, k) for p in parts) for k in ("syllables", "speech_s", "truth"))
            tempo = sum(p.tempo for p in parts) / len(parts)
            made.append(Result(result.clip, tempo, heard, heard_s, truth, sum(p.truth_s or 0.0 for p in parts)))
            parts = []
    return made


@dataclass(frozen=True)
class Figures:
    """How far a meter is off over ``n`` results; None where no speech time is known.

    ``count_error``, ``count_bias``: mean |heard / true - 1| and its mean with sign, %. ``mae``, ``bias``, ``r``: of
    the rate, syllables / speech time, both as heard against both true, syllables/s; ``mae_95``, ``r_95``: their 95 %
    intervals (bootstrap over the results). ``speech_bias``: speech time, %. ``mae_true_s``, ``r_true_s``: the heard
    count over the true speech time.
    """

    n: int
    count_error: float
    count_bias: float
    mae: float | None = None
    mae_95: tuple[float, float] | None = None
    bias: float | None = None
    r: float | None = None
    r_95: tuple[float, float] | None = None
    speech_bias: float | None = None
    mae_true_s: float | None = None
    r_true_s: float | None = None


def rates(results: Sequence[Result]) -> tuple[Floats, Floats]:
    """Heard and true rate of each result whose speech time is known, syllables/s."""
    timed = [r for r in results if r.truth_s]
    heard = np.array([r.syllables / max(r.speech_s, 0.1) for r in timed])
    return heard, np.array([r.truth / (r.truth_s or 1.0) for r in timed])


def figures(results: Sequence[Result]) -> Figures:
    """The figures of at least one result; those of rates only from three results with times on."""
    off = np.array([100.0 * (r.syllables / r.truth - 1.0) for r in results])
    count, bias = float(np.mean(np.abs(off))), float(np.mean(off))
    timed = [r for r in results if r.truth_s]
    if len(timed) < 3:
        return Figures(len(results), count, bias)
    heard, true = rates(timed)
    true_s = np.array([r.truth_s for r in timed], dtype=float)
    borrowed = np.array([r.syllables for r in timed]) / true_s
    return Figures(
        n=len(results),
        count_error=count,
        count_bias=bias,
        mae=_mae(heard, true),
        mae_95=_interval(_mae, heard, true),
        bias=float(np.mean(heard - true)),
        r=_r(heard, true),
        r_95=_interval(_r, heard, true),
        speech_bias=float(100.0 * np.mean(np.array([r.speech_s for r in timed]) / true_s - 1.0)),
        mae_true_s=_mae(borrowed, true),
        r_true_s=_r(borrowed, true),
    )


HEAD = (
    f"{'':44} {'n':>4} {'rate MAE':>8} {'95 %':>11} {'bias':>6} {'r':>6} {'95 %':>13}"
    f" {'count err':>9} {'bias':>6} {'speech':>6} {'MAE/true s':>10} {'r':>6}"
)


def line(name: str, of: Figures) -> str:
    """One row of the table under `HEAD`."""
    count = f"{of.count_error:9.1f} {of.count_bias:+6.1f}"
    if of.mae is None or of.mae_95 is None or of.r_95 is None:
        return f"{name:44} {of.n:4} {'':54} {count}"
    mae, r = (f"{low:.{k}f} {high:.{k}f}" for k, (low, high) in ((2, of.mae_95), (3, of.r_95)))
    return (
        f"{name:44} {of.n:4} {of.mae:8.2f} {mae:>11} {of.bias:+6.2f} {of.r:6.3f} {r:>13}"
        f" {count} {of.speech_bias:+6.1f} {of.mae_true_s:10.2f} {of.r_true_s:6.3f}"
    )


def _mae(a: Floats, b: Floats) -> float:
    return float(np.mean(np.abs(a - b)))


def _r(a: Floats, b: Floats) -> float:
    return float(np.corrcoef(a, b)[0, 1])


def _interval(of: Callable[[Floats, Floats], float], a: Floats, b: Floats) -> tuple[float, float]:
    rng = np.random.default_rng(1)
    drawn = [of(a[pick], b[pick]) for pick in rng.integers(len(a), size=(_DRAWS, len(a)))]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)
