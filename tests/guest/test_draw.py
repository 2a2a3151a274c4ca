"""What the quick tier of the device tests leaves out, and after how many runs nothing has been left out."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.guest.draw import SHARES, Draw, Share, table


@st.composite
def shares(draw: st.DrawFn) -> Share:
    among = draw(st.integers(1, 120))
    return Share("some", draw(st.integers(1, among)), among)


@given(shares(), st.integers(0, 2**32 - 1))
def test_a_run_draws_as_many_as_it_says_in_their_order(share: Share, seed: int) -> None:
    drawn = Draw(seed, full=False).some(share, range(share.among))
    assert len(set(drawn)) == share.drawn
    assert drawn == sorted(drawn)
    assert drawn == Draw(seed, full=False).some(share, range(share.among))


@given(shares(), st.integers(0, 2**32 - 1))
def test_a_full_run_does_everything(share: Share, seed: int) -> None:
    assert Draw(seed, full=True).some(share, range(share.among)) == list(range(share.among))


def test_fewer_cases_than_expected_are_all_done() -> None:
    assert Draw(1, full=False).some(Share("some", 4, 9), "abc") == list("abc")


def test_one_seed_draws_differently_for_each_kind() -> None:
    cases = range(50)
    drawn = {tuple(Draw(7, full=False).some(Share(str(kind), 8, 50), cases)) for kind in range(20)}
    assert len(drawn) == 20


@pytest.mark.parametrize(("drawn", "among", "runs"), [(1, 2, 3), (2, 4, 6), (2, 6, 9), (3, 3, 1)])
def test_the_chance_that_everything_was_drawn_is_what_drawing_gives(drawn: int, among: int, runs: int) -> None:
    share, tries = Share("some", drawn, among), 4000
    chance = random.Random(1)
    whole = 0
    for _ in range(tries):
        seen: set[int] = set()
        for _ in range(runs):
            seen.update(Draw(chance.randrange(1 << 32), full=False).some(share, range(among)))
        whole += len(seen) == among
    assert share.covered(runs) == pytest.approx(whole / tries, abs=0.03)  # four standard deviations


@pytest.mark.parametrize("share", SHARES, ids=lambda share: share.what)
def test_the_runs_told_are_the_fewest_that_are_enough(share: Share) -> None:
    runs = share.runs()
    assert share.covered(runs) >= 0.99 > share.covered(runs - 1)


def test_the_environment_says_which_tier_and_which_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEED", "17")
    monkeypatch.setenv("FULL", "")
    assert Draw.of_environment() == Draw(17, full=False)
    monkeypatch.setenv("FULL", "1")
    assert Draw.of_environment().full
    monkeypatch.setenv("SEED", "")
    assert len({Draw.of_environment().seed for _ in range(9)}) > 1


def test_what_contributing_says_of_a_run_is_so() -> None:
    text = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text()
    assert table() in text
