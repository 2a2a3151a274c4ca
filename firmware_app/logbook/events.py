"""The event log: JSON Lines, times in seconds from the start of the recording, in order of time."""

from __future__ import annotations

import json
from typing import Any, Protocol, TextIO

from firmware_app.coaching import CueChanged
from firmware_app.conversation import (
    AngerHeard,
    CallChanged,
    Happening,
    HoldChanged,
    OverloadChanged,
    PaceHeard,
    SidesChanged,
    SuspendedChanged,
    ToneChanged,
    TurnChanged,
)

FORMAT_VERSION = 1


class Log(Protocol):
    """Whoever wants to know what happens."""

    def write(self, event: Happening | CueChanged) -> None:
        """Takes the next event, in order of time."""


class EventLog:
    """Writes one line an event. The first line names the format, so that a reader can refuse what it does not know."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._write({"t": 0.0, "event": "format", "version": FORMAT_VERSION})

    def write(self, event: Happening | CueChanged) -> None:
        """Writes the event, if it is one of the format's."""
        record = event_record(event)
        if record is not None:
            self._write(record)

    def _write(self, record: dict[str, Any]) -> None:
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")


def event_record(event: Happening | CueChanged) -> dict[str, Any] | None:
    """The event as the format has it, rounded to what can be known; None for what the format leaves to the logbook."""
    body: dict[str, Any]
    match event:
        case CallChanged():
            body = {"event": "call", "on": event.on}
        case TurnChanged():
            body = {"event": "turn", "who": event.who.value, "on": event.on}
        case AngerHeard():
            body = {"event": "anger", "p": round(event.p, 3), "angry": event.angry}
        case PaceHeard():
            rate, speech_s = round(event.syllables_per_s, 2), round(event.speech_s, 2)
            body = {"event": "pace", "syllables_per_s": rate, "speech_s": speech_s}
            if event.sustained is not None and event.limit is not None:
                body |= {"sustained": round(event.sustained, 2), "limit": round(event.limit, 2)}
        case HoldChanged():
            body = {"event": "hold", "on": event.on, "how": event.how.value}
        case SidesChanged():
            body = {"event": "sides", "are": event.sides.value}
        case OverloadChanged():
            body = {"event": "overload", "who": event.who.value, "on": event.on}
        case SuspendedChanged():
            body = {"event": "suspended", "on": event.on}
        case ToneChanged():
            body = {"event": "tone", "on": event.on, "sure": event.sure}
        case CueChanged():
            state = {} if event.state is None else {"state": event.state.value}
            body = {"event": "cue", "cue": event.cue, "on": event.on, **state, "why": event.why}
        case _:
            return None
    return {"t": round(event.t, 3)} | body
