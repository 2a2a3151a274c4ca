"""How often agents have called the mood light wrong: the one measure of real calls that a unit has."""

from __future__ import annotations

import sqlite3

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.logbook import FILE, MoodLight, logbook_folder, opened, read_mood_light
from firmware_app.settings import Settings

_ENOUGH = 20
"""Fewer calls than this say little."""
_TOO_OFTEN = 1 / 3


def mood_light(settings: Settings, place: Place) -> Finding:
    """The agent presses the button twice when it is wrong; who does not bother is not counted."""
    told = _told(settings, place)
    if told is None:
        return Finding("mood light", Verdict.UNKNOWN, "no logbook can be read")
    found = f"called wrong in {told.called_wrong} of {told.calls_lit} calls in which it came on"
    if told.calls_lit < _ENOUGH:
        return Finding("mood light", Verdict.OK, f"{found}; {_ENOUGH} would say more")
    wrong = told.called_wrong / told.calls_lit
    if wrong < _TOO_OFTEN:
        return Finding("mood light", Verdict.OK, found)
    if not settings.hearing.anger:
        return Finding("mood light", Verdict.OK, f"{found}; hearing.anger is off now")
    return Finding("mood light", Verdict.LOOK, found, _mend(settings.conversation.anger_share, wrong))


def _mend(share: float, wrong: float) -> str:
    """Anger is rarer on this line than the settings say, by as much as was wrong."""
    rarer = max(0.001, share * (1.0 - wrong))
    if rarer >= share:
        return "set hearing.anger = false: the caller's anger cannot be told on this line"
    return f"lower conversation.anger_share from {share:g} to {rarer:.2g}"


def _told(settings: Settings, place: Place) -> MoodLight | None:
    path = place.root / str(logbook_folder(settings.logbook) / FILE).lstrip("/")
    if not path.exists():
        return None
    try:
        with opened(path) as file:
            return read_mood_light(file)
    except (sqlite3.Error, UnicodeDecodeError):
        return None
