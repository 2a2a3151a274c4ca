"""From facts to events: the mood is followed call by call, and fades where nothing is heard of the caller."""

from __future__ import annotations

from dataclasses import replace

from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerDisregarded, AngerHeard, CallChanged
from firmware_app.facts import CallerVoice, Fact, InputLost, Press, Side, Speech, Tick
from firmware_app.follower import Event, Follower
from firmware_app.logbook import Bookkeeper, CalledWrong
from firmware_app.logbook.records import Record
from firmware_app.settings import Settings
from tests.hearing.test_mood_filter import MODEL

CALM, ANGRY = (0.0, 0.0), (5.0, 2.5)
FORGETS = replace(MODEL, silence_s=20.0)


def call(began: float, *parts: tuple[float, tuple[float, float] | None]) -> list[Fact]:
    """The caller's speech in a row, (seconds, how it sounds); None is silence. Ticks all along."""
    facts: list[Fact] = []
    t = began
    for seconds, place in parts:
        if place is not None:
            facts.append(Speech(t, Side.CALLER, True, t))
            facts += [CallerVoice(t + 0.25 * (k + 1), 0.25, 2.5, place, -26.0) for k in range(round(seconds / 0.25))]
            facts.append(Speech(t + seconds, Side.CALLER, False, t + seconds))
        facts += [Tick(t + 0.1 * k) for k in range(round(seconds / 0.1))]
        t += seconds
    return sorted(facts, key=lambda fact: fact.t)


def followed(follower: Follower, facts: list[Fact]) -> list[Event]:
    return [event for fact in facts for event in follower.follow(fact)]


def told(events: list[Event]) -> list[tuple[float, bool]]:
    return [(round(event.p, 9), event.angry) for event in events if isinstance(event, AngerHeard)]


def test_anger_after_calm_speech_is_shown() -> None:
    follower = Follower(Settings(), FORGETS)
    followed(follower, call(0.0, (15.0, CALM)))
    assert not follower.situation.angry
    followed(follower, call(16.0, (8.0, ANGRY)))
    assert follower.situation.angry


def test_the_next_call_is_heard_as_if_there_had_been_none() -> None:
    settings, follower = Settings(), Follower(Settings(), FORGETS)
    first = followed(follower, call(0.0, (15.0, CALM), (8.0, ANGRY), (settings.conversation.call_end_s + 1.0, None)))
    assert [event.on for event in first if isinstance(event, CallChanged)] == [True, False]
    second = followed(follower, call(200.0, (15.0, CALM), (8.0, ANGRY)))
    assert told(second) == told(first)[: len(told(second))]


def test_anger_fades_while_the_caller_says_nothing() -> None:
    follower = Follower(Settings(), FORGETS)
    followed(follower, call(0.0, (15.0, CALM), (8.0, ANGRY), (10.0, None)))
    assert follower.situation.angry
    followed(follower, [Speech(33.0, Side.AGENT, True, 33.0), *call(33.0, (80.0, None))])
    assert follower.situation.in_call
    assert not follower.situation.angry


def test_anger_does_not_outlive_a_caller_who_cannot_be_heard() -> None:
    follower = Follower(Settings(), FORGETS)
    followed(follower, call(0.0, (15.0, CALM), (8.0, ANGRY)))
    followed(follower, [InputLost(23.5, Side.CALLER, True), *call(24.0, (60.0, None))])
    assert not follower.situation.angry


def test_where_anger_is_not_heard_nobody_is_angry() -> None:
    follower = Follower(Settings(), None)
    events = followed(follower, call(0.0, (15.0, CALM), (8.0, ANGRY)))
    assert told(events) == []
    assert not follower.situation.angry


def test_the_rarer_anger_is_the_more_it_takes() -> None:
    def highest(share: float) -> float:
        settings = Settings()
        settings = replace(settings, conversation=replace(settings.conversation, anger_share=share))
        return max(p for p, _ in told(followed(Follower(settings, FORGETS), call(0.0, (10.0, CALM), (3.0, ANGRY)))))

    assert highest(0.01) < highest(0.05) < highest(0.3)


def test_a_mood_light_that_is_called_wrong_stays_dark_for_this_call_and_for_no_other() -> None:
    settings, follower = Settings(), Follower(Settings(), FORGETS)
    followed(follower, call(0.0, (15.0, CALM), (8.0, ANGRY)))
    assert follower.situation.angry
    pressed = follower.press(Press.WRONG)
    assert type(pressed[0]) is AngerDisregarded
    after = followed(follower, call(23.0, (20.0, ANGRY), (settings.conversation.call_end_s + 1.0, None)))
    assert told(after) == []
    assert [event.cue for event in after if isinstance(event, CueChanged) and event.on] == []
    followed(follower, call(200.0, (15.0, CALM), (8.0, ANGRY)))
    assert follower.situation.angry


def test_a_mood_light_that_is_dark_cannot_be_called_wrong() -> None:
    follower = Follower(Settings(), FORGETS)
    followed(follower, call(0.0, (15.0, CALM)))
    assert follower.press(Press.WRONG) == []
    followed(follower, call(15.0, (8.0, ANGRY)))
    assert follower.situation.angry


def test_no_other_press_says_that_the_mood_light_is_wrong() -> None:
    for press in (Press.SEEN, Press.HELP, Press.LIGHTS_OFF):
        follower = Follower(Settings(), FORGETS)
        followed(follower, call(0.0, (15.0, CALM), (8.0, ANGRY)))
        assert not any(isinstance(event, AngerDisregarded) for event in follower.press(press))


def test_a_call_whose_mood_light_was_called_wrong_leaves_what_a_calm_one_leaves() -> None:
    def kept(*, angry: bool) -> list[Record]:
        follower, found = Follower(Settings(), FORGETS), list[Record]()
        keeper = Bookkeeper(Settings().coaching, lambda record, _: found.append(record))
        talk = call(0.0, (15.0, CALM), (8.0, ANGRY if angry else CALM), (1.0, None))
        for event in followed(follower, [*talk, *answer(24.0, 6.0)]):
            keeper.write(event)
        if angry:
            assert follower.situation.anger_in_call
            for event in follower.press(Press.WRONG):
                keeper.write(event)
        for event in [*followed(follower, call(30.0, (10.0, ANGRY if angry else CALM))), *follower.finish()]:
            keeper.write(event)
        return found

    wrong, calm = kept(angry=True), kept(angry=False)
    assert wrong == [CalledWrong(), *calm]


def answer(began: float, seconds: float) -> list[Fact]:
    """The agent speaks."""
    ticks = [Tick(began + 0.1 * k) for k in range(1, round(seconds / 0.1))]
    end = began + seconds
    return [Speech(began, Side.AGENT, True, began), *ticks, Speech(end, Side.AGENT, False, end)]
