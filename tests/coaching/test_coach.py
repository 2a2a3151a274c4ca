"""Each row of cues.md: when its cue comes, when it goes, and what keeps it dark."""

from __future__ import annotations

import pytest

from firmware_app.coaching import CUES, READABLE_S, CueState
from firmware_app.conversation import HoldKind, Turn
from firmware_app.facts import Level, Press
from tests.coaching.situations import Run, angry_turn, said


def test_listen_comes_after_talking_over_an_angry_caller_and_goes_when_the_agent_is_quiet() -> None:
    run = Run()
    run.until(1.0, angry=True, agent_speaking=True, caller_speaking=True, talk_over_s=0.5)
    assert run.shown() == []
    run.until(1.1, talk_over_s=0.6)
    assert run.shown() == [("listen", True)]
    assert "0.6 s" in run.changes[0].why
    run.until(3.0, agent_speaking=False, talk_over_s=0.0, agent_quiet_s=0.9)
    assert run.coach.lit == "listen"
    run.until(3.1, agent_quiet_s=1.0)
    assert run.shown()[-1] == ("listen", False)


def test_listen_needs_an_angry_caller() -> None:
    run = Run()
    run.until(3.0, agent_speaking=True, caller_speaking=True, talk_over_s=2.0)
    assert run.shown() == []


def states(run: Run) -> list[tuple[str, bool, CueState | None]]:
    return [(change.cue, change.on, change.state) for change in run.changes]


def test_pause_runs_down_over_two_seconds_of_an_angry_callers_silence() -> None:
    run = Run()
    run.until(4.2, angry=True, caller_speaking=True)
    run.until(8.0, caller_speaking=False, caller_turn=angry_turn(1.0, 4.0))
    assert states(run) == [("pause", True, CueState.RUNNING), ("pause", False, None)]
    on, off = run.changes
    assert on.t == pytest.approx(4.22)
    assert off.t == pytest.approx(6.0, abs=0.03), "two seconds after the caller fell silent"


def test_pause_waits_while_the_caller_goes_on_and_runs_down_anew() -> None:
    run = Run()
    run.until(4.2, angry=True)
    run.until(5.0, caller_turn=angry_turn(1.0, 4.0))
    run.until(9.0, caller_speaking=True, caller_turn=Turn(began=1.0, ended=None, known=None, angry=False))
    assert states(run) == [("pause", True, CueState.RUNNING), ("pause", True, CueState.WAITING)]
    run.until(9.2, caller_speaking=False)
    run.until(13.0, caller_turn=angry_turn(1.0, 9.0))
    assert states(run)[2:4] == [("pause", True, CueState.RUNNING), ("pause", False, None)]
    assert [change.t for change in run.changes[:4]] == pytest.approx([4.22, 5.02, 9.22, 11.0], abs=0.03)


def test_pause_goes_at_once_when_the_agent_speaks() -> None:
    run = Run()
    run.until(4.2, angry=True)
    run.until(4.6, caller_turn=angry_turn(1.0, 4.0))
    run.until(4.7, agent_speaking=True)
    assert states(run)[-1] == ("pause", False, None)
    assert run.changes[-1].t == pytest.approx(4.62)


def test_a_silence_that_was_answered_is_over_and_so_is_one_of_which_too_little_is_left() -> None:
    run = Run()
    run.until(9.9, angry=True, agent_speaking=True)
    run.until(10.9, caller_turn=angry_turn(1.0, 10.0))  # answered as it begins
    run.until(14.0, agent_speaking=False)
    assert "pause" not in [cue for cue, _ in run.shown()]
    run = Run()
    run.until(11.0, angry=True, agent_speaking=False)
    run.until(14.0, caller_turn=angry_turn(1.0, 10.0))  # known late
    assert "pause" not in [cue for cue, _ in run.shown()]


def test_a_murmur_into_the_callers_speech_is_no_answer() -> None:
    run = Run()
    run.until(4.2, angry=True)
    run.until(4.6, caller_turn=angry_turn(1.0, 4.0))
    run.until(7.0, caller_speaking=True, caller_turn=Turn(1.0, None, None, angry=False))
    run.until(7.4, agent_speaking=True)
    run.until(9.0, agent_speaking=False)
    assert run.coach.lit == "pause"
    run.until(9.5, caller_speaking=False, caller_turn=angry_turn(1.0, 9.1))
    assert states(run)[-1] == ("pause", True, CueState.RUNNING)


