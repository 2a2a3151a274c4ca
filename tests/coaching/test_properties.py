"""Whatever is said, in whatever order: at most one cue, long enough to be read, never a flicker, always an end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.coaching import CUES, MOST_A_MINUTE, READABLE_S, REASON_PASSED, Coach, CueChanged
from firmware_app.conversation import (
    CallChanged,
    Conversation,
    Happening,
    HoldChanged,
    HoldKind,
    Situation,
    TalkOver,
    Turn,
    TurnChanged,
)
from firmware_app.facts import (
    Anger,
    Fact,
    InputLost,
    Level,
    LineDead,
    Music,
    Pace,
    Press,
    Side,
    Speech,
    Syllables,
    Tick,
)
from firmware_app.settings import Settings


@dataclass(frozen=True)
class Pressed:
    """The agent presses the button, between two facts."""

    t: float
    press: Press


_sides = st.sampled_from(list(Side))
_flags = st.booleans()


@st.composite
def _facts(draw: st.DrawFn) -> list[Fact | Pressed]:
    """Facts in order of time, as wild as the types allow."""
    t = 0.0
    facts: list[Fact | Pressed] = []
    for _ in range(draw(st.integers(1, 60))):
        t += draw(st.sampled_from([0.0, 0.02, 0.1, 0.5, 1.0, 3.0, 10.0]))
        since = max(0.0, t - draw(st.sampled_from([0.0, 0.2, 1.0])))
        kinds: list[st.SearchStrategy[Fact | Pressed]] = [
            st.builds(Speech, st.just(t), _sides, _flags, st.just(since)),
            st.builds(Anger, st.just(t), st.sampled_from([0.0, 0.5, 0.9, 1.0])),
            st.builds(Pace, st.just(t), st.sampled_from([0.0, 4.0, 7.0]), st.just(4.0)),
            st.builds(Syllables, st.just(t), st.sampled_from([0.0, 60.0, 220.0]), st.sampled_from([0.3, 20.0])),
            st.builds(Level, st.just(t), st.sampled_from([-40.0, -30.0, -10.0]), st.just(2.0)),
            st.builds(LineDead, st.just(t), _sides, _flags, st.just(since)),
            st.builds(Music, st.just(t), _flags, st.just(since)),
            st.builds(InputLost, st.just(t), _sides, _flags),
            st.builds(Pressed, st.just(t), st.sampled_from([press for press in Press if press is not Press.ERASE])),
        ]
        facts.append(draw(st.one_of(kinds)))
    return facts


def _played(facts: list[Fact | Pressed], silence_s: float, happened: list[Happening] | None = None) -> list[CueChanged]:
    conversation, coach = Conversation(Settings()), Coach(Settings().coaching)
    changes: list[CueChanged] = []
    t = 0.0

    def take(fact: Fact | Pressed) -> None:
        if isinstance(fact, Pressed):
            changes.extend(coach.press(fact.t, fact.press))
            return
        found = conversation.hear(fact)
        if happened is not None:
            happened.extend(found)
        changes.extend(coach.step(conversation.situation))

    for fact in facts:
        while t + 0.25 < fact.t:
            t += 0.25
            take(Tick(t))
        t = fact.t
        take(fact)
    for side in Side:  # then everyone falls silent for ever
        take(InputLost(t, side, False))
        take(Speech(t, side, False, t))
    take(Music(t, False, t))
    end = t + silence_s
    while t < end:
        t += 1.0
        take(Tick(t))
    return changes


@st.composite
def _situations(draw: st.DrawFn) -> list[Situation]:
    """Situations in order of time, each a step from the one before, most of them with a reason for some cue."""
    now = Situation(t=0.0, in_call=True, angry=True)
    found = []
    for _ in range(draw(st.integers(1, 120))):
        t = now.t + draw(st.sampled_from([0.1, 0.4, 1.0, 3.0]))
        began = draw(st.sampled_from([0.0, max(0.0, t - 12.0)]))
        steps: list[dict[str, object]] = [
            {"talk_over_s": draw(st.sampled_from([0.0, 0.7]))},
            {"agent_quiet_s": draw(st.sampled_from([0.0, 1.0, 4.0]))},
            {"agent_speaking": draw(_flags)},
            {
                "caller_turn": draw(
                    st.sampled_from([Turn(began, t, t, angry=True), Turn(began, None, None, angry=False)])
                )
            },
            {"hold": draw(st.sampled_from([None, HoldKind.MUTE]))},
            {"said": Syllables(t, draw(st.sampled_from([60.0, 220.0])), 20.0), "agent_quiet_s": 0.0},
            {"angry": draw(_flags), "anger_in_call": True},
            {"angry_s_recent": draw(st.sampled_from([0.0, 100.0]))},
            {"blind": draw(_flags)},
            {"suspended": draw(_flags)},
            {"tone": draw(_flags)},
            {"in_call": draw(_flags)},
        ]
        now = replace(now, t=t, **draw(st.sampled_from(steps)))  # type: ignore[arg-type]
        found.append(now)
    return found


def _readable(changes: Sequence[CueChanged]) -> None:
    """Whatever is lit can be read, comes back no sooner than it may, and does not come and go."""
    went_dark: dict[str, float] = {}
    lit_at: dict[str, list[float]] = defaultdict(list)
    cut_off: set[str] = set()
    for place, change in enumerate(changes):
        cue, times = CUES[change.cue], lit_at[change.cue]
        if change.on and place and changes[place - 1].on:
            assert changes[place - 1].cue == change.cue, "one at a time"
            assert change.state is not changes[place - 1].state
        elif change.on:
            assert cue.id in cut_off or change.t - went_dark.get(cue.id, -1e9) >= cue.cooldown_s - 1e-6
            cut_off.discard(cue.id)
            times.append(change.t)
            assert len(times) <= MOST_A_MINUTE or change.t - times[-1 - MOST_A_MINUTE] >= 60.0 - 1e-6
        else:
            went_dark[cue.id] = change.t
            if change.why.endswith("is more urgent"):
                cut_off.add(cue.id)
            if change.t - times[-1] < READABLE_S - 1e-6:
                listen = change.why == "LISTEN is more urgent"
                answered = cue.id == "pause" and change.why == REASON_PASSED
                assert (
                    listen or answered or change.why in ("button", "lights are off for this call", "a signalling tone")
                )


@settings(max_examples=150, deadline=None)
@given(_situations())
def test_whatever_is_lit_can_be_read_and_does_not_come_and_go(situations: list[Situation]) -> None:
    coach = Coach(Settings().coaching)
    changes = [change for now in situations for change in coach.step(now)]
    _readable(changes)
    answered = {change.t for change in changes if change.cue == "pause" and not change.on}
    speaking = {now.t for now in situations if now.agent_speaking}
    early = [
        off.t
        for on, off in pairwise([change for change in changes if change.cue == "pause"])
        if on.on and not off.on and off.why == REASON_PASSED and off.t - on.t < 0.1
    ]
    assert set(early) <= answered & speaking


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(_facts())
def test_one_cue_at_a_time_and_never_back_in_time(facts: list[Fact]) -> None:
    lit: str | None = None
    last = 0.0
    for change in _played(facts, silence_s=5.0):
        assert change.t >= last
        last = change.t
        assert change.on == (lit is None) or (change.on and change.cue == lit and change.state is not None)
        assert change.on or change.cue == lit
        assert change.why
        lit = change.cue if change.on else None


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(_facts())
def test_shortest_on_time_and_cooldown_are_kept(facts: list[Fact]) -> None:
    _readable(_played(facts, silence_s=5.0))


@settings(max_examples=25, deadline=None)
@given(_facts())
def test_silence_for_ever_turns_everything_off(facts: list[Fact]) -> None:
    changes = _played(facts, silence_s=1200.0)
    assert not changes or not changes[-1].on


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(_facts())
def test_whatever_begins_ends_once_and_time_never_runs_back(facts: list[Fact]) -> None:
    happened: list[Happening] = []
    _played(facts, silence_s=1200.0, happened=happened)
    assert [each.t for each in happened] == sorted(each.t for each in happened)
    on: set[str] = set()
    for each in happened:
        match each:
            case CallChanged():
                key = "call"
            case TurnChanged():
                key = f"turn of the {each.who.value}"
            case HoldChanged():
                key = f"hold by {each.how.value}"
            case TalkOver():
                assert each.duration_s > 0.0
                continue
            case _:
                continue
        assert each.on == (key not in on), key
        assert key == "call" or "call" in on
        on ^= {key}
    assert not on


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(_facts())
def test_the_same_facts_bring_the_same_cues(facts: list[Fact]) -> None:
    assert _played(facts, silence_s=30.0) == _played(facts, silence_s=30.0)
