"""SLOW DOWN: haste against the agent's own usual rate."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.coaching.slow_down import SlowDown
from firmware_app.coaching.usual_rate import UsualRate
from firmware_app.facts import Level, Syllables
from firmware_app.settings import CoachingSettings, SlowDownSettings
from tests.coaching.situations import Run, said


def talk(run: Run, speech_s: float, rate: float, dbfs: float = -26.0) -> None:
    """The agent speaks for so long, in pieces of a second."""
    for _ in range(round(speech_s)):
        t = run.now.t + 1.0
        heard = {"said": said(t, rate, 1.0), "level": Level(t, dbfs, 2.0)}
        run.now = replace(run.now, t=t, agent_speaking=True, agent_quiet_s=0.0, **heard)  # type: ignore[arg-type]
        run.changes += run.coach.step(run.now)


def test_haste_is_told_against_the_agents_own_usual_rate() -> None:
    run = Run()
    talk(run, 120.0, 4.6)
    limit = run.coach.pace_limit(angry=False)
    assert limit == pytest.approx(4.6 * (1 + 2.55 * 0.13), abs=0.3)  # a robot's own spread is none: others' counts less
    talk(run, 25.0, 4.6 * 1.35)
    assert run.shown() == [("slow_down", True)]
    assert run.changes[0].why.endswith(f"over 20 s, limit {limit:.1f}")


def test_one_quick_phrase_is_no_haste() -> None:
    run = Run()
    talk(run, 120.0, 4.6)
    talk(run, 6.0, 7.5)
    talk(run, 30.0, 4.6)
    assert run.shown() == []


def test_it_goes_out_when_the_last_seconds_are_near_the_usual_again() -> None:
    run = Run()
    talk(run, 120.0, 4.6)
    talk(run, 40.0, 6.6)
    hurried = run.now.t
    talk(run, 9.0, 4.6)
    assert run.shown() == [("slow_down", True), ("slow_down", False)]
    assert run.changes[1].t - hurried < 9.0


def test_less_is_enough_once_a_caller_has_been_angry_in_this_call() -> None:
    run = Run()
    talk(run, 120.0, 4.6)
    talk(run, 30.0, 4.6 * 1.25)
    assert run.shown() == []
    run.now = replace(run.now, anger_in_call=True)
    talk(run, 3.0, 4.6 * 1.25)
    assert run.shown() == [("slow_down", True)]


def test_an_ordinary_rate_is_no_haste_while_the_usual_is_unknown() -> None:
    run = Run()
    talk(run, 60.0, 7.4)  # as Spanish is spoken
    assert run.shown() == []


def test_what_hardly_anybody_does_is_told_at_once() -> None:
    run = Run()
    talk(run, 22.0, 9.0)
    assert run.shown() == [("slow_down", True)]


def test_a_calm_rate_is_never_haste_however_slow_the_usual() -> None:
    run = Run()
    talk(run, 120.0, 3.0)
    talk(run, 30.0, 4.3)
    assert run.shown() == []


def test_a_site_may_say_what_is_usual_until_more_is_known() -> None:
    settings = CoachingSettings()
    run = Run(replace(settings, slow_down=replace(settings.slow_down, usual=4.2)))
    talk(run, 25.0, 6.5)
    assert run.shown() == [("slow_down", True)]


def test_one_shifts_usual_is_forgotten_in_the_next_and_when_the_headset_is_unplugged() -> None:
    for away in ({"agent_quiet_s": 1801.0}, {"agent_lost_s": 5.0}):
        run = Run()
        talk(run, 120.0, 3.5)
        assert run.coach.pace_limit(angry=False) == pytest.approx(4.6, abs=0.2)
        run.now = replace(run.now, t=run.now.t + 1801.0 if "agent_quiet_s" in away else run.now.t)
        run.until(run.now.t + 0.1, agent_speaking=False, **away)
        assert run.coach.pace_limit(angry=False) == 8.5


def test_whoever_sits_down_at_a_warm_desk_is_learned_anew() -> None:
    run = Run()
    talk(run, 300.0, 4.0, dbfs=-30.0)
    talk(run, 60.0, 5.6, dbfs=-22.0)
    assert run.coach.pace_limit(angry=False) == 8.5, "their usual is not yet known"
    talk(run, 60.0, 5.6, dbfs=-22.0)
    assert 6.5 < run.coach.pace_limit(angry=False) < 8.5


def test_a_louder_agent_or_a_faster_one_is_still_the_same() -> None:
    for rate, dbfs in ((5.6, -30.0), (4.0, -20.0)):
        run = Run()
        talk(run, 300.0, 4.0, dbfs=-30.0)
        talk(run, 90.0, rate, dbfs=dbfs)
        assert run.coach.pace_limit(angry=False) < 6.0


def test_nobody_is_taken_for_another_in_a_call_with_anger() -> None:
    run = Run()
    talk(run, 300.0, 4.0, dbfs=-30.0)
    run.now = replace(run.now, anger_in_call=True)
    talk(run, 90.0, 5.6, dbfs=-22.0)
    assert run.coach.pace_limit(angry=False) < 6.0


def test_nobody_is_told_who_has_stopped_nor_by_what_was_said_before_a_silence() -> None:
    run = Run()
    run.until(1.0, agent_quiet_s=1.5, said=said(0.5, 9.0))
    assert run.shown() == []
    run.until(20.0, agent_quiet_s=15.0)
    run.until(21.0, agent_quiet_s=0.0, agent_speaking=True)
    assert run.shown() == []


def test_a_calm_return_is_not_told_by_the_haste_of_before() -> None:
    run = Run()
    talk(run, 120.0, 4.0)
    talk(run, 30.0, 6.5)
    run.until(run.now.t + 90.0, agent_speaking=False, agent_quiet_s=90.0)
    talk(run, 10.0, 4.0)
    assert run.shown() == [("slow_down", True), ("slow_down", False)]
    talk(run, 20.0, 6.5)
    assert run.coach.lit == "slow_down"


def test_a_crackle_or_a_lost_caller_costs_nothing_of_what_was_learned() -> None:
    run = Run()
    talk(run, 120.0, 3.5)
    limit = run.coach.pace_limit(angry=False)
    run.until(run.now.t + 10.0, blind=True, agent_lost_s=0.4)
    assert run.coach.pace_limit(angry=False) == limit


def test_haste_that_listen_cut_off_before_it_could_be_read_is_told_again() -> None:
    run = Run()
    talk(run, 120.0, 4.0)
    while run.coach.lit is None:
        talk(run, 1.0, 6.5)
    lit = run.now.t
    run.until(lit + 0.5, angry=True, talk_over_s=1.0)
    run.until(lit + 3.0, talk_over_s=0.0, agent_quiet_s=1.1)
    run.now = replace(run.now, angry=False)
    talk(run, 8.0, 6.5)
    assert run.coach.lit == "slow_down", "not after a minute"


def test_an_agent_who_has_stopped_is_not_nagged() -> None:
    run = Run()
    run.until(1.0, agent_speaking=True, said=said(0.5, 9.0))
    run.until(5.0, agent_speaking=False, agent_quiet_s=3.0)
    assert run.shown() == [("slow_down", True), ("slow_down", False)]


def test_every_call_begins_with_an_empty_window() -> None:
    run = Run()
    talk(run, 19.0, 9.5)
    run.until(run.now.t + 1.0, in_call=False, agent_speaking=False, said=None)
    run.now = replace(run.now, in_call=True)
    talk(run, 18.0, 9.5)
    assert run.shown() == []


@given(
    rates=st.lists(st.floats(2.0, 8.0), min_size=12, max_size=60),
    odd=st.lists(st.floats(0.5, 15.0), max_size=3),
)
def test_a_few_odd_stretches_move_the_usual_by_no_more_than_its_neighbours_lie_apart(
    rates: list[float], odd: list[float]
) -> None:
    usual = UsualRate(SlowDownSettings(), 1800.0)
    for t, rate in enumerate([*rates, *odd]):
        usual.learn(Syllables(float(t), rate * 10.0, 10.0), None, other=False)
    ordered = sorted(rates)
    low, high = ordered[(len(ordered) - 1) // 2 - 2], ordered[len(ordered) // 2 + 2]
    assert usual.rate is not None
    assert low - 1e-6 <= usual.rate <= high + 1e-6


def test_the_limit_stands_in_the_agents_own_standard_deviations() -> None:
    settings = CoachingSettings()
    limits = []
    for spread in (0.2, 1.0):
        run, rule = Run(), SlowDown(settings)
        for k in range(120):
            # ten seconds a piece: two rates on either side of the median
            t = float(k)
            run.now = replace(run.now, t=t, agent_speaking=True, said=said(t, 4.6 + spread * (k % 3 - 1), 10.0))
            rule.due(run.now)
        limits.append(rule.limit(angry=False))
    assert limits[1] > limits[0] + 0.5
