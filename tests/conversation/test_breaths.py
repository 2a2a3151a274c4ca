"""A caller's own breathing: nothing at first, then longer than this caller's breaths, and forgotten with the call."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firmware_app.conversation.breaths import Breaths

_TALK = st.lists(st.lists(st.floats(0.2, 0.99), max_size=6), min_size=1, max_size=60)


def _learnt(turns: list[list[float]], share: float) -> Breaths:
    breaths = Breaths(share)
    for gaps in turns:
        breaths.turn_began()
        for gap in gaps:
            breaths.breathed(gap)
    return breaths


def test_of_a_caller_unheard_of_nothing_is_awaited() -> None:
    assert Breaths(0.05).longest_s == 0.0
    assert _learnt([[], [0.5], []], 0.05).longest_s == 0.0


def test_a_caller_who_breathes_is_waited_for() -> None:
    learnt = _learnt([[0.4, 0.3], [0.5, 0.35]], 0.05)
    assert 0.4 < learnt.longest_s < 0.6


def test_old_turns_are_forgotten() -> None:
    assert _learnt([[0.6, 0.6], *[[0.25]] * 20], 0.05).longest_s < 0.45


@given(_TALK, st.sampled_from([0.0, 0.05, 0.2, 0.95]))
def test_no_more_than_the_share_of_turns_hold_a_longer_breath(turns: list[list[float]], share: float) -> None:
    longest = _learnt(turns, share).longest_s
    recent = [gaps for gaps in turns if gaps][-20:]
    over = sum(gap > longest for gaps in recent for gap in gaps)
    assert over <= share * 20


def test_a_rant_of_an_hour_takes_no_more_memory_than_a_sentence() -> None:
    breaths = _learnt([[0.3] * 5000], 0.05)
    assert sum(len(turn) for turn in breaths._turns) <= 2
    assert breaths.longest_s > 0.3


def test_with_a_share_of_one_nobody_is_waited_for() -> None:
    assert _learnt([[0.5] * 40] * 40, 1.0).longest_s == 0.0
