"""The caller's mood as facts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from firmware_app.facts import Anger, CallerVoice, Fact, Side, Speech, Tick
from firmware_app.hearing import CallerMood
from tests.hearing.test_mood_filter import MODEL

ANGRY, CALM = (5.0, 2.5), (0.0, 0.0)


def told(mood: CallerMood, facts: list[Fact]) -> list[Anger]:
    return [each for fact in facts for each in mood.follow(fact) if isinstance(each, Anger)]


def speech(begins: float, seconds: float, place: tuple[float, float]) -> list[Fact]:
    return [CallerVoice(begins + 0.25 * (k + 1), 0.25, 2.5, place) for k in range(round(seconds / 0.25))]


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


def test_in_silence_it_fades_once_a_second_until_it_is_what_is_usual() -> None:
    mood = CallerMood(MODEL)
    told(mood, speech(0.0, 5.0, ANGRY))
    fading = told(mood, ticks(5.0, 15.0))
    assert [anger.t for anger in fading] == pytest.approx([6.0 + k for k in range(10)], abs=0.021)
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
