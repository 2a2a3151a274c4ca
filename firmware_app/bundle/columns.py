"""The tables that are handed out, column by column: the one source for CSV files, their schema and their reading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from firmware_app.logbook import CueRecord, Logged

VERSION = 2
"""Of the tables and the manifest: a reader refuses what is newer."""


@dataclass(frozen=True)
class Place:
    """Where a call comes from, and when it was, as far as may be told.

    ``log``: the logbook that it stands in. ``day``, ``began``: local, ISO 8601, empty where the clock was not set.
    ``into_min``: minutes since the shift's first call.
    """

    device: str
    log: str
    day: str
    began: str
    into_min: int
    call: Logged


@dataclass(frozen=True)
class Column:
    """``kind``: string, integer, number, boolean, date or time. ``unit``: empty, where it is none."""

    name: str
    kind: str
    unit: str
    means: str
    value: Callable[[Place, CueRecord | None], Any]

    @property
    def may_be_empty(self) -> bool:
        """Not known, of some calls; the schema says which."""
        return "empty:" in self.means


def _call(name: str, kind: str, unit: str, means: str) -> Column:
    return Column(name, kind, unit, means, lambda place, _: getattr(place.call.call, name))


def _cue(name: str, kind: str, unit: str, means: str) -> Column:
    return Column(name, kind, unit, means, lambda _, cue: getattr(cue, name))


_KEY = (
    Column("device", "string", "", "the unit", lambda place, _: place.device),
    Column("log", "string", "", "the logbook that the call stands in; another after it was erased", lambda p, _: p.log),
    Column("call", "string", "", "the call; in two exports it has the same", lambda place, _: place.call.id),
)

CALLS = (
    *_KEY,
    Column("place", "integer", "", "number of the call in that logbook", lambda p, _: p.call.seq),
    Column("shift", "integer", "", "number of the shift: two hours without a call end one", lambda p, _: p.call.shift),
    Column("boot", "integer", "", "number of the unit's start: calls of one are in order", lambda p, _: p.call.boot),
    Column("day", "date", "", "local; empty: the unit's clock was not set", lambda place, _: place.day),
    Column("began", "time", "", "local, rounded down; empty: the unit's clock was not set", lambda p, _: p.began),
    Column(
        "into_shift_min",
        "integer",
        "min",
        "since the shift's first call, rounded down",
        lambda place, _: place.into_min,
    ),
    _call("length_s", "number", "s", "from the first voice to the last"),
    _call("caller_s", "number", "s", "the caller's speech"),
    _call("agent_s", "number", "s", "the agent's speech"),
    _call("talk_overs", "integer", "", "times that the agent talked over the caller"),
    _call("talk_over_s", "number", "s", "length of these together"),
    _call("angry_talk_overs", "integer", "", "of these, over an angry caller"),
    _call("angry_gaps", "integer", "", "answers to angry turns"),
    _call("angry_gaps_waited", "integer", "", "of these, not before the pause that is taught was over"),
    _call("angry_gap_median_s", "number", "s", "median time from an angry turn's end to the answer; empty: none"),
    _call("pace_median", "number", "syllables/s", "of the agent's speech; empty: too little of it"),
    _call("pace_p90", "number", "syllables/s", "90th percentile of the same; empty: the same"),
    _call("pace_fast_share", "number", "of readings", "above the limit that the coach held them against; empty: none"),
    _call("angry_s", "number", "s", "the caller counted as angry"),
    _call("angry_spells", "integer", "", "times that the caller became angry"),
    _call("anger_to_calm_s", "number", "s", "from the first anger to the calm that lasted; empty: none"),
    _call("ended_angry", "boolean", "", "the caller was angry at the end"),
    _call("hold_s", "number", "s", "mute and hold music"),
    _call("hold_angry_s", "number", "s", "of this, while the caller counted as angry"),
    _call("dead_air_s", "number", "s", "both silent"),
    _call("dead_air_angry_s", "number", "s", "of this, while the caller counted as angry"),
    _call("lost_s", "number", "s", "a side was not heard: all the rest is less than there was"),
)

CUES = (
    *_KEY,
    _cue("cue", "string", "", "id of the cue"),
    _cue("at_s", "number", "s", "after the call began"),
    _cue("shown_s", "number", "s", "how long it was lit"),
    _cue("helped", "boolean", "", "what it asks for followed; empty: that cannot be told"),
)

TABLES = {"calls.csv": CALLS, "cues.csv": CUES}


def schema() -> dict[str, Any]:
    """The tables' meaning, to be written as JSON."""
    return {
        "version": VERSION,
        "csv": "RFC 4180, UTF-8, comma, decimal point; empty: not known",
        "tables": {
            name: [{"name": c.name, "type": c.kind, "unit": c.unit, "means": c.means} for c in columns]
            for name, columns in TABLES.items()
        },
    }
