"""Where the anger model puts a stretch of speech: directions in the measures, each a logistic regression.

One direction tells angry from calm speech by how far a stretch lies from the same voice's calm speech, the other by
where it lies among all voices. One more output is the log odds of a voice against noise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from firmware_app.hearing.logmel import Array
from firmware_app.hearing.voice_quality import Scale
from models.training.anger_data import Sound
from models.training.mood.clips import Clips
from models.training.mood.takes import Kind, Take, by_voice

CALM = frozenset({"neutral", "calm"})
CORPUS_WEIGHT = {"turev": 0.5, "tess": 0.5, "emospeech_in": 0.5, "prompt": 0.3}
"""Single words, two speakers, few announcers teach less; the others count 1, all readings or real calls as one."""
FEWEST = 8
"""Readings of calm speech without which a voice's own middle is not known."""
_STRENGTH = 0.01
"""Inverse of the regularization (scikit-learn's C)."""
_EVERY = 2
"""Neighbouring stretches overlap by nine tenths: every second teaches as much."""


@dataclass(frozen=True)
class Projection:
    """``weights``: shape ``(measures, K + 1)``, ``bias``: ``(K + 1,)``: coordinates, and the log odds of a voice."""

    scale: Scale
    weights: Array
    bias: Array

    def places(self, measures: NDArray[np.floating[Any]]) -> Array:
        """Coordinates, shape ``(n, K)``, of measures, shape ``(n, measures)``."""
        found: Array = (self.scale.scaled(measures) @ self.weights + self.bias)[:, :-1]
        return found


@dataclass(frozen=True)
class _Rows:
    values: Array
    from_own: Array
    emotion: NDArray[np.str_]
    group: NDArray[np.str_]
    voice: NDArray[np.str_]
    speech: NDArray[np.bool_]

    def of(self, wanted: NDArray[np.bool_]) -> _Rows:
        return _Rows(*(getattr(self, name)[wanted] for name in self.__dataclass_fields__))


def group_of(take: Take) -> str:
    """What counts as one: a corpus of acted speech, or all takes of another kind."""
    return take.source.corpus if take.source.kind is Kind.ACTED else take.source.kind.value


def is_calm(take: Take) -> bool:
    """Whether nobody is known to feel anything."""
    return take.source.emotion in CALM


def scale_of(takes: Sequence[Take]) -> Scale:
    """Median of each measure, and half of what lies between its 16th and 84th percentile."""
    spoken = np.concatenate([take.measures[::4] for take in takes if take.source.kind in (Kind.ACTED, Kind.READING)])
    low, middle, high = np.percentile(spoken.astype(np.float64), (16, 50, 84), axis=0)
    return Scale(middle, np.maximum((high - low) / 2.0, 1e-6))


def projection(takes: Sequence[Take]) -> Projection:
    """Taught by these takes. Where no noise is among them everything is a voice."""
    scale = scale_of(takes)
    rows = _rows(takes, scale)
    directions = [_direction(rows, lambda part: part.from_own), _direction(_acted(rows), _from_middle)]
    unit = [direction / _spread(rows, direction) for direction in directions]
    voice, bias = np.zeros_like(unit[0]), 1.0
    if not rows.speech.all():
        voice, bias = _odds(rows, rows.values, rows.speech)
    return Projection(scale, np.stack([*unit, voice], axis=1), np.array([*[0.0] * len(unit), bias]))


@dataclass(frozen=True)
class ClipRows:
    """Parts of clips. ``values``: scaled measures from the middle of their corpus, shape ``(n, measures)``.

    ``angry``, ``weight``: shape ``(n,)``.
    """

    values: Array
    angry: NDArray[np.bool_]
    weight: Array


def clip_rows(known: Clips, scale: Scale) -> ClipRows:
    """What a clip by itself is judged by, every corpus and voice weighed as in the directions."""
    rows = _clip_rows(known, scale)
    angry = rows.emotion == "angry"
    return ClipRows(_from_middle(rows), angry, _weights(rows, angry))


