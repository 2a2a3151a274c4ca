"""All checks, in the order in which a person would look."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.settings import Settings

CHECKS: Mapping[str, str] = MappingProxyType(
    {
        "power": "power",
        "units": "units",
        "cards": "cards",
        "call": "call",
        "sides": "line_sound",
        "overload": "line_sound",
        "lines": "lines",
        "models": "models",
        "room": "disk",
        "wear": "disk",
        "clock": "clock",
        "settings_taken": "settings_taken",
        "release": "release",
        "mood_light": "mood_light",
        "last_selftest": "last_selftest",
    }
)
"""Each check, and the file that it is in: loaded when its turn comes, so that a missing library costs one finding."""


def examine(settings: Settings, place: Place | None = None) -> Iterator[Finding]:
    """Findings as they come. A check that itself goes wrong is a finding, too, and costs no other."""
    for name in CHECKS:
        try:
            yield check(name)(settings, place or Place())
        except Exception as error:
            mend = "install Cuelight again; if it stays, report it"
            yield Finding(name, Verdict.UNKNOWN, f"{type(error).__name__}: {error}", mend)


def check(name: str) -> Callable[[Settings, Place], Finding]:
    """The check of that name."""
    found: Callable[[Settings, Place], Finding] = getattr(import_module(f"firmware_app.doctor.{CHECKS[name]}"), name)
    return found
