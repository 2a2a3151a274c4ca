"""A setting on trial: read from the command line, changed where it lies; and the tallies that a sweep rests on."""

from __future__ import annotations

import pytest

from firmware_app.errors import InputError
from firmware_app.settings import Settings
from tests.rehearsal.calls import agent, call, caller
from tools.rehearsal.score import Showing, Verdict
from tools.rehearsal.sweep import Sweep, changed
from tools.rehearsal.tally import Judged, rows, split, worst


def test_a_sweep_names_a_setting_values_and_perhaps_a_cue():
    assert Sweep.read("coaching.slow_down.limit=4.5,5:slow_down") == Sweep(
        "coaching.slow_down.limit", (4.5, 5.0), "slow_down"
    )
    assert Sweep.read("conversation.anger_sure=0.7") == Sweep("conversation.anger_sure", (0.7,), "")


@pytest.mark.parametrize(
    "text", ["coaching.slow_down.limit", "coaching.limit=5", "coaching.slow_down.limit=fast", "hearing.anger=1:nod"]
)
def test_what_is_none_is_said_in_a_line(text):
    with pytest.raises(InputError, match="--sweep"):
        Sweep.read(text)


def test_one_setting_is_changed_and_no_other():
    found = changed(Settings(), "coaching.slow_down.limit", 9.0)
    assert found.coaching.slow_down.limit == 9.0
    assert changed(found, "coaching.slow_down.limit", Settings().coaching.slow_down.limit) == Settings()


def verdict(*false):
    return Verdict((), (), (), tuple(false), (), (), 0)


def test_false_showings_are_counted_by_the_hour():
    truth = call(agent(0.0, 4.0), caller(5.0, 15.0, angry=True), agent(18.0, 22.0))
    judged = [
        Judged(truth, verdict(Showing("pause", 9.0, 9.5), Showing("pause", 17.9, 18.4), Showing("note", 8.0, 9.0)))
    ]
    (pause,) = [row for row in rows(judged) if row.cue == "pause"]
    assert pause.false == 2
    assert pause.false_per_h == pytest.approx(2 * 3600.0 / truth.duration_s)


def test_the_worst_call_is_the_one_with_most_wrong_for_its_length():
    short = Judged(call(agent(0.0, 10.0)), verdict(Showing("note", 1.0, 2.0)))
    long = Judged(call(agent(0.0, 1000.0)), verdict(Showing("note", 1.0, 2.0), Showing("note", 9.0, 10.0)))
    assert worst([long, short]) is short
    assert split([long, short]) == ([long, short], [])
