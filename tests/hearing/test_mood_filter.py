"""The joint estimate of mood and caller: held against exact inference, and what must hold for any caller."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from firmware_app.hearing.mood_filter import FULL_S, MoodFilter
from firmware_app.hearing.mood_model import MoodModel
from models.training.mood.many import Voiced, probabilities

STEP_S = 0.25
NEVER_S = 1e12
MODEL = MoodModel(
    moods=("calm", "angry"),
    means=np.array([[0.0, 0.0], [4.0, 2.0]]),
    callers=np.array([[4.0, 1.0], [1.0, 2.0]]),
    unlike=9.0,
    unlike_share=0.05,
    effects=np.array([[[2.0, 0.5], [0.5, 1.0]]]),
    rest=np.array([[1.0, 0.2], [0.2, 1.5]]),
    reading_s=2.0,
    prior=np.array([0.95, 0.05]),
    speech_s=30.0,
    silence_s=300.0,
    louder_odds=1.0,
    louder_from_db=6.0,
    louder_full_db=12.0,
)
Array = NDArray[np.float64]


def model_of(seed: int) -> MoodModel:
    """Three moods in two coordinates, drawn at random."""
    rng = np.random.default_rng(seed)

    def covariance(size: float) -> Array:
        root = rng.normal(size=(2, 2))
        return np.asarray(size * (root @ root.T + 0.2 * np.eye(2)))

    return MoodModel(
        moods=("calm", "angry", "happy"),
        means=3.0 * rng.normal(size=(3, 2)),
        callers=covariance(3.0),
        unlike=float(rng.uniform(2.0, 12.0)),
        unlike_share=float(rng.uniform(0.01, 0.3)),
        effects=np.array([covariance(1.0), covariance(2.0)]),
        rest=covariance(1.0),
        reading_s=float(rng.uniform(1.0, 4.0)),
        prior=rng.dirichlet([8.0, 2.0, 2.0]),
        speech_s=float(rng.uniform(5.0, 60.0)),
        silence_s=float(rng.uniform(60.0, 600.0)),
        louder_odds=float(rng.uniform(0.0, 2.0)),
        louder_from_db=3.0,
        louder_full_db=9.0,
    )


def said(model: MoodModel, places: Array) -> float:
    heard = MoodFilter(model)
    for place in places:
        heard.hear(place, STEP_S, FULL_S)
    return heard.p


def exact(model: MoodModel, places: Array) -> float:
    """p(angry) where the mood never changes: each mood and kind of caller by the likelihood of all readings at once."""
    count = len(places)
    noise = np.kron(np.eye(count), model.rest * model.reading_s / STEP_S)
    same = np.ones((count, count))
    likely = []
    for mood in range(len(model.moods)):
        for spread, share in ((1.0, 1.0 - model.unlike_share), (model.unlike, model.unlike_share)):
            own = spread * model.callers + (model.effects[mood - 1] if mood else 0.0)
            covariance = np.kron(same, own) + noise
            off = (places - model.means[mood]).ravel()
            weight = np.log(model.prior[mood] * share)
            fit = off @ np.linalg.solve(covariance, off) + np.linalg.slogdet(covariance)[1]
            likely.append((model.moods[mood], weight - 0.5 * fit))
    odds = np.array([value for _, value in likely])
    found = np.exp(odds - odds.max())
    return float(found[[mood == "angry" for mood, _ in likely]].sum() / found.sum())


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 12))
def test_where_the_mood_never_changes_it_is_exact(seed: int, count: int) -> None:
    model = replace(model_of(seed), speech_s=NEVER_S, silence_s=NEVER_S)
    places = 3.0 * np.random.default_rng(seed + 1).normal(size=(count, 2))
    assert said(model, places) == pytest.approx(exact(model, places), rel=1e-5, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), lengths=st.lists(st.integers(1, 20), min_size=1, max_size=5))
def test_many_calls_at_once_give_what_each_gives_alone(seed: int, lengths: list[int]) -> None:
    rng, model = np.random.default_rng(seed), model_of(seed)
    calls = [
        Voiced(
            4.0 * rng.normal(size=(n, 2)),
            rng.uniform(0.05, 0.25, n),
            rng.uniform(0.2, 2.5, n),
            rng.uniform(0, 9, n),
            rng.uniform(-40.0, -10.0, n),
        )
        for n in lengths
    ]
    for call, found in zip(calls, probabilities(calls, [model] * len(calls)), strict=True):
        alone, told = MoodFilter(model), []
        for k in range(len(call)):
            alone.silent(call.silence_s[k])
            alone.hear(call.places[k], call.fresh_s[k], call.speech_s[k])
            told.append(alone.p)
        np.testing.assert_allclose(found, told, rtol=1e-9)


def test_before_a_word_anger_is_as_common_as_it_is() -> None:
    assert MoodFilter(MODEL).p == pytest.approx(0.05)
    assert MoodFilter(MODEL.with_prior(0.3)).p == pytest.approx(0.3)


def voice(natural: tuple[float, float], mood: int, seconds: float, seed: int = 0) -> Array:
    """What a caller whose offset is ``natural`` is heard as."""
    rng = np.random.default_rng(seed)
    readings = round(seconds / STEP_S)
    noise = rng.multivariate_normal(np.zeros(2), MODEL.rest, readings)
    return np.asarray(MODEL.means[mood] + np.array(natural) + noise)


@pytest.mark.parametrize("natural", [(0.0, 0.0), (3.0, 1.5), (-3.0, -1.0)])
def test_who_was_heard_calm_is_known_by_the_change(natural: tuple[float, float]) -> None:
    """A voice that lies three quarters of the way to anger by nature is no anger, and its anger is."""
    heard = MoodFilter(MODEL)
    for place in voice(natural, 0, 20.0):
        heard.hear(place, STEP_S, FULL_S)
    assert heard.p < 0.1
    for place in voice(natural, 1, 8.0):
        heard.hear(place, STEP_S, FULL_S)
    assert heard.p > 0.8


def test_anger_from_the_first_word_is_not_learned_as_the_voice() -> None:
    heard = MoodFilter(replace(MODEL, callers=MODEL.callers / 4.0))
    told = []
    for place in voice((0.0, 0.0), 1, 60.0):
        heard.hear(place, STEP_S, FULL_S)
        told.append(heard.p)
    assert min(told[40:]) > 0.5
    for place in voice((0.0, 0.0), 0, 20.0):
        heard.hear(place, STEP_S, FULL_S)
    assert heard.p < 0.1


def test_in_silence_the_mood_fades_and_the_voice_is_kept() -> None:
    heard, unknown = MoodFilter(MODEL), MoodFilter(MODEL)
    for place in np.concatenate((voice((3.0, 1.5), 0, 30.0), voice((3.0, 1.5), 1, 10.0))):
        heard.hear(place, STEP_S, FULL_S)
    before = heard.p
    heard.silent(MODEL.silence_s)
    assert heard.p == pytest.approx(0.05 + (before - 0.05) * np.exp(-1.0), abs=1e-6)
    heard.silent(20.0 * MODEL.silence_s)
    assert heard.p == pytest.approx(0.05, abs=1e-6)
    for place in voice((3.0, 1.5), 0, 3.0, seed=1):
        heard.hear(place, STEP_S, FULL_S)
        unknown.hear(place, STEP_S, FULL_S)
    assert heard.p < unknown.p / 2.0


@settings(max_examples=20, deadline=None)
@given(st.floats(0.0, 500.0), st.floats(0.0, 500.0))
def test_two_silences_are_one(first_s: float, second_s: float) -> None:
    parts, whole = MoodFilter(MODEL), MoodFilter(MODEL)
    for heard in (parts, whole):
        for place in voice((0.0, 0.0), 1, 5.0):
            heard.hear(place, STEP_S, FULL_S)
    parts.silent(first_s)
    parts.silent(second_s)
    whole.silent(first_s + second_s)
    assert parts.p == pytest.approx(whole.p, rel=1e-9)


def test_who_is_forgotten_leaves_nothing() -> None:
    heard = MoodFilter(MODEL)
    for place in voice((5.0, 2.0), 1, 20.0):
        heard.hear(place, STEP_S, FULL_S)
    heard.forget()
    assert heard.p == pytest.approx(0.05)
    places = voice((0.0, 0.0), 0, 5.0)
    for place in places:
        heard.hear(place, STEP_S, FULL_S)
    assert heard.p == said(MODEL, places)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_p_stays_a_probability_whatever_is_heard(seed: int) -> None:
    rng, heard = np.random.default_rng(seed), MoodFilter(model_of(seed))
    for place in 30.0 * rng.standard_cauchy(size=(200, 2)):
        heard.hear(np.clip(place, -500.0, 500.0), STEP_S, float(rng.uniform(0.2, 2.5)))
        assert 0.0 <= heard.p <= 1.0


def test_the_model_goes_through_its_data_unchanged() -> None:
    again = MoodModel.of_data(MODEL.as_data())
    assert again.moods == MODEL.moods
    for name in ("means", "callers", "effects", "rest", "prior"):
        np.testing.assert_array_equal(getattr(again, name), getattr(MODEL, name))
    assert said(again, voice((1.0, 0.0), 1, 5.0)) == said(MODEL, voice((1.0, 0.0), 1, 5.0))


@pytest.mark.parametrize(
    "change",
    [{"callers": [[1.0]]}, {"prior": [1.0]}, {"rest": [[1.0, 0.0], [0.0, float("nan")]]}, {"moods": ["calm", "happy"]}],
)
def test_data_that_do_not_fit_together_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"callers|prior|rest|moods"):
        MoodModel.of_data(MODEL.as_data() | change)
