"""Calls as events, written as short stories, and made-up records."""

from __future__ import annotations

from dataclasses import replace

from firmware_app.coaching import CueChanged
from firmware_app.conversation import (
    AngerHeard,
    CallChanged,
    Gap,
    Happening,
    HoldChanged,
    HoldKind,
    PaceHeard,
    SideLost,
    TalkOver,
    TurnChanged,
)
from firmware_app.facts import Side
from firmware_app.logbook import Bookkeeper, CallRecord, CueRecord, Moment
from firmware_app.logbook.records import Record
from firmware_app.settings import CoachingSettings

Event = Happening | CueChanged


def kept(*events: Event) -> list[Record]:
    """What a bookkeeper made of them."""
    found: list[Record] = []
    keeper = Bookkeeper(CoachingSettings(), lambda record, _: found.append(record))
    for event in events:
        keeper.write(event)
    return found


def one(*events: Event) -> CallRecord:
    """The one call that they are."""
    (call,) = kept(*events)
    assert isinstance(call, CallRecord)
    return call


def turn(who: Side, start: float, end: float) -> list[Event]:
    return [TurnChanged(start + 0.1, who, True, start), TurnChanged(end + 0.2, who, False, end)]


def an_angry_call() -> list[Event]:
    """Caller 2 to 12 s and 40 to 50 s, agent 10 to 20 s and 60 to 70 s, angry from 5 to 45 s, on hold 25 to 35 s."""
    return [
        CallChanged(2.1, True),
        TurnChanged(2.1, Side.CALLER, True, 2.0),
        AngerHeard(5.0, 0.9, True),
        TurnChanged(10.1, Side.AGENT, True, 10.0),
        TurnChanged(12.2, Side.CALLER, False, 12.0),
        TalkOver(13.0, 1.8, True),
        PaceHeard(16.0, 4.8, 4.0, 4.8, 4.6),
        PaceHeard(18.0, 4.4, 4.0, 4.5, 4.6),
        TurnChanged(20.2, Side.AGENT, False, 20.0),
        HoldChanged(25.0, True, HoldKind.MUTE),
        HoldChanged(35.0, False, HoldKind.MUTE),
        TurnChanged(40.1, Side.CALLER, True, 40.0),
        AngerHeard(45.0, 0.2, False),
        TurnChanged(50.2, Side.CALLER, False, 50.0),
        HoldChanged(54.0, True, HoldKind.SILENCE),
        Gap(60.1, 10.0, True),
        TurnChanged(60.1, Side.AGENT, True, 60.0),
        HoldChanged(60.1, False, HoldKind.SILENCE),
        PaceHeard(66.0, 4.8, 4.0, 4.7, 5.0),
        TurnChanged(70.2, Side.AGENT, False, 70.0),
        HoldChanged(73.0, True, HoldKind.SILENCE),
        SideLost(80.0, Side.CALLER, True),
        HoldChanged(130.0, False, HoldKind.SILENCE),
        CallChanged(130.0, False),
    ]


def record(began_s: float = 100.0, **changed: object) -> CallRecord:
    """A call of two minutes with one cue in it, but for what is ``changed``."""
    call = CallRecord(
        began_s=began_s,
        length_s=120.0,
        caller_s=50.0,
        agent_s=40.0,
        talk_overs=2,
        talk_over_s=2.5,
        angry_talk_overs=1,
        angry_gaps=3,
        angry_gaps_waited=2,
        angry_gap_median_s=2.1,
        pace_median=4.2,
        pace_p90=5.1,
        pace_fast_share=0.25,
        angry_s=30.0,
        angry_spells=1,
        anger_to_calm_s=30.0,
        ended_angry=False,
        hold_s=10.0,
        hold_angry_s=0.0,
        dead_air_s=4.0,
        dead_air_angry_s=0.0,
        lost_s=0.0,
        cues=(CueRecord("pause", 31.5, 2.0, True),),
    )
    return replace(call, **changed)  # type: ignore[arg-type]


def moment(up_s: float = 300.0, *, boot: str = "one", wall_s: float = 1_800_000_000.0, trusted: bool = True) -> Moment:
    """A look at the clocks, ``up_s`` after that boot began."""
    return Moment(boot, up_s, wall_s, trusted)
