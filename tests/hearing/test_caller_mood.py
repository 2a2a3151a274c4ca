"""The caller's mood as facts."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.facts import Anger, CallerVoice, Fact, Side, Speech, Tick
from firmware_app.hearing import CallerMood
from firmware_app.hearing.mood_filter import MoodFilter
from models.training.mood.many import Voiced, with_levels
from tests.hearing.test_mood_filter import MODEL

ANGRY, CALM, BETWEEN = (5.0, 2.5), (0.0, 0.0), (2.6, 1.3)


def told(mood: CallerMood, facts: list[Fact]) -> list[Anger]:
    return [each for fact in facts for each in mood.follow(fact) if isinstance(each, Anger)]


def speech(begins: float, seconds: float, place: tuple[float, float], dbfs: float = -30.0) -> list[Fact]:
    return [CallerVoice(begins + 0.25 * (k + 1), 0.25, 2.5, place, dbfs) for k in range(round(seconds / 0.25))]


def ticks(begins: float, ends: float, step: float = 0.02) -> list[Fact]:
    return [Tick(begins + step * k) for k in range(1, int((ends - begins) / step + 1e-6) + 1)]


def test_each_stretch_of_the_callers_speech_tells_the_mood_and_other_facts_pass() -> None:
    mood = CallerMood(MODEL)
    found = told(mood, [*speech(0.0, 5.0, CALM), *speech(5.0, 5.0, ANGRY)])
    assert len(found) == 40
    assert found[19].p < 0.05
    assert found[-1].p > 0.5
    other = Speech(6.0, Side.AGENT, True, 6.0)
    assert mood.follow(other) == [other]


def test_nothing_is_told_of_a_caller_who_has_not_spoken() -> None:
    assert told(CallerMood(MODEL), ticks(0.0, 30.0)) == []


def test_in_silence_it_fades_twice_a_second_until_it_is_what_is_usual() -> None:
    mood = CallerMood(MODEL)
    told(mood, speech(0.0, 5.0, ANGRY))
    fading = told(mood, ticks(5.0, 15.0))
    gaps = [later.t - sooner.t for sooner, later in pairwise(fading)]
    assert all(0.4 < gap <= 0.5 for gap in gaps)
    assert len(fading) >= 20
    assert all(later.p < sooner.p for sooner, later in pairwise(fading))
    told(mood, ticks(15.0, 15.0 + 8.0 * MODEL.silence_s, step=1.0))
    assert told(mood, ticks(4000.0, 4030.0)) == []


@pytest.mark.parametrize("step", [0.02, 0.5, 7.0])
def test_how_often_time_is_told_changes_nothing(step: float) -> None:
    def last(between: list[Fact]) -> float:
        mood = CallerMood(MODEL)
        return told(mood, [*speech(0.0, 5.0, ANGRY), *between, *speech(60.0, 1.0, CALM)])[-1].p

    assert last(ticks(5.0, 59.9, step)) == pytest.approx(last([]), rel=1e-9)


def test_the_next_caller_is_heard_afresh() -> None:
    mood = CallerMood(MODEL)
    first = told(mood, speech(0.0, 5.0, CALM))
    told(mood, speech(5.0, 5.0, ANGRY))
    mood.forget()
    assert told(mood, ticks(10.0, 20.0)) == []
    assert [anger.p for anger in told(mood, speech(20.0, 5.0, CALM))] == [anger.p for anger in first]


def odds(p: float) -> float:
    return math.log(p / (1.0 - p))


def after_calm(dbfs: float, own_dbfs: float = -30.0) -> float:
    """p after 20 s of calm speech and a moment that could be either, at another level."""
    return told(CallerMood(MODEL), [*speech(0.0, 20.0, CALM, own_dbfs), *speech(20.0, 0.25, BETWEEN, dbfs)])[-1].p


def test_a_caller_louder_than_their_own_calm_speech_is_likelier_angry_and_never_by_more_than_the_bound() -> None:
    same = after_calm(-30.0)
    assert odds(after_calm(-21.0)) == pytest.approx(odds(same) + 0.5 * MODEL.louder_odds, abs=1e-6)
    assert odds(after_calm(-5.0)) == pytest.approx(odds(same) + MODEL.louder_odds, abs=1e-6)


@pytest.mark.parametrize("dbfs", [-60.0, -36.0, -30.0, -25.0])
def test_softer_or_hardly_louder_tells_nothing(dbfs: float) -> None:
    assert after_calm(dbfs) == after_calm(-30.0)


@pytest.mark.parametrize("gain_db", [-25.0, 12.0])
def test_a_gain_on_the_line_changes_nothing(gain_db: float) -> None:
    assert after_calm(-21.0 + gain_db, -30.0 + gain_db) == pytest.approx(after_calm(-21.0))


def test_nobody_is_loud_before_their_own_level_is_known() -> None:
    def last(dbfs: float) -> float:
        return told(CallerMood(MODEL), [*speech(0.0, 3.0, CALM, -40.0), *speech(3.0, 2.0, ANGRY, dbfs)])[-1].p

    assert last(-10.0) == last(-40.0)


def test_shouting_is_not_learned_as_the_own_level() -> None:
    """A minute of angry shouting, and it still is louder than this caller's calm speech."""
    mood = CallerMood(MODEL)
    told(mood, [*speech(0.0, 20.0, CALM, -30.0), *speech(20.0, 60.0, ANGRY, -12.0)])
    heard = MoodFilter(MODEL)
    for place, seconds in ((CALM, 20.0), (ANGRY, 60.0), (CALM, 8.0)):
        for _ in range(round(seconds / 0.25)):
            heard.hear(np.array(place), 0.25, 2.5)
    last = told(mood, speech(80.0, 8.0, CALM, -12.0))[-1].p
    assert odds(last) == pytest.approx(odds(heard.p) + MODEL.louder_odds, abs=0.05)


def test_in_silence_loudness_fades_too() -> None:
    mood = CallerMood(MODEL)
    told(mood, [*speech(0.0, 20.0, CALM), *speech(20.0, 3.0, BETWEEN, -10.0)])
    told(mood, ticks(23.0, 23.0 + 20.0 * MODEL.silence_s, step=1.0))
    assert told(mood, speech(23.0 + 20.0 * MODEL.silence_s, 0.25, CALM))[-1].p < 0.06


def test_the_next_caller_has_a_level_of_their_own() -> None:
    mood = CallerMood(MODEL)
    told(mood, speech(0.0, 20.0, CALM, -45.0))
    mood.forget()
    loud = told(mood, [*speech(20.0, 20.0, CALM, -20.0), *speech(40.0, 0.25, BETWEEN, -20.0)])[-1].p
    assert loud == pytest.approx(after_calm(-30.0))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 40))
def test_training_tells_many_calls_as_the_product_tells_each(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    fresh = rng.uniform(0.1, 0.25, count)
    silence = rng.uniform(0.0, 3.0, count)
    call = Voiced(
        3.0 * rng.normal(size=(count, 2)), fresh, np.full(count, 2.5), silence, rng.uniform(-40.0, -10.0, count)
    )
    silence[0] = 0.0
    ends = np.cumsum(fresh + silence)
    facts: list[Fact] = [
        CallerVoice(t, f, 2.5, tuple(place), dbfs)
        for t, f, place, dbfs in zip(
            ends.tolist(), fresh.tolist(), call.places.tolist(), call.dbfs.tolist(), strict=True
        )
    ]
    alone = [anger.p for anger in told(CallerMood(MODEL), facts)]
    np.testing.assert_allclose(with_levels([call], [MODEL])[0], alone, rtol=1e-9)
