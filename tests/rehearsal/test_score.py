"""Showings against dues."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.coaching import CATALOGUE, CueChanged
from tools.rehearsal.dues import Window
from tools.rehearsal.score import Showing, judge, showings

DUE = Window("slow_down", 10.0, 11.0, 20.0)


@pytest.mark.parametrize(
    ("on", "off", "hit", "late"), [(10.2, 14.0, True, 0.2), (8.0, 13.0, True, -2.0), (11.5, 14.0, False, None)]
)
def test_a_due_is_hit_in_time_or_missed(on, off, hit, late):
    verdict = judge([DUE], [Showing("slow_down", on, off)])
    assert bool(verdict.hits) == hit
    assert bool(verdict.missed) != hit
    if hit:
        assert verdict.hits[0].late_s == pytest.approx(late)


def test_what_comes_outside_every_window_is_false():
    shown = [Showing("slow_down", 10.5, 12.0), Showing("slow_down", 30.0, 32.0), Showing("pause", 10.5, 12.0)]
    assert judge([DUE], shown).false == (shown[1], shown[2])


def test_what_may_be_shown_need_not():
    verdict = judge([Window("pause", 10.0, None, 12.0)], [])
    assert (verdict.hits, verdict.missed) == ((), ())


def test_a_light_that_is_rightly_another_cue_s_hides_a_due():
    pause = Window("pause", 10.0, 10.7, 13.0)
    assert judge([DUE, pause], [Showing("pause", 10.3, 12.3)]).hidden == (DUE,)
    # wrongly lit, it is no excuse
    assert judge([DUE], [Showing("pause", 10.3, 12.3)]).missed == (DUE,)
    # nor is one that is less urgent
    breathe = Window("breathe", 9.0, None, 30.0)
    assert judge([DUE, breathe], [Showing("breathe", 9.5, 14.0)]).missed == (DUE,)


def test_a_cue_just_seen_may_stay_dark():
    before = Window("slow_down", 2.0, 3.0, 6.0)
    assert judge([before, DUE], [Showing("slow_down", 2.5, 5.0)]).hidden == (DUE,)


def test_staying_on_too_long_is_measured():
    verdict = judge([DUE], [Showing("slow_down", 10.5, 23.0)])
    assert dict(verdict.too_long_s) == {"slow_down": pytest.approx(3.0)}


def test_on_off_on_is_a_flicker_and_two_lights_are_two_lights():
    shown = [Showing("pause", 10.0, 11.0), Showing("pause", 12.0, 13.0), Showing("listen", 12.5, 14.0)]
    verdict = judge([], shown)
    assert verdict.flickers == (shown[1],)
    assert verdict.together == 1


@given(st.lists(st.tuples(st.sampled_from([cue.id for cue in CATALOGUE]), st.floats(0.1, 5.0)), max_size=20))
def test_what_came_and_went_is_paired(steps):
    changes, expected, t = [], [], 0.0
    for cue, seconds in steps:
        changes += [CueChanged(t, cue, True, "why"), CueChanged(t + seconds, cue, False, "")]
        expected.append(Showing(cue, t, t + seconds, "why"))
        t += seconds + 0.1
    assert showings(changes, t) == expected
