"""Follows call after call by what happens in it, and makes the record of each when it is over. Pure, but for `keep`."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from firmware_app.coaching import CUES, CueChanged
from firmware_app.conversation import (
    AngerDisregarded,
    AngerHeard,
    CallChanged,
    Gap,
    Happening,
    HoldChanged,
    HoldKind,
    PaceHeard,
    SideLost,
    SidesChanged,
    SuspendedChanged,
    TalkOver,
    TurnChanged,
)
from firmware_app.facts import Side
from firmware_app.logbook.judges import Judge, Verdict, judge_of
from firmware_app.logbook.records import CalledWrong, CallRecord, CueRecord, Record
from firmware_app.logbook.spells import Spells
from firmware_app.settings import CoachingSettings

_VERDICTS = {Verdict.HELPED: True, Verdict.IN_VAIN: False}


@dataclass
class _Showing:
    """A cue that is, or was, lit. ``judge``: None once it has spoken, or where there is none."""

    lit: CueChanged
    judge: Judge | None
    dark_at: float | None = None
    helped: bool | None = None

    def record(self, began: float, end: float) -> CueRecord:
        dark_at = end if self.dark_at is None else self.dark_at
        return CueRecord(self.lit.cue, self.lit.t - began, max(0.0, dark_at - self.lit.t), self.helped)


@dataclass
class _Call:
    began: float
    speech: dict[Side, Spells] = field(default_factory=lambda: {side: Spells() for side in Side})
    angry: Spells = field(default_factory=Spells)
    hold: Spells = field(default_factory=Spells)
    dead_air: Spells = field(default_factory=Spells)
    lost: dict[Side, Spells] = field(default_factory=lambda: {side: Spells() for side in Side})
    talk_overs: list[TalkOver] = field(default_factory=list)
    angry_gaps: list[float] = field(default_factory=list)
    paces: list[float] = field(default_factory=list)
    judged: int = 0
    fast: int = 0
    showings: list[_Showing] = field(default_factory=list)

    def disregard_anger(self) -> None:
        """The call leaves what a calm one leaves."""
        self.angry = Spells()
        self.angry_gaps.clear()
        self.talk_overs = [replace(each, angry=False) for each in self.talk_overs]
        self.showings = [each for each in self.showings if not CUES[each.lit.cue].of_anger]

    def end(self) -> tuple[float, float]:
        """From the first voice to the last, s: the silence by which the end was known is no part of the call."""
        voices = [edge for spells in self.speech.values() for stretch in spells.done for edge in stretch]
        began, ended = min([self.began, *voices]), max(voices, default=self.began)
        for spells in (*self.speech.values(), self.angry, self.hold, self.dead_air, *self.lost.values()):
            spells.end(began, ended)
        return began, ended


class Bookkeeper:
    """Takes every event in order of time; hands each finished call to `keep`, and the time of the event that ended it.

    A cue that is shown between two calls (NOTE) is handed out by itself, and belongs to the call before it.
    """

    def __init__(self, settings: CoachingSettings, keep: Callable[[Record, float], None]) -> None:
        self._settings = settings
        self._keep = keep
        self._call: _Call | None = None
        self._lost: set[Side] = set()
        self._began: float | None = None
        self._after: CueChanged | None = None

    def write(self, event: Happening | CueChanged) -> None:
        """Takes the next event."""
        if isinstance(event, SideLost):
            (self._lost.add if event.on else self._lost.discard)(event.who)
        if isinstance(event, SidesChanged):
            self._call = None  # what it counted may be of the wrong side
        elif isinstance(event, CallChanged):
            self._call_changed(event)
        elif isinstance(event, CueChanged) and (self._call is None or self._goes_out(event)):
            self._between_calls(event)
        elif self._call is not None:
            self._note(self._call, event)
            self._judge(self._call, event)

    def _call_changed(self, event: CallChanged) -> None:
        if event.on:
            self._call = _Call(event.t)
            for side in self._lost:
                self._call.lost[side].turn(True, event.t)
        elif self._call is not None:
            call, self._call = self._call, None
            record = _record(call, self._settings)
            self._began = record.began_s
            self._keep(record, event.t)

    def _goes_out(self, event: CueChanged) -> bool:
        """Whether it is the end of a cue that was lit before this call."""
        return self._after is not None and not event.on and event.cue == self._after.cue

    def _between_calls(self, event: CueChanged) -> None:
        lit, self._after = self._after, event if event.on else None
        if lit is not None and self._began is not None:
            self._keep(CueRecord(lit.cue, lit.t - self._began, event.t - lit.t, None), event.t)

    def _note(self, call: _Call, event: Happening | CueChanged) -> None:
        match event:
            case TurnChanged():
                call.speech[event.who].turn(event.on, event.since)
            case AngerHeard():
                call.angry.turn(event.angry, event.t)
            case AngerDisregarded():
                call.disregard_anger()
                self._keep(CalledWrong(), event.t)
            case PaceHeard():
                call.paces.append(event.syllables_per_s)
                call.judged += event.sustained is not None and event.limit is not None
                call.fast += event.hurried
            case TalkOver():
                call.talk_overs.append(event)
            case Gap() if event.angry:
                call.angry_gaps.append(event.gap_s)
            case HoldChanged():
                (call.dead_air if event.how is HoldKind.SILENCE else call.hold).turn(event.on, event.t)
            case SuspendedChanged(on=True):
                call.angry.turn(False, event.t)  # nothing is estimated meanwhile
            case SideLost():
                call.lost[event.who].turn(event.on, event.t)
            case CueChanged():
                self._cue(call, event)
            case _:
                pass

    def _cue(self, call: _Call, event: CueChanged) -> None:
        if event.on and not any(each.lit.cue == event.cue and each.dark_at is None for each in call.showings):
            reaction = CUES[event.cue].reaction
            judge = None if reaction is None else judge_of(reaction, event, self._settings)
            call.showings.append(_Showing(event, judge))
        for showing in call.showings:
            if not event.on and showing.lit.cue == event.cue and showing.dark_at is None:
                showing.dark_at = event.t

    def _judge(self, call: _Call, event: Happening | CueChanged) -> None:
        for showing in call.showings:
            if showing.judge is None or event is showing.lit:
                continue
            verdict = showing.judge.late(event.t)
            if verdict is Verdict.OPEN:
                verdict = showing.judge.hear(event)
            if verdict is not Verdict.OPEN:
                showing.judge, showing.helped = None, _VERDICTS.get(verdict)


def _record(call: _Call, settings: CoachingSettings) -> CallRecord:
    since = call.angry.since
    began, ended = call.end()
    # a reading that came after the last voice is of no time in the call
    ended_angry = since is not None and since < ended
    angry = call.angry.done
    return CallRecord(
        began_s=began,
        length_s=ended - began,
        caller_s=call.speech[Side.CALLER].total_s,
        agent_s=call.speech[Side.AGENT].total_s,
        talk_overs=len(call.talk_overs),
        talk_over_s=sum(each.duration_s for each in call.talk_overs),
        angry_talk_overs=sum(each.angry for each in call.talk_overs),
        angry_gaps=len(call.angry_gaps),
        angry_gaps_waited=sum(gap >= settings.pause_s for gap in call.angry_gaps),
        angry_gap_median_s=_median(call.angry_gaps),
        pace_median=_median(call.paces),
        pace_p90=statistics.quantiles(call.paces, n=10, method="inclusive")[-1] if len(call.paces) > 1 else None,
        pace_fast_share=call.fast / call.judged if call.judged else None,
        angry_s=call.angry.total_s,
        angry_spells=len(angry),
        anger_to_calm_s=angry[-1][1] - angry[0][0] if angry and not ended_angry else None,
        ended_angry=ended_angry,
        hold_s=call.hold.total_s,
        hold_angry_s=call.hold.within_s(call.angry),
        dead_air_s=call.dead_air.total_s,
        dead_air_angry_s=call.dead_air.within_s(call.angry),
        lost_s=max(spells.total_s for spells in call.lost.values()),
        cues=tuple(showing.record(began, ended) for showing in call.showings),
    )


def _median(values: Sequence[float]) -> float | None:
    return statistics.median(values) if values else None
