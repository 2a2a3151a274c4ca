"""What looks for a copy make of the sides: chance decides nothing, and a fault that was mended is over."""

from __future__ import annotations

import pytest

from firmware_app.facts import Sides
from firmware_app.hearing.copy_finder import Copy, Look
from firmware_app.hearing.side_check import SideCheck

NOTHING = Look(heard=True, copy=None)
SILENCE = Look(heard=False, copy=None)


def after(*looks: tuple[int, Look]) -> Sides:
    check = SideCheck()
    for count, look in looks:
        for _ in range(count):
            check.step(look)
    return check.sides


def copy(late: int, gain_db: float) -> Look:
    return Look(heard=True, copy=Copy(late, gain_db))


@pytest.mark.parametrize(
    ("late", "gain_db", "sides"),
    [
        (0, 0.0, Sides.SAME),
        (0, -3.0, Sides.SAME),  # sidetone so strong and at once cannot be told from it
        (0, -10.0, Sides.APART),  # sidetone
        (30, 0.0, Sides.APART),  # a line echo as strong as the agent
        (-4, -14.0, Sides.APART),  # sidetone, its time not quite known
        (0, 10.0, Sides.SWAPPED),
        (-20, 0.0, Sides.SWAPPED),
        (-4, 0.0, Sides.APART),  # too near in time to say who leads
        (0, 25.0, Sides.APART),  # the ear-piece leaks
    ],
)
def test_what_a_copy_says_of_the_sides(late: int, gain_db: float, sides: Sides) -> None:
    assert after((20, copy(late, gain_db))) is sides


def test_four_looks_are_chance_and_so_is_one_now_and_then() -> None:
    assert after((4, copy(0, 10.0))) is Sides.APART
    assert after(*((1, look) for _ in range(60) for look in (copy(0, 10.0), *(NOTHING,) * 12))) is Sides.APART


def test_swapped_lines_stay_so_through_turns_without_a_sign_and_through_a_night() -> None:
    assert after((10, copy(0, 10.0)), (300, NOTHING)) is Sides.SWAPPED
    assert after((10, copy(0, 10.0)), (50_000, SILENCE)) is Sides.SWAPPED


def test_lines_put_right_are_right_at_the_first_sidetone_or_after_some_calls_without() -> None:
    assert after((10, copy(0, 10.0)), (10, copy(0, -12.0))) is Sides.APART
    assert after((10, copy(0, 10.0)), (2_000, NOTHING)) is Sides.APART


def test_both_voices_are_on_both_lines_until_something_is_not() -> None:
    assert after((10, copy(0, 0.0)), (100, SILENCE)) is Sides.SAME
    assert after((10, copy(0, 0.0)), (12, NOTHING)) is Sides.APART
