"""Which real recordings can be a caller's line, and how what lit on them is counted."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from firmware_app.conversation import AngerHeard
from tools.bench.real import main
from tools.bench.real_calls import Line, real_calls
from tools.bench.real_tally import Rate, Run, run_of
from tools.rehearsal.perform import Performance
from tools.rehearsal.score import Showing

RATE = 8000
COLUMNS = ("path", "source", "channels", "caller_channel", "transcript", "real", "note")
ROWS = (
    ("two.flac", "spokenwoz", "2", "0", "", "role-played", "telephone"),
    ("one.flac", "watson", "1", "mono", "", "human (read, dictated or talk; not all are calls)", ""),
    ("mixed.flac", "azure", "1", "mono", "", "human, two speakers", ""),
    ("turns.flac", "pyannote", "1", "mono", "turns.rttm", "real", "speaker turns"),
    ("alone.flac", "pyannote", "1", "mono", "alone.rttm", "real", "speaker turns"),
    ("doubled.flac", "symbl", "2", "mono content in 2 channels", "", "human", "phone number"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with (tmp_path / "calls_real.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([COLUMNS, *ROWS])
    with (tmp_path / "calls.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("path", "corpus"), ("made.flac", "composed"), ("shop.flac", "aws_lca")])
    tone = 0.1 * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)
    for name, channels in [(row[0], int(row[2])) for row in ROWS] + [("shop.flac", 2)]:
        soundfile.write(tmp_path / name, np.stack([tone * (1 - 0.5 * k) for k in range(channels)], axis=1), RATE)
    for name, speakers in (("turns", "AB"), ("alone", "A")):
        lines = [f"SPEAKER {name} 1 0.0 1.0 <NA> <NA> {speaker} <NA> <NA>" for speaker in speakers]
        (tmp_path / f"{name}.rttm").write_text("\n".join(lines) + "\n")
    return tmp_path


def test_each_channel_of_a_two_channel_call_is_the_caller_in_turn(data: Path) -> None:
    first, second = [call for call in real_calls(data) if call.source == "spokenwoz"]
    loud, soft = first.sides()
    assert np.array_equal(second.sides()[0], soft)
    assert np.array_equal(second.sides()[1], loud)
    assert np.abs(loud).max() > 1.5 * np.abs(soft).max()


def test_voices_that_share_a_channel_are_no_callers_line(data: Path) -> None:
    lines = {call.name: call.line for call in real_calls(data)}
    assert lines == {
        **dict.fromkeys(("two-0", "two-1", "shop-0", "shop-1"), Line.BOTH),
        **dict.fromkeys(("one", "alone", "doubled"), Line.ONE),
        **dict.fromkeys(("mixed", "turns"), Line.MIXED),
    }


def test_an_agent_who_was_not_recorded_is_hiss_and_not_digital_silence(data: Path) -> None:
    (call,) = [call for call in real_calls(data) if call.name == "one"]
    caller, agent = call.sides()
    assert len(caller) == len(agent)
    assert 0 < np.abs(agent).max() < 0.01


def test_what_is_not_named_for_tuning_judges(data: Path) -> None:
    assert {call.source for call in real_calls(data) if call.judges} == {"spokenwoz", "azure", "pyannote"}


@pytest.mark.parametrize(("count", "bound"), [(0, 2.9957), (1, 4.7439), (5, 10.5130)])
def test_the_bound_is_the_tabled_one(count: int, bound: float) -> None:
    """Garwood's 95 % one-sided upper limits, as in any table of exact Poisson limits."""
    assert Rate(count, 1.0).most == pytest.approx(bound, abs=1e-3)


@given(st.integers(0, 50), st.floats(0.01, 100.0))
def test_at_the_bound_so_few_are_seen_once_in_twenty(count: int, hours: float) -> None:
    assert stats.poisson.cdf(count, Rate(count, hours).most * hours) == pytest.approx(0.05)


def test_onsets_are_counted_where_the_state_turns() -> None:
    states = [False, True, True, False, True, False]
    happened = tuple(AngerHeard(t=float(k), p=0.5, angry=angry) for k, angry in enumerate(states))
    run = run_of(Performance((), happened), 10.0, 6.0)
    assert run.onsets == (1.0, 4.0)
    assert run.angry_s == pytest.approx(3.0)


def test_what_follows_from_one_onset_is_one_episode() -> None:
    shown = (Showing("slow_down", 11.0, 13.0), Showing("pause", 12.0, 14.0), Showing("note", 60.0, 90.0))
    assert Run(100.0, 50.0, (10.0,), 5.0, shown).episodes == 1
    later = (Showing("slow_down", 5.0, 8.0), *shown, Showing("slow_down", 40.0, 43.0))
    assert Run(100.0, 50.0, (10.0,), 5.0, later).episodes == 3


def test_the_command_counts_and_draws(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "--out", str(tmp_path / "out"), "--draw", "two-1"]) == 0
    told = json.loads((tmp_path / "out/real.json").read_text())
    assert told["all"]["onsets"]["count"] == 0
    assert told["all"]["onsets"]["hours"] == pytest.approx(7 * 2.0 / 3600)
    assert [path.name for path in (tmp_path / "out").glob("*.png")] == ["two-1-1.png"]
    assert not list((tmp_path / "out").glob("*.wav"))
    assert "judging half" in capsys.readouterr().out


def test_an_unknown_call_is_one_line(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "--out", str(tmp_path / "out"), "--draw", "nobody"]) == 2
    assert capsys.readouterr().err.startswith("bench_real: --draw nobody: no such call")
