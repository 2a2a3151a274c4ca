"""The last selftest."""

from __future__ import annotations

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.logbook import logbook_folder
from firmware_app.selftest.record import read_record
from firmware_app.settings import Settings

_MEND = "hold the button while the unit starts, or: cuelight selftest"


def last_selftest(settings: Settings, place: Place) -> Finding:
    """When it was, and what did not pass."""
    record = read_record(place.root / str(logbook_folder(settings.logbook)).lstrip("/"))
    if record is None:
        return Finding("selftest", Verdict.UNKNOWN, "never done, or its record cannot be read", _MEND)
    when = f"{record.at or 'at an unknown time'}, by {record.version}"
    if not record.passed:
        return Finding(
            "selftest", Verdict.LOOK, f"{when}: failed: {', '.join(record.failed)}", f"mend it, then {_MEND}"
        )
    return Finding("selftest", Verdict.OK, f"{when}: {len(record.parts)} parts passed")