def _rows(takes: Sequence[Take], scale: Scale) -> _Rows:
    parts: list[tuple[Array, Array, Take]] = []
    for same in by_voice(takes).values():
        scaled = [scale.scaled(take.measures[::_EVERY]) for take in same]
        calm = [values for values, take in zip(scaled, same, strict=True) if is_calm(take)]
        known = sum(map(len, calm)) * _EVERY >= FEWEST
        middle = np.concatenate(calm).mean(axis=0) if known else np.full(scaled[0].shape[1], np.nan)
        parts += [(values, values - middle, take) for values, take in zip(scaled, same, strict=True)]

    def each(value: Callable[[Take], Any]) -> NDArray[Any]:
        return np.repeat([value(take) for _, _, take in parts], [len(values) for values, _, _ in parts])

    return _Rows(
        np.concatenate([values for values, _, _ in parts]),
        np.concatenate([values for _, values, _ in parts]),
        each(lambda take: take.source.emotion),
        each(group_of),
        each(lambda take: f"{take.source.corpus} {take.source.voice} {take.line}"),
        each(lambda take: take.source.kind is not Kind.NOISE),
    )


def _clip_rows(known: Clips, scale: Scale) -> _Rows:
    values = scale.scaled(known.measures)

    def each(of: Callable[[Sound], str]) -> NDArray[np.str_]:
        return np.array([of(sound) for sound in known.sounds])[known.sound]

    emotion, group, voice = (each(lambda s: s.emotion), each(lambda s: s.corpus), each(lambda s: s.group))
    return _Rows(values, values, emotion, group, voice, np.ones(len(values), dtype=np.bool_))


def _acted(rows: _Rows) -> _Rows:
    """The corpora that have angry speech."""
    return rows.of(np.isin(rows.group, np.unique(rows.group[rows.emotion == "angry"])))


def _from_middle(rows: _Rows) -> Array:
    """From the middle between each corpus's angry and other speech: what a recording adds is no mood."""
    moved = rows.values.copy()
    for group in np.unique(rows.group):
        here = rows.group == group
        moods = [here & (rows.emotion == "angry"), here & (rows.emotion != "angry")]
        moved[here] -= np.mean([rows.values[mood].mean(axis=0) for mood in moods if mood.any()], axis=0)
    return moved


def _direction(rows: _Rows, values_of: Callable[[_Rows], Array]) -> Array:
    part = rows.of(np.isin(rows.emotion, [*CALM, "angry"]))
    values = values_of(part)
    known = np.isfinite(values[:, 0])
    part, values = part.of(known), values[known]
    return _odds(part, values, part.emotion == "angry")[0]


def _odds(rows: _Rows, values: Array, truth: NDArray[np.bool_]) -> tuple[Array, float]:
    """Weights and bias of the log odds of ``truth``, both alike common."""
    fitted = LogisticRegression(C=_STRENGTH, max_iter=200).fit(values, truth, _weights(rows, truth))
    return fitted.coef_[0], float(fitted.intercept_[0])


def _weights(rows: _Rows, truth: NDArray[np.bool_]) -> Array:
    """Both classes alike, in each the groups by `CORPUS_WEIGHT`, in these every voice alike; mean 1."""
    weight = np.zeros(len(truth))
    for group in np.unique(rows.group):
        for value in (True, False):
            here = (rows.group == group) & (truth == value)
            if here.any():
                _, own, counts = np.unique(rows.voice[here], return_inverse=True, return_counts=True)
                weight[here] = CORPUS_WEIGHT.get(group, 1.0) / (len(counts) * counts[own])
    for value in (True, False):
        weight[truth == value] *= len(truth) / (2.0 * weight[truth == value].sum())
    return weight


def _spread(rows: _Rows, direction: Array) -> float:
    """Of calm speech about its own voice's middle, along the direction: the unit of a coordinate."""
    along = rows.from_own[np.isin(rows.emotion, list(CALM))] @ direction
    return float(np.nanstd(along))