def test_pause_does_not_come_on_while_the_caller_speaks() -> None:
    run = Run()
    run.until(4.2, angry=True)
    run.until(4.6, caller_turn=angry_turn(1.0, 4.0))
    run.until(5.0, agent_speaking=True)  # mm-hm
    run.until(20.0, agent_speaking=False, caller_speaking=True, caller_turn=Turn(1.0, None, None, angry=False))
    assert run.shown() == [("pause", True), ("pause", False)]


def test_pause_goes_when_the_caller_has_calmed_or_begins_another_turn() -> None:
    for then in (
        {"angry": False, "caller_turn": Turn(1.0, None, None, angry=False)},
        {"caller_turn": Turn(5.5, None, None, angry=False)},
    ):
        run = Run()
        run.until(4.2, angry=True)
        run.until(5.0, caller_turn=angry_turn(1.0, 4.0))
        run.until(9.0, caller_speaking=True, **then)
        assert states(run) == [("pause", True, CueState.RUNNING), ("pause", False, None)]
        assert run.changes[-1].t == pytest.approx(4.22 + 1.5, abs=0.03), "but not before it could be read"


def test_a_calm_turn_brings_no_pause() -> None:
    run = Run()
    run.until(8.0, caller_turn=Turn(1.0, 4.0, 4.2, angry=False))
    assert run.shown() == []


@pytest.mark.parametrize("how", list(HoldKind))
def test_dont_hold_comes_with_any_hold_of_an_angry_caller_and_goes_when_the_agent_speaks(how: HoldKind) -> None:
    run = Run()
    run.until(5.0, angry=True, hold=how, agent_quiet_s=3.1, caller_quiet_s=3.5)
    assert run.shown() == [("dont_hold", True)]
    run.until(6.6, agent_speaking=True, hold=None, agent_quiet_s=0.0)
    assert run.shown()[-1] == ("dont_hold", False)


def test_a_hold_with_a_calm_caller_is_the_agents_business() -> None:
    run = Run()
    run.until(60.0, hold=HoldKind.MUSIC, agent_quiet_s=60.0)
    assert run.shown() == []


def test_softer_compares_with_the_agents_own_usual_level_and_only_under_anger() -> None:
    run = Run()
    for second in range(30):
        run.until(float(second), agent_speaking=True, level=Level(float(second), -30.0, 2.0))
    run.until(35.0, level=Level(34.0, -23.0, 2.0))
    assert run.shown() == []  # nobody is angry
    run = Run()
    for second in range(30):
        run.until(float(second), agent_speaking=True, level=Level(float(second), -30.0, 2.0))
    run.until(31.9, angry=True, level=Level(30.0, -23.0, 2.0))
    run.until(34.0, level=Level(32.0, -23.0, 2.0))
    assert run.shown() == []  # an mm-hm tells the level of what was said before it
    run.until(36.0, agent_spoken_s=1.5)
    assert run.shown() == [("lower_voice", True)]
    assert run.changes[0].why == "7 dB above the agent's usual level"
    run.until(38.0, level=Level(34.5, -26.0, 2.0))
    assert run.coach.lit == "lower_voice"
    run.until(39.0, level=Level(38.5, -28.0, 2.0))
    assert run.coach.lit is None


def test_say_it_back_follows_the_pause_after_a_long_angry_turn() -> None:
    run = Run()
    run.until(12.2, angry=True)
    run.until(20.0, caller_turn=angry_turn(2.0, 12.0))
    assert run.shown() == [("pause", True), ("pause", False), ("acknowledge", True)]
    run.until(24.0, agent_spoken_s=3.9)
    assert run.coach.lit == "acknowledge"
    run.until(24.1, agent_spoken_s=4.0)
    assert run.coach.lit is None


def test_a_short_angry_turn_need_not_be_said_back() -> None:
    run = Run()
    run.until(9.2, angry=True)
    run.until(20.0, caller_turn=angry_turn(2.0, 9.0))
    assert ("acknowledge", True) not in run.shown()


