"""The clock, and whether it is believed."""

from __future__ import annotations

import time

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.logbook import now
from firmware_app.settings import Settings


def clock(settings: Settings, _: Place) -> Finding:
    """Untrusted is no fault: the report counts such calls everywhere but by day and hour."""
    moment = now(settings.logbook)
    shown = time.strftime("%Y-%m-%d %H:%M", time.localtime(moment.wall_s))
    if moment.trusted:
        return Finding("clock", Verdict.OK, shown)
    mend = "`cuelight stick time` brings it on a stick; or fit a clock with a battery and set logbook.battery_clock"
    return Finding("clock", Verdict.LOOK, f"{shown}, and nothing vouches for it", mend)
