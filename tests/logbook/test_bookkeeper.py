"""The record of a call: what is counted, what belongs to it, and whether its cues helped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.coaching import CUES, REASON_PASSED, CueChanged, CueState
from firmware_app.conversation import AngerDisregarded, AngerHeard, CallChanged, Gap, PaceHeard, SideLost, TurnChanged
from firmware_app.facts import Side
from firmware_app.logbook import CalledWrong, CallRecord, CueRecord
from tests.logbook.calls import Event, an_angry_call, kept, one, turn


def test_a_call_lasts_from_the_first_voice_to_the_last() -> None:
    call = one(*an_angry_call())
    assert (call.began_s, call.length_s) == (2.0, 68.0)
    assert (call.caller_s, call.agent_s) == (20.0, 20.0)


def test_anger_hold_and_dead_air_and_what_of_them_meets() -> None:
    call = one(*an_angry_call())
    assert (call.angry_s, call.angry_spells, call.anger_to_calm_s, call.ended_angry) == (40.0, 1, 40.0, False)
    assert (call.hold_s, call.hold_angry_s) == (10.0, 10.0)
    assert call.dead_air_s == pytest.approx(6.1)  # the silence by which the end was known is not counted
    assert call.dead_air_angry_s == 0.0
    assert call.lost_s == 0.0  # it was lost after the end


def test_gaps_talk_overs_and_pace() -> None:
    call = one(*an_angry_call())
    assert (call.talk_overs, call.talk_over_s, call.angry_talk_overs) == (1, 1.8, 1)
    assert (call.angry_gaps, call.angry_gaps_waited, call.angry_gap_median_s) == (1, 1, 10.0)
    assert call.pace_median == 4.8
    assert call.pace_p90 == pytest.approx(4.8)
    assert call.pace_fast_share == pytest.approx(1 / 3)  # by the limit that the coach held it against


def test_a_call_that_ends_in_anger_has_no_way_to_calm() -> None:
    events = [event for event in an_angry_call() if event.t < 44.0]
    call = one(*events, *turn(Side.CALLER, 44.0, 50.0)[1:], CallChanged(110.0, False))
    assert call.ended_angry
    assert call.anger_to_calm_s is None
    assert call.angry_s == 45.0  # to the last voice


def test_anger_that_is_heard_after_the_last_voice_is_of_no_time_in_the_call() -> None:
    call = one(
        CallChanged(1.0, True), *turn(Side.CALLER, 1.0, 3.0), AngerHeard(3.2, 0.9, True), CallChanged(63.0, False)
    )
    assert (call.angry_s, call.angry_spells, call.ended_angry) == (0.0, 0, False)


def test_a_side_that_was_lost_before_the_call_is_lost_in_it() -> None:
    call = one(
        SideLost(0.0, Side.CALLER, True),
        CallChanged(10.1, True),
        *turn(Side.AGENT, 10.0, 20.0),
        SideLost(30.0, Side.CALLER, False),
        *turn(Side.AGENT, 35.0, 40.0),
        CallChanged(100.0, False),
    )
    assert call.lost_s == pytest.approx(19.9)


def test_a_call_without_a_word_of_pace_or_anger_says_so() -> None:
    call = one(CallChanged(1.0, True), *turn(Side.CALLER, 1.0, 3.0), CallChanged(63.0, False))
    assert call.pace_median is call.pace_p90 is call.pace_fast_share is None
    assert call.angry_gap_median_s is call.anger_to_calm_s is None


def test_note_is_handed_out_after_its_call() -> None:
    events: list[Event] = [
        CallChanged(10.0, True),
        *turn(Side.CALLER, 10.0, 20.0),
        CallChanged(80.0, False),
        CueChanged(80.0, "note", True, "there was anger in this call"),
        CallChanged(100.0, True),
        CueChanged(100.0, "note", False, REASON_PASSED),
        *turn(Side.CALLER, 100.0, 110.0),
        CallChanged(170.0, False),
    ]
    first, note, second = kept(*events)
    assert note == CueRecord("note", 70.0, 20.0, None)
    assert second.cues == ()  # type: ignore[union-attr]
    assert first.cues == ()  # type: ignore[union-attr]


def helped(cue: str, *after: Event) -> bool | None:
    """The verdict over a cue lit at 10 s."""
    lit = [CallChanged(1.0, True), *turn(Side.CALLER, 1.0, 9.0), CueChanged(10.0, cue, True, "why")]
    (found,) = one(*lit, *after, CallChanged(200.0, False)).cues
    assert found.cue == cue
    return found.helped


def out(cue: str, t: float, why: str = REASON_PASSED) -> CueChanged:
    return CueChanged(t, cue, False, why)


def later(t: float) -> PaceHeard:
    """Something else that happens then."""
    return PaceHeard(t, 4.0, 4.0)


def test_the_share_of_hurry_is_of_readings_that_could_be_judged() -> None:
    def call(*readings: PaceHeard) -> CallRecord:
        return one(CallChanged(1.0, True), *turn(Side.AGENT, 1.0, 60.0), *readings, CallChanged(120.0, False))

    early = [PaceHeard(8.0 + k, 6.0, 4.0) for k in range(5)]
    assert call(*early).pace_fast_share is None
    judged = (PaceHeard(30.0, 6.0, 4.0, 6.1, 6.0), PaceHeard(31.0, 6.0, 4.0, 5.9, 6.0))
    assert call(*early, *judged).pace_fast_share == 0.5


def reading(t: float, rate: float) -> PaceHeard:
    return PaceHeard(t, rate, 4.0, 6.2, 5.8, near_usual=rate < 5.2)


def test_who_slowed_down_after_the_light_was_helped() -> None:
    assert helped("slow_down", reading(15.0, 5.0)) is True
    assert helped("slow_down", reading(12.0, 5.0), reading(20.0, 6.0), later(26.0)) is False, "said before it was lit"
    assert helped("slow_down", reading(20.0, 6.0), reading(26.0, 5.0)) is False, "too late"
    assert helped("slow_down", out("slow_down", 12.0), later(26.0)) is None, "who stops has not slowed down"


@pytest.mark.parametrize("cue", ["lower_voice"])
def test_what_came_back_in_time_helped(cue: str) -> None:
    assert helped(cue, out(cue, 24.0)) is True
    assert helped(cue, later(26.0), out(cue, 27.0)) is False
    assert helped(cue, out(cue, 12.0, "LISTEN is more urgent")) is None
    assert helped(cue, out(cue, 12.0, "button")) is None


def test_who_is_told_to_listen_and_yields_was_helped() -> None:
    assert helped("listen", TurnChanged(12.0, Side.AGENT, False, 11.8)) is True
    assert helped("listen", TurnChanged(12.0, Side.CALLER, False, 11.8), later(13.5)) is False


def test_who_speaks_instead_of_holding_was_helped() -> None:
    assert helped("dont_hold", TurnChanged(19.0, Side.AGENT, True, 18.9)) is True
    assert helped("dont_hold", TurnChanged(20.5, Side.AGENT, True, 20.4)) is False


def test_who_waited_was_helped() -> None:
    assert helped("pause", Gap(11.5, 2.3, True)) is True
    assert helped("pause", Gap(10.5, 1.2, True)) is False
    assert helped("pause", TurnChanged(11.0, Side.CALLER, True, 10.9), later(20.0)) is None
    assert helped("pause", later(12.5)) is True  # over, and nobody has answered yet


def test_a_caller_who_goes_on_may_pause_again_and_the_answer_counts_then() -> None:
    goes_on = TurnChanged(11.0, Side.CALLER, True, 10.9)
    again = CueChanged(15.0, "pause", True, "why", CueState.RUNNING)
    assert helped("pause", goes_on, again, Gap(16.0, 1.2, True)) is False
    assert helped("pause", goes_on, again, Gap(17.5, 2.6, True)) is True
    assert helped("pause", goes_on, again, later(17.2)) is True
    assert helped("pause", goes_on, again, later(16.0)) is None


def test_what_cannot_be_heard_is_not_judged() -> None:
    for cue in [cue.id for cue in CUES.values() if cue.reaction is None]:
        assert helped(cue, out(cue, 12.0), later(60.0)) is None


@given(st.lists(st.sampled_from(sorted(CUES)), max_size=20), st.floats(0.1, 5.0))
def test_every_showing_is_kept_once_and_in_order(cues: list[str], step: float) -> None:
    events: list[Event] = [CallChanged(0.0, True), TurnChanged(0.1, Side.CALLER, True, 0.0)]
    t = 0.5
    for cue in cues:
        events += [CueChanged(t, cue, True, "why"), out(cue, t + step)]
        t += 2 * step
    events += [TurnChanged(t + 0.2, Side.CALLER, False, t), CallChanged(t + 60.0, False)]
    call = one(*events)
    assert [cue.cue for cue in call.cues] == cues
    assert all(cue.shown_s == pytest.approx(step) for cue in call.cues)
    assert [cue.at_s for cue in call.cues] == sorted(cue.at_s for cue in call.cues)


def test_nothing_of_its_anger_is_left_of_a_call_whose_mood_light_was_called_wrong() -> None:
    events = an_angry_call()
    place = next(k for k, event in enumerate(events) if event.t > 50.0)
    lit = [
        CueChanged(22.0, "dont_hold", True, "mute"),
        CueChanged(24.0, "dont_hold", False, REASON_PASSED),
        CueChanged(30.0, "slow_down", True, "haste"),
    ]
    before = sorted([*events[:place], *lit], key=lambda event: event.t)
    wrong, call = kept(*before, AngerDisregarded(51.0), *(e for e in events[place:] if not getattr(e, "angry", False)))
    assert wrong == CalledWrong()
    assert isinstance(call, CallRecord)
    assert (call.angry_s, call.angry_spells, call.anger_to_calm_s, call.ended_angry) == (0.0, 0, None, False)
    assert (call.talk_overs, call.angry_talk_overs, call.angry_gaps) == (1, 0, 0)
    assert (call.hold_s, call.hold_angry_s, call.dead_air_angry_s) == (10.0, 0.0, 0.0)
    assert [cue.cue for cue in call.cues] == ["slow_down"]