def test_breathe_after_ninety_seconds_of_anger() -> None:
    run = Run()
    run.until(100.0, angry=True, angry_s_recent=89.0)
    assert run.shown() == []
    run.until(101.0, angry_s_recent=90.0)
    assert run.shown() == [("breathe", True)]
    run.until(106.0, angry=False)
    assert run.coach.lit is None


def test_supervisor_after_five_minutes_without_a_calm_one() -> None:
    run = Run()
    run.until(10.0, angry=True, angry_run_s=299.0)
    assert run.shown() == []
    run.until(11.0, angry_run_s=300.0)
    assert run.shown() == [("escalate", True)]


def test_calmed_is_shown_for_ten_seconds() -> None:
    run = Run()
    for tenth in range(400):
        run.until(tenth / 10, calm_s=tenth / 10)
    assert run.shown() == [("calmed", True), ("calmed", False)]
    assert run.changes[1].t - run.changes[0].t == pytest.approx(10.0, abs=0.2)


def test_note_follows_a_call_with_anger_in_it() -> None:
    run = Run()
    run.until(1.0, anger_in_call=True)
    run.until(10.0, in_call=False)
    assert run.shown() == [("note", True)]
    run.press()
    assert run.coach.lit is None
    run.until(60.0)
    assert run.coach.lit is None


def test_a_calm_call_leaves_no_note() -> None:
    run = Run()
    run.until(1.0)
    run.until(10.0, in_call=False)
    assert run.shown() == []


def test_the_more_urgent_cue_takes_the_others_place() -> None:
    run = Run()
    run.until(2.0, agent_speaking=True, said=said(0.5, 9.0))
    assert run.coach.lit == "slow_down"
    run.until(2.1, angry=True, talk_over_s=0.7)
    assert run.shown() == [("slow_down", True), ("slow_down", False), ("listen", True)]
    assert run.changes[1].t == run.changes[2].t
    assert run.changes[1].why == "LISTEN is more urgent"


def test_a_cue_stays_dark_for_its_cooldown() -> None:
    run = Run()
    run.until(1.0, agent_speaking=True, said=said(0.5, 9.0))
    run.until(4.0, said=said(1.5, 4.0))
    off = run.changes[-1]
    assert off.on is False
    run.until(120.0, said=said(4.0, 9.0))
    again = run.changes[-1]
    assert again.on
    assert again.t - off.t == pytest.approx(CUES["slow_down"].cooldown_s, abs=0.05)


def test_the_button_takes_a_cue_away_until_its_reason_has_passed() -> None:
    run = Run()
    run.until(1.0, agent_speaking=True, said=said(0.5, 9.0))
    run.press()
    run.until(60.0)
    assert run.shown() == [("slow_down", True), ("slow_down", False)]
    run.until(61.0, said=said(60.5, 4.0))
    run.until(62.0, said=said(61.5, 9.0))
    assert run.coach.lit == "slow_down"


def test_the_button_held_puts_the_lights_off_for_this_call_only() -> None:
    run = Run()
    run.press(Press.LIGHTS_OFF)
    assert run.coach.lights_off
    run.until(10.0, agent_speaking=True, said=said(0.5, 9.0))
    assert run.shown() == []
    run.until(11.0, in_call=False)
    run.until(30.0, in_call=True, said=said(12.0, 9.0))
    assert run.shown() == [("slow_down", True)]


def test_a_device_that_cannot_hear_says_nothing() -> None:
    run = Run()
    run.until(1.0, agent_speaking=True, said=said(0.5, 9.0))
    run.until(1.1, blind=True)
    assert run.coach.lit == "slow_down", "it may still be read"
    run.until(30.0)
    assert run.shown() == [("slow_down", True), ("slow_down", False)]
    assert run.changes[-1].t == pytest.approx(READABLE_S, abs=0.1)
    assert run.coach.lit is None


def test_an_interjection_brings_no_pause() -> None:
    run = Run()
    run.until(4.2, angry=True)
    run.until(8.0, caller_turn=angry_turn(3.2, 4.0))
    assert run.shown() == []


