"""Figures of a caller-anger score: area under the curve, with its uncertainty over speakers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from models.training.anger_data import Sound

Against = Callable[[Sound], bool]
AGAINST: dict[str, Against] = {
    "all": lambda sound: sound.emotion != "angry",
    "calm": lambda sound: sound.emotion in {"neutral", "calm"},
    "happy": lambda sound: sound.emotion == "happy",
}
_DRAWS = 300


@dataclass(frozen=True)
class Figure:
    """An area under the curve and its 95 % interval; not a number where a class is missing."""

    auc: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.auc:.3f} [{self.low:.3f}, {self.high:.3f}]"


def area(angry: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Chance that a random angry clip scores above a random other one; ties count half."""
    if not len(angry) or not len(others):
        return float("nan")
    ranks = rankdata(np.concatenate((angry, others)))
    return float((ranks[: len(angry)].sum() - len(angry) * (len(angry) + 1) / 2) / (len(angry) * len(others)))


def figure(sounds: Sequence[Sound], scores: NDArray[np.float64], against: str) -> Figure:
    """The area for these sounds, and its interval by drawing whole speakers again (clips, where one speaker is all)."""
    judged = [(s.group, s.emotion == "angry", float(p)) for s, p in zip(sounds, scores, strict=True) if _in(s, against)]
    groups = sorted({group for group, _, _ in judged})
    angry, others = _two(judged)
    if len(groups) < 2:
        return Figure(area(angry, others), *_interval(lambda rng: (_again(angry, rng), _again(others, rng))))
    by_group = [_two([row for row in judged if row[0] == group]) for group in groups]

    def draw(rng: np.random.Generator) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        drawn = [by_group[k] for k in rng.integers(len(by_group), size=len(by_group))]
        return np.concatenate([a for a, _ in drawn]), np.concatenate([o for _, o in drawn])

    return Figure(area(angry, others), *_interval(draw))


def _in(sound: Sound, against: str) -> bool:
    return sound.emotion == "angry" or AGAINST[against](sound)


def _two(rows: list[tuple[str, bool, float]]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.array([p for _, a, p in rows if a]), np.array([p for _, a, p in rows if not a])


def _again(values: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    return values[rng.integers(len(values), size=len(values))] if len(values) else values


def _interval(
    draw: Callable[[np.random.Generator], tuple[NDArray[np.float64], NDArray[np.float64]]],
) -> tuple[float, float]:
    rng = np.random.default_rng(0)
    areas = np.array([area(*draw(rng)) for _ in range(_DRAWS)])
    areas = areas[np.isfinite(areas)]
    if not len(areas):
        return float("nan"), float("nan")
    low, high = np.percentile(areas, (2.5, 97.5))
    return float(low), float(high)
