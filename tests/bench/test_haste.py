"""Simulated shifts: who speaks in them, how they are hurried, and what the coach is shown."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.coaching import Coach
from firmware_app.facts import Syllables
from firmware_app.settings import Settings
from tools.bench.haste import CHUNK_S, Talker, Unit, haste, lit_after, main, natural, situations, talkers
from tools.bench.haste_real import lit_after as lit_after_facts


def steady(rate: float = 4.6) -> Talker:
    return Talker("steady", tuple(Unit(0.5, 2.0, 2.0 * rate) for _ in range(300)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    rows = ["source,recording,speaker,start_s,end_s,syllables"]
    for speaker, phrases in (("more", 300), ("much", 300), ("little", 5)):
        rows += [f"made,{speaker}_1,{speaker},{3.0 * k},{3.0 * k + 2.0},{8 + k % 3}" for k in range(phrases)]
    with gzip.open(tmp_path / "talk_timing.csv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")
    return tmp_path


def test_who_says_too_little_fills_no_shift(data: Path) -> None:
    tunes, judges = talkers(data)
    assert (tunes.name, tunes.judges, judges.name, judges.judges) == ("more", False, "much", True)
    assert tunes.units[1] == Unit(1.0, 2.0, 9.0)


@given(st.floats(1.0, 2.0), st.integers(0, 99))
def test_haste_is_the_same_speech_in_less_time(rise: float, seed: int) -> None:
    hurried = haste(steady(), 30.0, rise, np.random.default_rng(seed))
    speech_s = sum(unit.length_s for unit in hurried)
    assert 30.0 <= speech_s + 1e-9 < 32.1
    assert sum(unit.syllables for unit in hurried) / speech_s == pytest.approx(4.6 * rise)
    assert {unit.silence_s for unit in hurried} == {0.5}


def test_the_coach_is_shown_all_that_is_said_but_short_phrases() -> None:
    units = [Unit(2.0, 3.2, 16.0), Unit(0.5, 0.4, 1.0), Unit(0.3, 1.0, 5.0)]
    shown = list(situations(units, np.random.default_rng(0), angry=False))
    said = [now.said for now in shown if now.said is not None]
    assert sum(fact.speech_s for fact in said) == pytest.approx(4.2)
    assert all(fact.speech_s <= 1.5 * CHUNK_S for fact in said)
    times = [now.t for now in shown]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(7.4)
    assert {now.agent_quiet_s for now in shown if now.agent_speaking} == {0.0}


def test_a_steady_talker_is_never_told_and_a_hurried_one_always() -> None:
    settings = Settings()
    assert natural(steady(), 0.5, angry=False, settings=settings, seed=0).onsets == 0
    coach, t = Coach(settings.coaching), 0.0
    for now in situations(steady().units[:60], np.random.default_rng(0), angry=False):
        coach.step(now)
        t = now.t
    hurried = haste(steady(), 60.0, 1.6, np.random.default_rng(1))
    assert 10.0 < lit_after(coach, hurried, t, angry=False, seed=0) < 30.0


@pytest.mark.parametrize(("times", "told"), [(1.0, False), (1.6, True)])
def test_facts_of_a_real_ear_are_held_against_the_usual_that_is_given(times: float, told: bool) -> None:
    said = [Syllables(0.32 * k, 0.32 * 4.6 * times, 0.32) for k in range(120)]
    assert math.isfinite(lit_after_facts(said, 4.6, angry=False)) is told


def test_the_command_measures_both_halves(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "--hours", "0.05", "--out", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    assert "tuning half, 1 people" in out
    assert "judging half, 1 people" in out
    assert (tmp_path / "out/haste.png").stat().st_size > 1000


def test_a_folder_without_the_timings_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 2
    assert "talk_timing.csv.gz" in capsys.readouterr().err
