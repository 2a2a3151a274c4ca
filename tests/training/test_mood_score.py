"""The figures of the mood light on streams."""

from __future__ import annotations

import math

import numpy as np
import pytest

from firmware_app.facts import CallerVoice
from firmware_app.settings import ConversationSettings
from models.training.mood_score import (
    Order,
    Spans,
    Stream,
    at_sure,
    hours,
    lit_speech_s,
    over_voices,
    readings,
    spans,
    turn,
)
from models.training.old_rule import old_spans
from tests.hearing.test_mood_filter import MODEL

SETTINGS = ConversationSettings()
CALM, ANGRY = (0.0, 0.0), (5.0, 2.5)


def stream(
    *parts: tuple[float, tuple[float, float] | None],
    turn_s: tuple[float, float] = (math.inf, math.inf),
    voice: str = "a",
) -> Stream:
    """Speech without pause, a reading each 0.25 s: (seconds, where it lies) after one another; None is silence."""
    t, speech, voices = 0.0, [], []
    for seconds, place in parts:
        if place is not None:
            speech.append((t, t + seconds))
            voices += [CallerVoice(t + 0.25 * (k + 1), 0.25, 2.5, place, -26.0) for k in range(round(seconds / 0.25))]
        t += seconds
    order = Order.CALM if math.isinf(turn_s[0]) else Order.AFTER
    return Stream("kind", "angry", order, "fold", voice, "en", "", t, turn_s, speech, voices)


def lit(heard: Stream) -> Spans:
    return spans(readings(heard, MODEL, SETTINGS), SETTINGS, heard.duration_s)


def test_calm_stays_calm_and_each_spell_counts_once() -> None:
    calm, angry = (30.0, CALM), (10.0, ANGRY)
    assert lit(stream(calm)) == []
    assert len(lit(stream(calm, angry))) == 1
    assert len(lit(stream(calm, angry, calm, angry, calm))) == 2


def test_a_silence_is_followed_too() -> None:
    """Nothing is said for so long that the mood is what is usual again: the light goes out before the next word."""
    heard = stream((20.0, CALM), (10.0, ANGRY), (10.0 * MODEL.silence_s, None), (0.25, CALM))
    (_, off), *_ = lit(heard)
    assert 31.0 < off < heard.duration_s - 100.0


def test_delay_is_in_seconds_of_speech() -> None:
    """The agent's ten seconds in the middle of the angry turn do not count."""
    whole = stream((20.0, CALM), (8.0, ANGRY), turn_s=(20.0, 28.0))
    broken = stream((20.0, CALM), (1.0, ANGRY), (10.0, None), (7.0, ANGRY), turn_s=(20.0, 38.0))
    delays = [turn(heard, lit(heard)).delay_s for heard in (whole, broken)]
    assert 1.0 <= delays[0] < 5.0
    assert delays[1] == pytest.approx(delays[0], abs=0.6)


@pytest.mark.parametrize(
    ("on", "shown", "carried"),
    [
        ([], False, False),
        ([(25.0, 26.0)], True, False),
        ([(10.0, 19.0)], False, False),
        ([(10.0, 28.0)], False, True),  # it was on before
        ([(20.2, 20.8)], False, False),  # the first second tells of no turn
        ([(20.2, 24.0)], True, False),
        ([(28.2, 30.0)], True, False),  # known a moment late
        ([(28.4, 30.0)], False, False),
        ([(10.0, 22.0), (24.0, 26.0)], True, True),
    ],
)
def test_what_counts_as_shown(on: Spans, shown: bool, carried: bool) -> None:
    heard = stream((20.0, CALM), (8.0, ANGRY), (2.0, None), turn_s=(20.0, 28.0))
    found = turn(heard, on)
    assert (found.shown, found.carried) == (shown, carried)
    assert not shown or found.delay_s >= 1.0


def test_light_is_counted_in_the_callers_speech() -> None:
    heard = stream((10.0, CALM), (10.0, None), (10.0, CALM))
    assert lit_speech_s(heard, [(5.0, 25.0)]) == pytest.approx(10.0)
    assert hours([heard]) == pytest.approx(30.0 / 3600.0)


def test_a_surer_light_goes_out_as_many_log_odds_below() -> None:
    def odds(p: float) -> float:
        return math.log(p / (1.0 - p))

    moved = at_sure(SETTINGS, 0.9)
    assert moved.anger_sure == 0.9
    gap = odds(SETTINGS.anger_sure) - odds(SETTINGS.anger_over)
    assert odds(moved.anger_sure) - odds(moved.anger_over) == pytest.approx(gap)
    assert at_sure(SETTINGS, SETTINGS.anger_sure).anger_over == pytest.approx(SETTINGS.anger_over)


def test_interval_is_over_voices() -> None:
    """Two voices of many calls, one wrong in all: nobody can tell the rate."""
    many = [stream((1.0, CALM), voice=voice) for voice in "ab" for _ in range(500)]
    wrong = [float(s.voice == "a") for s in many]
    found = over_voices(many, wrong, [1.0] * len(many))
    assert (found.low, found.high) == (0.0, 1.0)


def test_the_old_rule_lights_for_anger_and_forgets_it_after_silence() -> None:
    assert old_spans(stream((20.0, CALM)), MODEL) == []
    (began, ended), *more = old_spans(stream((20.0, CALM), (6.0, ANGRY), (60.0, None), (1.0, CALM)), MODEL)
    assert not more
    assert 21.0 <= began < 24.0
    assert ended == pytest.approx(86.25)


def test_p_is_told_while_it_fades() -> None:
    heard = stream((10.0, CALM), (5.0, ANGRY), (20.0, None), (1.0, CALM))
    silent = [anger for anger in readings(heard, MODEL, SETTINGS) if 15.5 < anger.t < 35.0]
    assert len(silent) >= 15
    assert np.all(np.diff([anger.p for anger in silent]) <= 0.0)