def test_supervisor_is_not_lit_in_a_calm_although_the_spell_runs_on() -> None:
    run = Run()
    run.until(10.0, angry=False, angry_run_s=305.0)
    assert run.shown() == []
    run.until(11.0, angry=True, angry_run_s=306.0)
    assert run.coach.lit == "escalate"
    run.until(20.0, angry=False, angry_run_s=315.0)  # a short calm
    assert run.coach.lit == "escalate"
    run.until(21.0, angry_run_s=0.0)
    assert run.coach.lit is None


def test_a_note_waved_away_by_a_long_press_stays_away() -> None:
    run = Run()
    run.until(1.0, anger_in_call=True)
    run.until(10.0, in_call=False)
    run.press(Press.LIGHTS_OFF)
    run.until(60.0)
    assert run.shown() == [("note", True), ("note", False)]


def test_why_is_that_of_the_reading_that_lights_it() -> None:
    run = Run()
    run.until(2.0, agent_speaking=True, said=said(1.5, 9.0))
    run.until(3.0, angry=True, talk_over_s=0.7)  # LISTEN takes its place
    run.until(8.0, talk_over_s=0.0, agent_quiet_s=1.0)
    run.until(90.0, agent_quiet_s=0.0, said=said(89.5, 8.8))
    assert run.changes[-1].why.startswith("8.8 syll/s")


def test_what_is_more_urgent_waits_until_the_other_can_be_read_but_listen_does_not() -> None:
    for cue, reason in (("dont_hold", {"hold": HoldKind.MUTE}), ("listen", {"talk_over_s": 0.7})):
        run = Run()
        run.until(12.2, angry=True)
        run.until(14.4, caller_turn=angry_turn(2.0, 12.0))
        lit = run.changes[-1]
        assert (lit.cue, lit.on) == ("acknowledge", True)
        run.until(17.0, **reason)
        change = run.changes[-1]
        assert change.cue == cue
        assert change.t - lit.t == pytest.approx(0.42 if cue == "listen" else READABLE_S, abs=0.05)


def test_a_cue_that_was_cut_off_returns_while_its_reason_holds() -> None:
    run = Run()
    run.until(12.2, angry=True)
    run.until(15.0, caller_turn=angry_turn(2.0, 12.0))
    run.until(17.0, hold=HoldKind.SILENCE, agent_quiet_s=5.0, caller_quiet_s=5.0)
    assert run.coach.lit == "dont_hold"
    run.until(18.0, hold=None, agent_speaking=True, agent_quiet_s=0.0)
    assert run.coach.lit == "acknowledge"


def test_no_legend_is_switched_on_more_than_four_times_a_minute() -> None:
    run = Run()
    run.until(0.1, angry=True)
    for k in range(20):
        run.until(6.0 * k + 3.0, talk_over_s=1.0, agent_quiet_s=0.0)
        run.until(6.0 * k + 6.0, talk_over_s=0.0, agent_quiet_s=1.5)
    lit = [change.t for change in run.changes if change.cue == "listen" and change.on]
    assert len(lit) == 8
    assert all(b - a >= 60.0 for a, b in zip(lit, lit[4:], strict=False))


def test_hours_stands_through_a_call_that_began_outside_them_and_waits_for_the_others() -> None:
    run = Run()
    run.until(2.0, in_call=True, out_of_hours=True)
    run.until(10.0, out_of_hours=False)  # eight o'clock has struck: the call still began too early
    assert run.shown() == [("hours", True)]
    run.until(12.0, angry=True, talk_over_s=0.7)
    assert run.shown()[1:] == [("hours", False), ("listen", True)]
    run.until(40.0, angry=False, talk_over_s=0.0, agent_quiet_s=2.0)
    assert run.shown()[-1] == ("hours", True)
    run.until(41.0, in_call=False)
    assert run.shown()[-1] == ("hours", False)


def test_hours_is_for_the_call_that_begins_outside_them_alone_and_can_be_waved_away() -> None:
    late = Run()
    late.until(2.0, in_call=True, out_of_hours=False)
    late.until(30.0, out_of_hours=True)  # it began in time
    assert late.shown() == []
    late.until(31.0, in_call=False)
    late.until(50.0, in_call=True)
    assert late.shown() == [("hours", True)]
    late.press()
    late.until(120.0)
    assert late.shown() == [("hours", True), ("hours", False)]
