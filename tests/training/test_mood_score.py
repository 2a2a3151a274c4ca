"""The figures of the mood light on streams."""

import math
from dataclasses import replace

import pytest

from firmware_app.settings import ConversationSettings
from models.training.mood_score import (
    Point,
    Stream,
    at_threshold,
    delay_s,
    first_calm,
    hours,
    onsets,
    over_voices,
    point,
    states,
)

SHIPPED = ConversationSettings()


def stream(*parts, angry_from=math.inf, voice="someone"):
    """Speech without pause, a reading each 0.25 s: (seconds, p) after one another; p None is silence."""
    t, speech, readings = 0.0, [], []
    for seconds, p in parts:
        if p is not None:
            speech.append((t, t + seconds))
            readings += [(t + 0.25 * (k + 1), p) for k in range(round(seconds / 0.25))]
        t += seconds
    return Stream("kind", "fold", voice, t, angry_from, speech, readings)


def test_calm_stays_calm_and_each_spell_counts_once():
    calm, angry = (20.0, 0.1), (10.0, 0.99)
    assert onsets(stream(calm), SHIPPED) == 0
    assert onsets(stream(calm, angry), SHIPPED) == 1
    assert onsets(stream(calm, angry, calm, angry, calm), SHIPPED) == 2


def test_a_long_silence_calms():
    found = states(stream((20.0, 0.1), (10.0, 0.99), (SHIPPED.just_was_s + 1.0, None), (0.25, 0.99)), SHIPPED)
    assert found[-2][1]
    assert not found[-1][1]


def test_delay_is_in_seconds_of_speech():
    """The agent's ten seconds in the middle of the angry turn do not count."""
    whole = delay_s(stream((20.0, 0.1), (8.0, 0.99), angry_from=20.0), SHIPPED)
    broken = delay_s(stream((20.0, 0.1), (1.0, 0.99), (10.0, None), (7.0, 0.99), angry_from=20.0), SHIPPED)
    assert 0.5 <= whole <= SHIPPED.angry_speech_s + 0.5
    assert broken == pytest.approx(whole, abs=0.5)


def test_delay_is_infinite_for_anger_never_shown_and_none_for_a_light_that_was_on():
    assert delay_s(stream((20.0, 0.1), (8.0, 0.1), angry_from=20.0), SHIPPED) == math.inf
    assert delay_s(stream((20.0, 0.99), (8.0, 0.99), angry_from=20.0), SHIPPED) == 0.0


def test_a_light_that_went_out_before_the_turn_is_not_on_at_its_start():
    found = delay_s(stream((10.0, 0.99), (10.0, 0.1), (8.0, 0.99), angry_from=20.0), SHIPPED)
    assert 0.0 < found < math.inf


def test_point_counts_states_an_hour_and_turns():
    calm = [stream((90.0, 0.1)), stream((80.0, 0.1), (10.0, 0.99))]
    turns = [stream((20.0, 0.1), (8.0, p), angry_from=20.0) for p in (0.99, 0.99, 0.99, 0.1)]
    found = point(calm, turns, SHIPPED)
    assert hours(calm) == pytest.approx(0.05)
    assert found.states_per_h == pytest.approx(20.0)
    assert 0.0 < found.calm_share < 0.1
    assert (found.shown, found.soon, found.already) == (0.75, 0.75, 0.0)
    assert found.angry_on == SHIPPED.angry_on


def test_a_higher_threshold_keeps_its_distance_to_the_lower_one():
    moved = at_threshold(SHIPPED, 0.8)
    assert moved.angry_on == 0.8
    assert moved.angry_on - moved.angry_off == pytest.approx(SHIPPED.angry_on - SHIPPED.angry_off)
    assert replace(moved, angry_on=SHIPPED.angry_on, angry_off=SHIPPED.angry_off) == SHIPPED


def test_first_calm_is_where_the_rate_stays_low():
    """A lucky threshold below a worse one does not count."""
    curve = [Point(on, rate, 0.0, 0.0, 0.0, 0.0) for on, rate in ((0.5, 0.4), (0.6, 2.0), (0.7, 0.5), (0.8, 0.0))]
    assert first_calm(curve, 0.5) == curve[2]
    assert first_calm(curve[:2], 0.5) is None


def test_interval_is_over_voices():
    """Two voices of many calls, one wrong in all: nobody can tell the rate."""
    many = [stream((1.0, 0.1), voice=voice) for voice in "ab" for _ in range(500)]
    wrong = [float(s.voice == "a") for s in many]
    found = over_voices(many, wrong, [1.0] * len(many))
    assert (found.low, found.high) == (0.0, 1.0)
