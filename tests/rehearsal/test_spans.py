"""Stretches of speech."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.rehearsal.calls import agent
from tools.rehearsal.spans import after_speech, both, merged, rate_at

moments = st.floats(0.0, 50.0)
spans = st.lists(st.tuples(moments, st.floats(0.01, 5.0)).map(lambda s: (s[0], s[0] + s[1])), max_size=12)


def inside(stretches, t):
    return any(low <= t < high for low, high in stretches)


@given(spans, st.floats(0.0, 1.0))
def test_joined_spans_are_in_order_apart_and_hold_all(pieces, apart_s):
    found = merged(pieces, apart_s)
    assert all(b[0] - a[1] > apart_s for a, b in pairwise(found))
    assert all(any(low <= piece[0] and piece[1] <= high for low, high in found) for piece in pieces)


@given(spans, spans, moments)
def test_two_voices_overlap_where_both_speak(ours, theirs, t):
    assert inside(both(ours, theirs), t) == (inside(ours, t) and inside(theirs, t))


@given(st.floats(0.1, 30.0))
def test_speech_is_counted_without_its_pauses(seconds):
    turns = [agent(0.0, 2.0), agent(10.0, 13.0), agent(20.0, 30.0)]
    at = after_speech(turns, seconds)
    assert np.isinf(at) == (seconds > 15.0)
    if seconds <= 15.0:
        heard = sum(max(0.0, min(turn.end, at) - turn.start) for turn in turns)
        np.testing.assert_allclose(heard, seconds, atol=1e-9)


def test_a_rate_looks_back_over_pauses():
    turns = [agent(0.0, 4.0, rate=6.0), agent(10.0, 12.0, rate=2.0)]
    assert rate_at(turns, 3.9, 4.0) == 0.0
    assert rate_at(turns, 4.0, 4.0) == 6.0
    np.testing.assert_allclose(rate_at(turns, 12.0, 4.0), 4.0)
