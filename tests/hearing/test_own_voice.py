"""A caller's own usual voice: learnt soon, forgotten soon, and nothing where nothing is known."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.hearing.own_voice import LITTLE_S, OwnVoice, beside_usual
from firmware_app.hearing.voice_quality import LARGEST

N = 3
measure = st.floats(-LARGEST, LARGEST)
voices = st.lists(measure, min_size=N, max_size=N).map(np.array)
steps = st.lists(st.tuples(voices, st.floats(0.01, 0.25)), max_size=80)


def learnt(taken):
    own = OwnVoice(N)
    for measures, speech_s in taken:
        own.learn(measures, speech_s)
    return own


def test_an_unknown_voice_is_the_average_voice():
    assert not OwnVoice(N).usual().any()


@given(steps)
def test_the_usual_lies_between_the_average_voice_and_what_was_heard(taken):
    heard = np.array([np.zeros(N), *(measures for measures, _ in taken)])
    usual = learnt(taken).usual()
    assert np.all(usual >= heard.min(axis=0) - 1e-9)
    assert np.all(usual <= heard.max(axis=0) + 1e-9)


@given(voices)
def test_little_speech_tells_half(voice):
    own = learnt([(voice, 0.25)] * round(LITTLE_S / 0.25))
    np.testing.assert_allclose(own.usual(), voice / 2, atol=1e-9)


@given(steps, voices)
def test_the_next_caller_takes_the_place_of_the_one_before(taken, voice):
    usual = learnt([*taken, *[(voice, 0.25)] * 240]).usual()
    # a minute of speech: what is left of anyone before is less than a fiftieth
    assert np.max(np.abs(usual - voice * 15.0 / 17.5)) <= 0.02 * 2 * LARGEST


@given(steps)
def test_who_is_forgotten_leaves_nothing(taken):
    own = learnt(taken)
    own.forget()
    assert not own.usual().any()
    own.learn(np.ones(N), LITTLE_S)
    np.testing.assert_allclose(own.usual(), 0.5)


@given(voices, voices)
def test_beside_its_usual_a_voice_keeps_its_own_measures(measures, usual):
    both = beside_usual(measures, usual)
    np.testing.assert_array_equal(both[:N], measures)
    np.testing.assert_allclose(both[N:], np.clip(measures - usual, -LARGEST, LARGEST))
