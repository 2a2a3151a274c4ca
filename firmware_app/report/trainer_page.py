"""The trainer's report as one page: opens by double-click, without network or script, and prints."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from firmware_app import __version__
from firmware_app.coaching import CATALOGUE
from firmware_app.report import charts
from firmware_app.report.chance import interval
from firmware_app.report.practice import every_habit, to_practise
from firmware_app.report.tally import HOUR_S, Tally

_SMALL = 5
"""Fewer calls than this are no sample."""
_DESKS = 60
"""So many desks are listed; more are summed up, and the tables hold them all."""

_CALLED_WRONG = "of the calls in which it came on, by the agent’s double press: at least so many were wrong"


@dataclass(frozen=True)
class Source:
    """Where the calls come from. ``name``: the desk, or how many. ``remarks``: what a reader has to know of them."""

    name: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Figure:
    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class _CueRow:
    legend: str
    shown: int
    per_hour: str
    length: str
    helped: str
    judged_by: str


def trainer_page(source: Source, tally: Tally) -> str:
    """The page, HTML."""
    environment = Environment(
        loader=PackageLoader("firmware_app.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("trainer.html").render(
        source=source,
        period=_period(tally),
        calls=tally.all.calls,
        small=tally.all.calls < _SMALL,
        untimed=tally.untimed,
        figures=_figures(tally) if tally.all.calls else [],
        day_chart=charts.days(tally.by_day) if len(tally.by_day) > 1 else "",
        cue_rows=_cue_rows(tally),
        cue_chart=charts.cues(tally.cues) if any(count.shown for count in tally.cues.values()) else "",
        hour_chart=_hours(tally, clock=True),
        shift_chart=_hours(tally, clock=False),
        practice=to_practise(tally),
        habits=every_habit(tally),
        desks=_desks(tally),
        more_desks=max(0, len(tally.by_desk) - _DESKS),
        version=__version__,
    )


def _period(tally: Tally) -> str:
    if tally.first is None or tally.last is None:
        return "at times unknown: the unit has no clock"
    first, last = (time.strftime("%Y-%m-%d", time.localtime(t)) for t in (tally.first, tally.last))
    return first if first == last else f"{first} to {last}"


def _hours(tally: Tally, *, clock: bool) -> str:
    by_hour = tally.by_hour if clock else tally.by_shift_hour
    if len(charts.drawable(by_hour)) < 2:
        return ""
    return charts.hours(by_hour, "hour of the day" if clock else "full hours since the shift's first call")


def _figures(tally: Tally) -> list[_Figure]:
    whole, counts, mood = tally.all, tally.counts, tally.mood_light
    voices = counts.caller_s + counts.agent_s
    angry_h = whole.angry_s / HOUR_S
    return [
        _Figure("Calls", f"{whole.calls}", f"in {len(tally.shifts)} shifts, {whole.talk_s / HOUR_S:.1f} h of talk"),
        _Figure("Length of a call, median", _minutes(statistics.median(tally.lengths_s))),
        _Figure("Calls with anger", _share(whole.angry_calls, whole.calls)),
        _Figure("The mood light called wrong", _share(mood.called_wrong, mood.calls_lit), _CALLED_WRONG),
        _Figure(
            "The caller angry for", _minutes(whole.angry_s), f"{_percent(whole.angry_s, whole.talk_s)} of the time"
        ),
        _Figure("From first anger to lasting calm, median", _median(tally.calm_after_s, "s", 0)),
        _Figure("Calls that ended in anger", _share(counts.ended_angry, whole.angry_calls), "of those with anger"),
        _Figure("The agent’s share of the talk", _percent(counts.agent_s, voices)),
        _Figure("The agent’s pace, median of calls", _median(tally.paces, "syllables/s", 1)),
        _Figure("Talk-overs", f"{counts.talk_overs}", f"{counts.angry_talk_overs} of them over an angry caller"),
        _Figure("Answer after an angry turn, median", _median(tally.gaps_s, "s", 1)),
        _Figure("Answers that waited", _share(counts.angry_gaps_waited, counts.angry_gaps), "after angry turns"),
        _Figure("On hold or mute", _minutes(counts.hold_s), f"{_minutes(counts.hold_angry_s)} of it in anger"),
        _Figure("Dead air in anger", _minutes(counts.dead_air_angry_s), f"in {angry_h:.1f} h of anger"),
        _Figure("A side was not heard for", _minutes(counts.lost_s), "what is counted there is too little"),
    ]


def _cue_rows(tally: Tally) -> list[_CueRow]:
    rows = []
    for cue in CATALOGUE:
        count = tally.cues.get(cue.id)
        if count is None or not count.shown:
            continue
        rate = count.shown / (tally.all.talk_s / HOUR_S) if tally.all.talk_s else 0.0
        rows.append(
            _CueRow(
                cue.legend,
                count.shown,
                f"{rate:.1f}",
                f"{statistics.median(count.lengths_s):.1f} s",
                _share(count.helped, count.judged) if count.judged else "–",
                "cannot be heard" if cue.reaction is None else cue.reaction.words,
            )
        )
    return rows


def _desks(tally: Tally) -> list[tuple[str, int, str, str]]:
    if len(tally.by_desk) < 2:
        return []
    return [
        (name, desk.calls, _share(desk.angry_calls, desk.calls), f"{desk.cues / max(desk.talk_s / HOUR_S, 1e-9):.1f}")
        for name, desk in sorted(tally.by_desk.items())[:_DESKS]
    ]


def _share(hits: int, of: int) -> str:
    """Per cent with its 95 % interval and the count: nobody should read 67 % where it was two of three."""
    if not of:
        return "–"
    low, high = interval(hits, of)
    return f"{100 * hits / of:.0f} % ({100 * low:.0f} to {100 * high:.0f}; {hits} of {of})"


def _percent(part: float, whole: float) -> str:
    return f"{100.0 * part / whole:.0f} %" if whole else "–"


def _median(values: Sequence[float], unit: str, digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} {unit}" if values else "–"


def _minutes(seconds: float) -> str:
    whole = round(seconds)
    if whole >= HOUR_S:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    return f"{whole // 60} min {whole % 60:02d} s" if whole >= 60 else f"{whole} s"
