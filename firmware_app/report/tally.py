"""Adds up calls, one after the other, so that a month of one desk and a year of a hundred take the same little room."""

from __future__ import annotations

import time
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from firmware_app.logbook import Logged, MoodLight

HOUR_S = 3600.0


@dataclass
class CueCount:
    """One cue: how often shown, how often what it asks for followed or did not, and for how long, s."""

    shown: int = 0
    helped: int = 0
    in_vain: int = 0
    lengths_s: array[float] = field(default_factory=lambda: array("f"))

    @property
    def judged(self) -> int:
        """Showings of which it is known."""
        return self.helped + self.in_vain


@dataclass
class Stretch:
    """A part of the time (an hour of the day, a shift, a desk): ``calls``, ``talk_s`` long together."""

    calls: int = 0
    angry_calls: int = 0
    talk_s: float = 0.0
    angry_s: float = 0.0
    cues: int = 0

    def add(self, logged: Logged) -> None:
        """One more call."""
        call = logged.call
        self.calls += 1
        self.angry_calls += call.angry_spells > 0
        self.talk_s += call.length_s
        self.angry_s += call.angry_s
        self.cues += len(call.cues)


@dataclass
class Counts:
    """Plain sums over all calls; seconds where the name ends in ``_s``.

    ``interrupted_calls``: in which the agent talked over an angry caller. ``left_calls``: in which an angry caller was
    left on hold, muted or in dead air.
    """

    caller_s: float = 0.0
    agent_s: float = 0.0
    talk_overs: int = 0
    angry_talk_overs: int = 0
    angry_gaps: int = 0
    angry_gaps_waited: int = 0
    hold_s: float = 0.0
    hold_angry_s: float = 0.0
    dead_air_angry_s: float = 0.0
    interrupted_calls: int = 0
    left_calls: int = 0
    ended_angry: int = 0
    lost_s: float = 0.0


@dataclass
class Tally:
    """Everything that a report is made of. ``first``, ``last``: Unix time of the first and last call of known time."""

    all: Stretch = field(default_factory=Stretch)
    counts: Counts = field(default_factory=Counts)
    cues: dict[str, CueCount] = field(default_factory=lambda: defaultdict(CueCount))
    by_hour: dict[int, Stretch] = field(default_factory=lambda: defaultdict(Stretch))
    by_shift_hour: dict[int, Stretch] = field(default_factory=lambda: defaultdict(Stretch))
    by_day: dict[str, Stretch] = field(default_factory=lambda: defaultdict(Stretch))
    by_desk: dict[str, Stretch] = field(default_factory=lambda: defaultdict(Stretch))
    lengths_s: array[float] = field(default_factory=lambda: array("f"))
    paces: array[float] = field(default_factory=lambda: array("f"))
    fast_shares: array[float] = field(default_factory=lambda: array("f"))
    gaps_s: array[float] = field(default_factory=lambda: array("f"))
    calm_after_s: array[float] = field(default_factory=lambda: array("f"))
    shifts: Counter[tuple[str, int]] = field(default_factory=Counter)
    mood_light: MoodLight = field(default_factory=MoodLight)
    untimed: int = 0
    first: float | None = None
    last: float | None = None

    def add(self, desk: str, calls: Iterable[Logged], log: str = "") -> None:
        """Calls of one desk, in order. ``log``: in which shifts are counted; another begins at one again."""
        for logged in calls:
            for stretch in (self.all, self.by_desk[desk]):
                stretch.add(logged)
            self._when(desk + log, logged)
            self._how(logged)

    def add_mood_light(self, mood: MoodLight) -> None:
        """The totals of one logbook, once."""
        total = self.mood_light
        self.mood_light = MoodLight(total.calls_lit + mood.calls_lit, total.called_wrong + mood.called_wrong)

    def _when(self, log: str, logged: Logged) -> None:
        self.shifts[log, logged.shift] += 1
        self.by_shift_hour[int(logged.into_shift_s // HOUR_S)].add(logged)
        if not logged.trusted:
            self.untimed += 1
            return
        local = time.localtime(logged.began_at)
        self.by_hour[local.tm_hour].add(logged)
        self.by_day[time.strftime("%Y-%m-%d", local)].add(logged)
        self.first = min(self.first or logged.began_at, logged.began_at)
        self.last = max(self.last or logged.began_at, logged.began_at)

    def _how(self, logged: Logged) -> None:
        call, counts = logged.call, self.counts
        counts.caller_s += call.caller_s
        counts.agent_s += call.agent_s
        counts.talk_overs += call.talk_overs
        counts.angry_talk_overs += call.angry_talk_overs
        counts.angry_gaps += call.angry_gaps
        counts.angry_gaps_waited += call.angry_gaps_waited
        counts.hold_s += call.hold_s
        counts.hold_angry_s += call.hold_angry_s
        counts.dead_air_angry_s += call.dead_air_angry_s
        if call.angry_spells:
            counts.interrupted_calls += call.angry_talk_overs > 0
            counts.left_calls += call.hold_angry_s > 0.0 or call.dead_air_angry_s > 0.0
        counts.ended_angry += call.ended_angry
        counts.lost_s += call.lost_s
        self.lengths_s.append(call.length_s)
        for values, value in (
            (self.paces, call.pace_median),
            (self.fast_shares, call.pace_fast_share),
            (self.gaps_s, call.angry_gap_median_s),
            (self.calm_after_s, call.anger_to_calm_s),
        ):
            if value is not None:
                values.append(value)
        for cue in call.cues:
            count = self.cues[cue.cue]
            count.shown += 1
            count.helped += cue.helped is True
            count.in_vain += cue.helped is False
            count.lengths_s.append(cue.shown_s)
