"""All checks, in the order in which a person would look."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from firmware_app.doctor.call import call
from firmware_app.doctor.cards import cards
from firmware_app.doctor.clock import clock
from firmware_app.doctor.disk import room, wear
from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.lines import lines
from firmware_app.doctor.models import models
from firmware_app.doctor.place import Place
from firmware_app.doctor.power import power
from firmware_app.doctor.units import units
from firmware_app.settings import Settings

CHECKS: tuple[Callable[[Settings, Place], Finding], ...] = (
    power,
    units,
    cards,
    call,
    lines,
    models,
    room,
    wear,
    clock,
)


def examine(settings: Settings, place: Place | None = None) -> Iterator[Finding]:
    """Findings as they come. A check that itself goes wrong is a finding, too, and costs no other."""
    for check in CHECKS:
        try:
            yield check(settings, place or Place())
        except Exception as error:
            mend = "report it: this is a defect of cuelight"
            yield Finding(check.__name__, Verdict.UNKNOWN, f"{type(error).__name__}: {error}", mend)
