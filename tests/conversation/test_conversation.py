"""The conversation told by hand: facts in, happenings and situation out."""

from __future__ import annotations

import pytest

from firmware_app.conversation import (
    AngerHeard,
    CallChanged,
    Conversation,
    Gap,
    Happening,
    HoldChanged,
    HoldKind,
    SidesChanged,
    SuspendedChanged,
    TalkOver,
    TurnChanged,
)
from firmware_app.facts import (
    Anger,
    CallerSound,
    Fact,
    InputLost,
    LineDead,
    Music,
    Side,
    Sides,
    SidesFound,
    Speech,
    Tick,
    Tone,
)
from firmware_app.settings import ConversationSettings, Settings

HANGOVER = 0.2
DELAY = 0.1


class Told:
    """Tells a conversation facts, with the ticks between them, and keeps what happened."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.conversation = Conversation(settings or Settings())
        self.happened: list[Happening] = []
        self.t = 0.0

    def until(self, t: float) -> None:
        while self.t + 0.02 < t:
            self.t = round(self.t + 0.02, 6)
            self.happened += self.conversation.hear(Tick(self.t))
        self.t = t
        self.happened += self.conversation.hear(Tick(t))

    def fact(self, fact: Fact) -> None:
        self.until(fact.t)
        self.happened += self.conversation.hear(fact)

    def speaks(self, who: Side, begin: float, end: float, angry: float | None = None) -> None:
        """A stretch of speech by one side, its end known a hangover late, anger read four times a second."""
        self.fact(Speech(begin, who, True, begin))
        t = begin + 0.25
        while angry is not None and t <= end:
            self.fact(Anger(t, angry))
            t += 0.25
        self.fact(Speech(end + HANGOVER, who, False, end))

    def of(self, kind: type[Happening]) -> list[Happening]:
        return [h for h in self.happened if isinstance(h, kind)]


@pytest.mark.parametrize("sides", [Sides.SAME, Sides.SWAPPED])
def test_a_call_whose_sides_are_not_apart_is_over_and_leaves_no_anger(sides: Sides) -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 9.0, angry=0.9)
    assert told.conversation.situation.anger_in_call
    told.fact(SidesFound(10.0, sides))
    now = told.conversation.situation
    assert (now.in_call, now.angry, now.anger_in_call, now.sides) == (False, False, False, sides)
    assert told.happened[-2:] == [SidesChanged(10.0, sides), CallChanged(10.0, False)]
    told.fact(SidesFound(20.0, Sides.APART))
    told.speaks(Side.CALLER, 21.0, 22.0)
    assert told.conversation.situation.in_call


def test_a_call_begins_with_the_first_voice_and_ends_after_a_long_silence() -> None:
    told = Told()
    told.speaks(Side.AGENT, 1.0, 3.0)
    assert told.of(CallChanged) == [CallChanged(1.0, True)]
    told.until(62.9)
    assert len(told.of(CallChanged)) == 1
    told.until(63.5)
    ended = told.of(CallChanged)[1]
    assert ended.on is False
    assert ended.t == pytest.approx(63.0, abs=0.03)


def both_dead(told: Told) -> None:
    told.speaks(Side.AGENT, 1.0, 3.0)
    for t in range(10):
        told.fact(CallerSound(3.0 + t / 10, 0.5, VOICE, (7.0,)))
    for side in Side:
        told.fact(LineDead(5.0, side, True, 4.5))


VOICE = tuple(-40.0 - (band % 5) * 4.0 for band in range(24))
ANOTHER = tuple(-40.0 - (band % 3) * 8.0 for band in range(24))


def test_both_lines_dead_suspend_the_call_and_after_a_minute_end_it() -> None:
    told = Told()
    both_dead(told)
    told.until(9.4)
    assert not told.of(SuspendedChanged)
    told.until(9.6)
    assert told.of(SuspendedChanged) == [SuspendedChanged(pytest.approx(9.5, abs=0.03), True)]
    assert told.conversation.situation.suspended
    told.until(62.9)
    assert len(told.of(CallChanged)) == 1
    told.until(63.1)
    assert [event.on for event in told.of(CallChanged)] == [True, False]


@pytest.mark.parametrize(("sounds", "calls"), [(VOICE, [True]), (ANOTHER, [True, False, True])])
def test_what_comes_back_is_the_same_call_only_if_the_caller_sounds_the_same(
    sounds: tuple[float, ...], calls: list[bool]
) -> None:
    told = Told()
    both_dead(told)
    told.until(20.0)
    for side in Side:
        told.fact(LineDead(20.0, side, False, 20.0))
    told.fact(Speech(20.5, Side.CALLER, True, 20.4))
    for t in range(4):
        told.fact(Anger(21.0 + t / 2, 0.99))
        told.fact(CallerSound(21.0 + t / 2, 0.5, sounds, (7.0,)))
    assert [event.on for event in told.of(CallChanged)] == calls
    assert not told.of(AngerHeard)
    assert not told.conversation.situation.suspended


def test_in_doubt_it_is_another_call() -> None:
    told = Told()
    both_dead(told)
    told.until(20.0)
    told.fact(LineDead(20.0, Side.AGENT, False, 20.0))
    told.speaks(Side.AGENT, 21.0, 39.0)
    told.until(41.0)
    assert [event.on for event in told.of(CallChanged)] == [True, False]


def test_a_sure_signalling_tone_ends_the_call_and_nobody_opens_one_over_it() -> None:
    told = Told()
    told.speaks(Side.AGENT, 1.0, 3.0)
    told.fact(Tone(4.0, True, sure=False))
    assert len(told.of(CallChanged)) == 1
    told.fact(Tone(5.0, True, sure=True))
    assert [event.on for event in told.of(CallChanged)] == [True, False]
    told.speaks(Side.CALLER, 6.0, 7.0)
    assert len(told.of(CallChanged)) == 2
    told.fact(Tone(9.0, False, sure=False))
    told.speaks(Side.CALLER, 10.0, 11.0)
    assert [event.on for event in told.of(CallChanged)] == [True, False, True]


def test_a_tone_is_no_hold() -> None:
    told = Told()
    told.speaks(Side.AGENT, 1.0, 3.0)
    told.fact(Tone(4.0, True, sure=False))
    told.until(9.0)
    assert not told.of(HoldChanged)


def test_a_response_gap_is_from_the_end_of_one_voice_to_the_start_of_the_other() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 3.0)
    told.fact(Speech(3.8, Side.AGENT, True, 3.75))
    assert told.of(Gap) == [Gap(3.8, pytest.approx(0.75), False)]


def test_an_answer_within_the_hangover_still_has_its_gap() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.CALLER, True, 1.0))
    told.fact(Speech(3.15, Side.AGENT, True, 3.1))
    told.fact(Speech(3.2, Side.CALLER, False, 3.0))
    assert told.of(Gap) == [Gap(3.2, pytest.approx(0.1), False)]


def test_a_breath_does_not_end_the_turn_but_an_answer_does() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 3.0)
    told.speaks(Side.CALLER, 3.6, 5.0)
    turn = told.conversation.situation.caller_turn
    assert turn is not None
    assert turn.length_s == pytest.approx(4.0)
    told.speaks(Side.AGENT, 5.3, 5.5)  # mm-hm
    told.speaks(Side.CALLER, 5.9, 7.0)
    turn = told.conversation.situation.caller_turn
    assert turn is not None
    assert turn.length_s == pytest.approx(6.0)
    told.fact(Speech(7.25, Side.AGENT, True, 7.2))
    told.fact(Speech(7.98, Side.CALLER, True, 7.95))
    told.fact(Speech(9.2, Side.CALLER, False, 9.0))
    turn = told.conversation.situation.caller_turn
    assert turn is not None
    assert turn.length_s == pytest.approx(1.05)


def test_talk_over_counts_from_where_the_agent_could_know() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.CALLER, True, 1.0))
    told.fact(Speech(2.0, Side.AGENT, True, 2.0))
    told.until(3.0)
    # the agent came second: all of it but the hangover, which may yet prove to be silence
    assert told.conversation.situation.talk_over_s == pytest.approx(1.0 - HANGOVER)
    told.fact(Speech(3.2, Side.AGENT, False, 3.0))
    told.until(4.0)
    assert told.of(TalkOver) == [TalkOver(pytest.approx(3.5, abs=0.03), pytest.approx(1.0), False)]


def test_a_breath_of_either_does_not_end_a_talk_over() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.CALLER, True, 1.0))
    told.fact(Speech(2.0, Side.AGENT, True, 2.0))
    told.fact(Speech(2.6, Side.CALLER, False, 2.4))
    assert told.conversation.situation.talk_over_s == 0.0
    told.fact(Speech(2.7, Side.CALLER, True, 2.65))
    told.until(3.25)
    # the caller who goes on has not come second
    assert told.conversation.situation.talk_over_s == pytest.approx(0.4 + 0.6 - HANGOVER)
    told.fact(Speech(3.5, Side.AGENT, False, 3.3))
    told.until(4.5)
    assert [over.duration_s for over in told.of(TalkOver)] == [pytest.approx(0.4 + 0.65)]


def test_two_murmurs_are_no_talk_over_together() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.CALLER, True, 1.0))
    for begin in (3.0, 6.0):
        told.fact(Speech(begin, Side.AGENT, True, begin))
        told.until(begin + 0.55)
        assert told.conversation.situation.talk_over_s == pytest.approx(0.35)
        told.fact(Speech(begin + 0.6, Side.AGENT, False, begin + 0.4))
    told.until(8.0)
    assert [over.duration_s for over in told.of(TalkOver)] == [pytest.approx(0.4)] * 2


def test_a_call_that_ends_in_a_talk_over_tells_it() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.CALLER, True, 1.0))
    told.fact(Speech(2.0, Side.AGENT, True, 2.0))
    told.until(3.0)
    told.happened += told.conversation.hang_up()
    assert [over.duration_s for over in told.of(TalkOver)] == [pytest.approx(1.0)]


def test_talk_over_takes_the_lines_delay_off_when_the_caller_came_second() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.AGENT, True, 1.0))
    told.fact(Speech(2.0, Side.CALLER, True, 2.0))
    told.fact(Speech(3.2, Side.AGENT, False, 3.0))
    told.until(4.0)
    assert [over.duration_s for over in told.of(TalkOver)] == [pytest.approx(1.0 - 2 * DELAY)]


def test_a_collision_within_the_round_trip_is_nobodys_talk_over() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.AGENT, True, 1.0))
    told.fact(Speech(1.1, Side.CALLER, True, 1.1))
    told.fact(Speech(1.45, Side.AGENT, False, 1.25))
    told.until(3.0)
    assert told.of(TalkOver) == []


def test_dead_air_is_a_hold_by_silence_until_somebody_speaks() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 3.0)
    told.until(5.9)
    assert told.conversation.situation.hold is None
    told.until(6.1)
    assert told.conversation.situation.hold is HoldKind.SILENCE
    told.speaks(Side.AGENT, 7.0, 8.0)
    assert [(h.on, h.how) for h in told.of(HoldChanged)] == [(True, HoldKind.SILENCE), (False, HoldKind.SILENCE)]


def test_muting_to_listen_is_no_hold_but_muting_a_silent_line_is() -> None:
    told = Told()
    told.fact(Speech(1.0, Side.CALLER, True, 1.0))
    told.fact(LineDead(2.0, Side.AGENT, True, 1.5))
    told.until(6.0)
    assert told.conversation.situation.hold is None
    told.fact(Speech(6.2, Side.CALLER, False, 6.0))
    told.until(7.1)
    assert told.conversation.situation.hold is HoldKind.MUTE


def test_music_is_a_hold_and_no_turn_of_the_caller() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 3.0)
    told.fact(Speech(4.0, Side.CALLER, True, 4.0))
    told.fact(Music(6.0, True, 4.1))
    situation = told.conversation.situation
    assert situation.hold is HoldKind.MUSIC
    assert not situation.caller_speaking
    assert situation.caller_turn is None
    told.fact(Speech(8.0, Side.CALLER, False, 7.8))
    told.fact(Speech(9.0, Side.CALLER, True, 9.0))
    assert not told.conversation.situation.caller_speaking


def test_a_reading_that_would_not_begin_anger_can_keep_it_going() -> None:
    settings = ConversationSettings()
    between = (settings.anger_sure + settings.anger_over) / 2
    told = Told()
    told.speaks(Side.CALLER, 1.0, 6.0, angry=between)
    assert not told.conversation.situation.angry
    told.speaks(Side.CALLER, 7.0, 9.0, angry=settings.anger_sure)
    assert told.conversation.situation.angry
    told.speaks(Side.CALLER, 10.0, 15.0, angry=between)
    assert told.conversation.situation.angry
    told.speaks(Side.CALLER, 16.0, 17.0, angry=settings.anger_over - 0.001)
    assert not told.conversation.situation.angry
    readings = told.of(AngerHeard)
    assert {h.angry for h in readings if isinstance(h, AngerHeard)} == {True, False}


def test_anger_ends_with_the_call() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 6.0, angry=0.99)
    assert told.conversation.situation.angry
    told.until(6.0 + HANGOVER + ConversationSettings().call_end_s + 1.0)
    assert not told.conversation.situation.angry


def test_a_lost_input_is_neither_speech_nor_silence() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 5.0, angry=0.9)
    told.fact(Speech(6.0, Side.CALLER, True, 6.0))
    told.fact(InputLost(7.0, Side.CALLER, True))
    told.until(7.4)
    situation = told.conversation.situation
    assert situation.blind
    assert situation.caller_turn is not None
    assert not situation.caller_turn.angry  # its end is not known: nothing follows from it
    told.fact(Speech(8.0, Side.CALLER, False, 8.0))
    assert not told.conversation.situation.caller_speaking
    told.until(20.0)
    assert told.of(HoldChanged) == []
    told.fact(InputLost(21.0, Side.CALLER, False))
    assert not told.conversation.situation.blind


def test_the_next_caller_is_not_blamed_for_the_last() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 5.0, angry=0.9)
    told.until(70.0)
    situation = told.conversation.situation
    assert not situation.in_call
    assert situation.anger_in_call
    told.speaks(Side.CALLER, 80.0, 81.0)
    situation = told.conversation.situation
    assert not situation.angry
    assert not situation.anger_in_call
    assert situation.angry_s_recent == 0.0


def test_turns_come_out_as_they_were_known() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 3.0)
    assert told.of(TurnChanged) == [
        TurnChanged(1.0, Side.CALLER, True, 1.0),
        TurnChanged(3.2, Side.CALLER, False, 3.0),
    ]


def test_a_crackle_does_not_make_a_speaking_caller_silent() -> None:
    told = Told()
    told.speaks(Side.CALLER, 1.0, 5.0, angry=0.9)
    told.fact(Speech(8.0, Side.CALLER, True, 8.0))
    told.fact(InputLost(10.0, Side.CALLER, True))
    told.fact(InputLost(10.06, Side.CALLER, False))
    assert not told.conversation.situation.blind
    told.until(20.0)
    situation = told.conversation.situation
    assert situation.caller_speaking
    assert situation.hold is None
    told.fact(Speech(20.2, Side.CALLER, False, 20.0))
    turn = told.conversation.situation.caller_turn
    assert turn is not None
    assert turn.length_s == pytest.approx(12.0)


def test_a_caller_who_speaks_when_the_music_ends_is_heard() -> None:
    told = Told()
    told.speaks(Side.AGENT, 1.0, 3.0)
    told.fact(Music(10.0, True, 8.0))
    told.fact(Speech(20.0, Side.CALLER, True, 20.0))
    assert not told.conversation.situation.caller_speaking
    told.fact(Music(21.0, False, 20.0))
    situation = told.conversation.situation
    assert situation.caller_speaking
    assert situation.hold is None
