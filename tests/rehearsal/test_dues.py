"""What is due when, read off calls written by hand."""

from itertools import pairwise

import pytest

from firmware_app.settings import Settings
from tests.rehearsal.calls import agent, call, caller
from tools.rehearsal.dues import windows
from tools.rehearsal.truth import Dead, DeadAir, Manner, Truth

OPENING = (agent(1.0, 6.0), caller(7.0, 10.0))
OVER = agent(24.0, 30.0, manner=Manner.TALK_OVER)


def due(truth, cue):
    return [w for w in windows(truth, Settings()) if w.cue == cue and w.by is not None]


def may(truth, cue, t):
    return any(w.cue == cue and w.start <= t <= w.end for w in windows(truth, Settings()))


def vent(*after, until=26.0, **how):
    """An angry turn from 12 s on."""
    return call(*OPENING, caller(12.0, until, angry=True), *after, **how)


def test_nothing_is_due_in_a_calm_call():
    calm = call(*OPENING, agent(11.0, 18.0), caller(17.0, 21.0), agent(30.0, 34.0))
    assert windows(calm, Settings()) == []


def test_pause_is_due_when_an_angry_turn_ends():
    (window,) = due(vent(agent(29.0, 33.0)), "pause")
    assert window.start == 26.0
    assert 26.25 < window.by <= 27.0


def test_no_pause_where_the_agent_speaks_already_or_nobody_could_know():
    assert due(vent(OVER), "pause") == []
    assert due(vent(agent(17.0, 20.0), until=14.5), "pause") == []
    assert may(vent(agent(17.0, 20.0), until=14.5), "pause", 15.0)


def test_listen_is_due_when_an_angry_caller_is_talked_over():
    (window,) = due(vent(OVER), "listen")
    assert 24.2 < window.start < 24.7 < window.by < 26.0


@pytest.mark.parametrize("said", [agent(24.0, 24.4, manner=Manner.MURMUR), agent(25.7, 30.0, manner=Manner.TALK_OVER)])
def test_no_listen_for_mm_hm_or_a_short_overlap(said):
    assert due(vent(said), "listen") == []
    assert not may(vent(said), "listen", 25.5)


@pytest.mark.parametrize(("how", "muted"), [(Dead.SILENCE, False), (Dead.MUTE, True), (Dead.MUSIC, True)])
def test_a_dead_agent_is_told_not_to_hold(how, muted):
    (window,) = due(vent(agent(36.0, 40.0), dead=[DeadAir(26.5, 35.5, how, muted)]), "dont_hold")
    # a mute is told sooner than silence, but the pause has the light for 2 s
    assert (window.by < 29.2) == muted
    assert window.end > 35.5


def test_a_short_silence_is_no_hold():
    assert due(vent(agent(29.0, 33.0)), "dont_hold") == []


@pytest.mark.parametrize(("rate", "told"), [(6.2, True), (3.5, False)])
def test_a_rushing_agent_is_told_to_slow_down(rate, told):
    before = [
        turn for k in range(10) for turn in (agent(11.0 + 20 * k, 25.0 + 20 * k), caller(26.0 + 20 * k, 30.0 + 20 * k))
    ]
    rushing = call(*OPENING, *before, agent(211.0, 241.0, rate=rate), caller(242.0, 244.0))
    assert bool(due(rushing, "slow_down")) == told
    assert may(rushing, "slow_down", 238.0) == told


def test_an_agent_of_whom_nothing_is_known_need_not_be_told():
    rushing = call(*OPENING, agent(11.0, 41.0, rate=6.2), caller(42.0, 44.0))
    assert due(rushing, "slow_down") == []


def test_a_loud_answer_to_an_angry_caller():
    usual = agent(30.0, 60.0)
    truth = call(*OPENING, usual, caller(61.0, 70.0, angry=True), agent(72.0, 80.0, louder_db=10.0), caller(82.0, 90.0))
    (window,) = due(truth, "lower_voice")
    assert 73.0 < window.start < 75.0


def test_a_long_angry_turn_is_to_be_said_back_until_it_has_been():
    (window,) = due(vent(agent(30.0, 40.0)), "acknowledge")
    assert 27.4 < window.start < 28.1
    assert 34.0 < window.end < 40.0
    assert due(vent(agent(30.0, 40.0), until=18.0), "acknowledge") == []


def test_minutes_of_anger():
    turns = [caller(12.0 + 30 * k, 40.0 + 30 * k, angry=True) for k in range(12)]
    truth = call(*OPENING, *turns, caller(380.0, 440.0))
    (breathe,) = due(truth, "breathe")
    assert 100.0 < breathe.by < 115.0
    (escalate,) = due(truth, "escalate")
    assert 310.0 < escalate.by < 325.0
    (calmed,) = due(truth, "calmed")
    assert 400.0 < calmed.by < 410.0


def test_a_call_with_anger_is_to_be_noted():
    truth = vent(hung_up=40.0)
    (window,) = due(truth, "note")
    # a line without noise is dead as soon as nobody speaks
    assert truth.utterances[-1].end + 4.0 < window.start < 45.0 < window.by < 47.0


def test_windows_come_in_order():
    found = windows(vent(OVER), Settings())
    assert found
    assert all(a.start <= b.start for a, b in pairwise(found))


def test_a_truth_is_read_as_it_was_written(tmp_path):
    truth = vent(OVER, dead=[DeadAir(31.0, 35.5, Dead.MUSIC, True)])
    truth.save(tmp_path / "call.json")
    assert Truth.load(tmp_path / "call.json") == truth
