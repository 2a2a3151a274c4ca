"""Whatever is said, in whatever order: at most one cue, long enough to be read, never a flicker, always an end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.coaching import CATALOGUE, CUES, Coach, CueChanged
from firmware_app.conversation import CallChanged, Conversation, Happening, HoldChanged, TalkOver, TurnChanged
from firmware_app.facts import Anger, Button, Fact, InputLost, Level, LineDead, Music, Pace, Side, Speech, Tick
from firmware_app.settings import Settings

_sides = st.sampled_from(list(Side))
_flags = st.booleans()


@st.composite
def _facts(draw: st.DrawFn) -> list[Fact]:
    """Facts in order of time, as wild as the types allow."""
    t = 0.0
    facts: list[Fact] = []
    for _ in range(draw(st.integers(1, 60))):
        t += draw(st.sampled_from([0.0, 0.02, 0.1, 0.5, 1.0, 3.0, 10.0]))
        since = max(0.0, t - draw(st.sampled_from([0.0, 0.2, 1.0])))
        kinds: list[st.SearchStrategy[Fact]] = [
            st.builds(Speech, st.just(t), _sides, _flags, st.just(since)),
            st.builds(Anger, st.just(t), st.sampled_from([0.0, 0.5, 0.9, 1.0])),
            st.builds(Pace, st.just(t), st.sampled_from([0.0, 4.0, 7.0]), st.just(4.0)),
            st.builds(Level, st.just(t), st.sampled_from([-40.0, -30.0, -10.0]), st.just(2.0)),
            st.builds(LineDead, st.just(t), _sides, _flags, st.just(since)),
            st.builds(Music, st.just(t), _flags, st.just(since)),
            st.builds(InputLost, st.just(t), _sides, _flags),
            st.builds(Button, st.just(t), st.sampled_from([0.1, 2.0])),
        ]
        facts.append(draw(st.one_of(kinds)))
    return facts


def _played(facts: list[Fact], silence_s: float, happened: list[Happening] | None = None) -> list[CueChanged]:
    conversation, coach = Conversation(Settings()), Coach(Settings().coaching)
    changes: list[CueChanged] = []
    t = 0.0

    def take(fact: Fact) -> None:
        found = conversation.hear(fact)
        if happened is not None:
            happened.extend(found)
        changes.extend(coach.press(fact.t, fact.held_s) if isinstance(fact, Button) else [])
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


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(_facts())
def test_one_cue_at_a_time_and_never_back_in_time(facts: list[Fact]) -> None:
    lit: str | None = None
    last = 0.0
    for change in _played(facts, silence_s=5.0):
        assert change.t >= last
        last = change.t
        assert change.on == (lit is None)
        assert change.on or change.cue == lit
        assert change.why
        lit = change.cue if change.on else None


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(_facts())
def test_shortest_on_time_and_cooldown_are_kept(facts: list[Fact]) -> None:
    rank = {cue.id: place for place, cue in enumerate(CATALOGUE)}
    changes = _played(facts, silence_s=5.0)
    went_dark: dict[str, float] = {}
    lit_at: dict[str, float] = {}
    for place, change in enumerate(changes):
        cue = CUES[change.cue]
        if change.on:
            assert change.t - went_dark.get(cue.id, -1e9) >= cue.cooldown_s - 1e-6
            lit_at[cue.id] = change.t
            continue
        went_dark[cue.id] = change.t
        if change.t - lit_at[cue.id] < cue.shortest_s - 1e-6:
            following = changes[place + 1] if place + 1 < len(changes) else None
            taken = following is not None and following.t == change.t and rank[following.cue] < rank[cue.id]
            asked = change.why in ("button", "an input is lost")
            assert taken or asked


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
