"""Figures of a caller-anger score: areas under the curve with their uncertainty over speakers, alarms, calibration.

Every figure is the mean over the corpora, so that none counts for its size and no two models' scores are compared.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
_Indices = NDArray[np.int64]
_Draw = Callable[[np.random.Generator], _Indices]
_DRAWS = 300


class Spoken(Protocol):
    """A clip as far as figures need it: `anger_data.Sound` is one."""

    @property
    def corpus(self) -> str:
        """Where it is from."""

    @property
    def group(self) -> str:
        """Who speaks."""

    @property
    def emotion(self) -> str:
        """``angry`` or another."""


AGAINST: dict[str, Callable[[Spoken], bool]] = {
    "all": lambda spoken: spoken.emotion != "angry",
    "calm": lambda spoken: spoken.emotion in {"neutral", "calm"},
    "happy": lambda spoken: spoken.emotion == "happy",
}


@dataclass(frozen=True)
class Figure:
    """A value and its 95 % interval; not a number where there is nothing to compare."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


@dataclass(frozen=True)
class Alarms:
    """``false``: share of the other clips at or above the threshold. ``shown``: share of the angry ones."""

    false: float
    shown: float


@dataclass(frozen=True)
class Bin:
    """Clips whose score lies in ``[low, high)``: their mean score, the share that is angry, their weight of 1."""

    low: float
    high: float
    mean: float
    angry: float
    weight: float


@dataclass(frozen=True)
class Calibration:
    """``brier``: mean squared error of p. ``error``: expected calibration error, the bins' |mean − angry| weighted."""

    bins: list[Bin]
    brier: float
    error: float


def area(angry: Scores, others: Scores) -> float:
    """Chance that a random angry clip scores above a random other one (AUC); ties count half."""
    if not len(angry) or not len(others):
        return float("nan")
    ranked = np.sort(others)
    below = np.searchsorted(ranked, angry, "left") + np.searchsorted(ranked, angry, "right")
    return float(below.mean() / (2 * len(others)))


def figure(sounds: Sequence[Spoken], scores: Scores, against: str, less: Scores | None = None) -> Figure:
    """Mean of the areas of the corpora that have both classes, ``less`` those of other scores of the same clips.

    The interval is the bootstrap's: whole speakers are drawn again within their corpus (clips, where one speaker is
    all there is), and both scores see the same draw.
    """
    angry = np.array([s.emotion == "angry" for s in sounds], dtype=np.bool_)
    corpora = [_chosen(sounds, corpus, against) for corpus in sorted({s.corpus for s in sounds})]
    corpora = [chosen for chosen in corpora if len(set(angry[chosen].tolist())) == 2]

    def mean(drawn: list[_Indices]) -> float:
        gains = [_area(scores, angry, d) - (0.0 if less is None else _area(less, angry, d)) for d in drawn]
        return float(np.mean(gains)) if gains else float("nan")

    rng = np.random.default_rng(0)
    draws = [_draw(sounds, chosen) for chosen in corpora]
    values = np.array([mean([draw(rng) for draw in draws]) for _ in range(_DRAWS)])
    values = values[np.isfinite(values)]
    low, high = np.percentile(values, (2.5, 97.5)) if len(values) else (float("nan"), float("nan"))
    return Figure(mean(corpora), float(low), float(high))


def alarms(sounds: Sequence[Spoken], scores: Scores, threshold: float) -> Alarms:
    """What this threshold does to whole clips."""
    return Alarms(*(float(np.sum(weight[scores >= threshold])) for weight in _weights(sounds)))


def calibration(sounds: Sequence[Spoken], scores: Scores, bins: int = 10) -> Calibration:
    """How far p can be taken at its word where angry and other speech are equally common."""
    others, angry = (weight / 2.0 for weight in _weights(sounds))
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.clip(np.digitize(scores, edges) - 1, 0, bins - 1)
    found = []
    for k in range(bins):
        inside = place == k
        both = float((others + angry)[inside].sum())
        if both > 0.0:
            mean, share = ((w[inside] @ v[inside]) / both for w, v in ((others + angry, scores), (angry, angry > 0)))
            found.append(Bin(float(edges[k]), float(edges[k + 1]), float(mean), float(share), both))
    brier = float(angry @ (1.0 - scores) ** 2 + others @ scores**2)
    return Calibration(found, brier, sum(b.weight * abs(b.mean - b.angry) for b in found))


def _weights(sounds: Sequence[Spoken]) -> tuple[Scores, Scores]:
    """Weights of the other clips and of the angry ones, each summing to 1 with every corpus that has any alike."""
    angry = np.array([s.emotion == "angry" for s in sounds], dtype=np.bool_)
    corpus = np.array([s.corpus for s in sounds])
    found = []
    for kind in (~angry, angry):
        names, place, counts = np.unique(corpus[kind], return_inverse=True, return_counts=True)
        weight = np.zeros(len(sounds))
        weight[kind] = 1.0 / (counts[place] * max(1, len(names)))
        found.append(weight)
    return found[0], found[1]


def _chosen(sounds: Sequence[Spoken], corpus: str, against: str) -> _Indices:
    kept = [k for k, s in enumerate(sounds) if s.corpus == corpus and (s.emotion == "angry" or AGAINST[against](s))]
    return np.array(kept, dtype=np.int64)


def _draw(sounds: Sequence[Spoken], chosen: _Indices) -> _Draw:
    speakers: dict[str, list[int]] = {}
    for index in chosen.tolist():
        speakers.setdefault(sounds[index].group, []).append(index)
    if len(speakers) < 2:
        return lambda rng: chosen[rng.integers(len(chosen), size=len(chosen))] if len(chosen) else chosen
    own = [np.array(indices) for _, indices in sorted(speakers.items())]
    return lambda rng: np.concatenate([own[k] for k in rng.integers(len(own), size=len(own))])


def _area(scores: Scores, angry: NDArray[np.bool_], drawn: _Indices) -> float:
    return area(scores[drawn[angry[drawn]]], scores[drawn[~angry[drawn]]])
