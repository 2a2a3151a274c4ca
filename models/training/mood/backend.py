"""What the filter knows of moods and callers: means and covariances of takes in the model's coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firmware_app.hearing.logmel import Array
from firmware_app.hearing.mood_model import ANGRY, CALM, MoodModel
from models.training.corpus import SINGLE_WORDS
from models.training.mood.projection import CORPUS_WEIGHT, FEWEST, Projection, group_of, is_calm
from models.training.mood.recipe import Recipe
from models.training.mood.takes import Kind, Take, by_voice

SILENCE_S = 20.0
"""Of this no speech here tells: a light that is sure goes out after about 50 s in which the caller says nothing."""


@dataclass(frozen=True)
class Moments:
    """``calm``: mean of calm speech, shape ``(K,)``. ``callers``: covariance of the voices' own means about it.

    ``rest_acted``, ``rest_real``: covariance of readings about their voice's mean, of acted and read and of real
    speech. ``anger``: mean shift from calm to angry, ``effects``: its covariance over voices.
    """

    calm: Array
    callers: Array
    rest_acted: Array
    rest_real: Array
    anger: Array
    effects: Array


@dataclass(frozen=True)
class _Own:
    """One voice's coordinates, shape ``(n, K)`` each."""

    group: str
    calm: Array
    angry: Array | None


def moments(takes: Sequence[Take], projection: Projection) -> Moments:
    """Every group of voices alike, every voice in it alike."""
    own = [_own(same, projection) for same in by_voice(takes).values() if _tells(same)]
    groups = {voice.group: [each for each in own if each.group == voice.group] for voice in own}
    acted = [name for name in groups if name != Kind.REAL.value]
    real = [Kind.REAL.value] if Kind.REAL.value in groups else acted
    angry = {name: kept for name in groups if (kept := [v for v in groups[name] if v.angry is not None])}
    calm = _mean({name: [voice.calm.mean(axis=0) for voice in groups[name]] for name in groups})
    shifts = {name: [_shift(voice) for voice in angry[name]] for name in angry}
    anger = _mean(shifts)
    return Moments(
        calm=calm,
        callers=_mean({name: [_square(voice.calm.mean(axis=0) - calm) for voice in groups[name]] for name in groups}),
        rest_acted=_mean({name: [_rest(voice) for voice in groups[name]] for name in acted}),
        rest_real=_mean({name: [_rest(voice) for voice in groups[name]] for name in real}),
        anger=anger,
        effects=_mean({name: [_square(shift - anger) for shift in shifts[name]] for name in shifts}),
    )


def mood_model(found: Moments, recipe: Recipe) -> MoodModel:
    """The filter's model."""
    rest = (1.0 - recipe.real) * found.rest_acted + recipe.real * found.rest_real
    return MoodModel(
        moods=(CALM, ANGRY),
        means=np.stack([found.calm, found.calm + found.anger]),
        callers=recipe.callers * found.callers,
        unlike=recipe.unlike,
        unlike_share=recipe.unlike_share,
        effects=recipe.effects * found.effects[None],
        rest=recipe.rest * rest,
        reading_s=recipe.reading_s,
        prior=np.array([1.0 - recipe.anger, recipe.anger]),
        speech_s=recipe.speech_s,
        silence_s=SILENCE_S,
        louder_odds=recipe.louder_odds,
        louder_from_db=recipe.louder_from_db,
        louder_full_db=recipe.louder_full_db,
    )


def _tells(same: Sequence[Take]) -> bool:
    source = same[0].source
    if source.kind is Kind.NOISE or source.corpus in SINGLE_WORDS:
        return False
    return sum(len(take.t) for take in same if is_calm(take)) >= FEWEST


def _own(same: Sequence[Take], projection: Projection) -> _Own:
    places = {take.source.emotion: projection.places(take.measures) for take in same}
    calm = np.concatenate([projection.places(take.measures) for take in same if is_calm(take)])
    angry = places.get("angry")
    return _Own(group_of(same[0]), calm, None if angry is None or len(angry) < FEWEST else angry)


def _shift(voice: _Own) -> Array:
    assert voice.angry is not None
    shift: Array = voice.angry.mean(axis=0) - voice.calm.mean(axis=0)
    return shift


def _rest(voice: _Own) -> Array:
    rest: Array = np.atleast_2d(np.cov(voice.calm.T))
    return rest


def _square(values: Array) -> Array:
    square: Array = np.outer(values, values)
    return square


def _mean(groups: dict[str, list[Array]]) -> Array:
    weights = [CORPUS_WEIGHT.get(name, 1.0) for name in groups]
    mean: Array = np.average([np.mean(values, axis=0) for values in groups.values()], axis=0, weights=weights)
    return mean
