"""Errors of a pace meter against the corrected alignments, and how they are counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.training.pace_data import Clip


@dataclass(frozen=True)
class Result:
    """One clip judged. ``truth_s``: corrected speech time, None where nobody aligned it. Times at the clip's tempo."""

    clip: Clip
    syllables: float
    speech_s: float
    truth: float
    truth_s: float | None


def judged(clip: Clip, tempo: float, heard: tuple[float, float]) -> Result:
    """What a meter heard (syllables, speech seconds) in a clip played ``tempo`` times as fast, beside the truth."""
    speech_s = clip.speech_s
    return Result(clip, heard[0], heard[1], clip.syllables, None if speech_s is None else speech_s / tempo)


HEAD = (
    f"{'':34} {'clips':>5} {'count err':>9} {'bias':>6} {'rate MAE':>8} {'bias':>6} {'r':>6}"
    f" {'speech err':>10} {'MAE/true s':>10} {'r':>6}"
)


def line(name: str, results: Sequence[Result]) -> str:
    """One row of the table under `HEAD`.

    count err: mean |heard - true| / true in %, and its bias in %. rate: syllables / speech time, both as heard,
    against both true: mean absolute error, bias and Pearson's r over clips. speech err: mean signed error of the
    speech time in %. MAE/true s, r: the heard count over the true speech time.
    """
    heard = np.array([r.syllables for r in results])
    true = np.array([r.truth for r in results])
    off = 100 * (heard / true - 1)
    count = f"{name:34} {len(results):5} {np.mean(np.abs(off)):9.1f} {np.mean(off):+6.1f}"
    timed = [r for r in results if r.truth_s]
    if len(timed) < 3:
        return count
    heard, true = (np.array([getattr(r, k) for r in timed]) for k in ("syllables", "truth"))
    speech, true_s = (np.array([getattr(r, k) for r in timed], dtype=float) for k in ("speech_s", "truth_s"))
    rate, own, borrowed = true / true_s, heard / np.maximum(speech, 0.1), heard / true_s
    return (
        f"{count} {np.mean(np.abs(own - rate)):8.2f} {np.mean(own - rate):+6.2f} {_r(own, rate):6.3f}"
        f" {100 * np.mean(speech / true_s - 1):+10.1f}"
        f" {np.mean(np.abs(borrowed - rate)):10.2f} {_r(borrowed, rate):6.3f}"
    )


def _r(a: np.ndarray, b: np.ndarray) -> float:  # type: ignore[type-arg]
    return float(np.corrcoef(a, b)[0, 1])
