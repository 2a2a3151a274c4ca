"""``cuelight selftest``: the unit part by part, the lamps one after another, a table, and an exit code for a jig."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rich.console import Console
from rich.table import Table

from firmware_app.desk import LEGENDS, Face, GpioDesk, Mood, Pinout, Readings, Status, load_pinout
from firmware_app.errors import CuelightError
from firmware_app.settings import DeskSettings

Check: TypeAlias = Callable[[], str]
"""Looks at one part: what it found in one line, or a CuelightError."""

STEP_S = 0.4
"""How long each lamp is lit."""


@dataclass(frozen=True)
class Result:
    """One part: did it pass, and what was found or what is wrong."""

    part: str
    passed: bool
    detail: str


def selftest(settings: DeskSettings, checks: Mapping[str, Check], step_s: float = STEP_S) -> Iterator[Result]:
    """Results as they come: the wiring file, the lines, every lamp in turn, then ``checks`` (part → check).

    ``checks`` brings what this file does not know: models, taps, disk.
    """
    try:
        pinout = load_pinout(settings.pinout)
    except CuelightError as error:
        yield Result("wiring", False, str(error))
    else:
        yield Result("wiring", True, f"{pinout.where}: at most {pinout.most_ma:.0f} mA")
        yield from _unit(pinout, settings, step_s)
    for part, check in checks.items():
        yield _result(part, check)


def run(settings: DeskSettings, checks: Mapping[str, Check], console: Console, step_s: float = STEP_S) -> int:
    """Does the selftest, prints its table, and gives the exit code: 0 if all passed, else 1."""
    table = Table("part", "", "found", title="Cuelight selftest", title_justify="left")
    passed = True
    for result in selftest(settings, checks, step_s):
        passed = passed and result.passed
        table.add_row(result.part, "ok" if result.passed else "FAILED", result.detail)
    console.print(table)
    return 0 if passed else 1


def _result(part: str, check: Check) -> Result:
    try:
        return Result(part, True, check())
    except CuelightError as error:
        return Result(part, False, str(error))


def _unit(pinout: Pinout, settings: DeskSettings, step_s: float) -> Iterator[Result]:
    try:
        desk = GpioDesk(pinout, settings)
    except CuelightError as error:
        yield Result("lines", False, str(error))
        return
    try:
        yield Result("lines", True, f"held through gpiozero's {desk.pins}")
        yield _result("button", lambda: _button(desk, pinout))
        for cue in LEGENDS:
            _glimpse(desk, Face(cue=cue), step_s)
            yield Result(f"lamp {pinout.legends[cue]}", True, f"GPIO{pinout.lamps[cue].gpio} was lit: seen?")
        if settings.buzzer:
            yield Result("buzzer", True, f"GPIO{pinout.buzzer.gpio} ticked with every lamp: heard?")
        for mood in (Mood.ANGRY, Mood.CALMED):
            _glimpse(desk, Face(mood=mood), step_s)
            yield Result(f"mood {mood.value}", True, "was lit: seen?")
        _glimpse(desk, Face(status=Status.LISTENING), step_s)
        yield Result("status", True, f"GPIO{pinout.status.gpio} was lit: seen?")
    finally:
        desk.close()


def _button(desk: GpioDesk, pinout: Pinout) -> str:
    gpio = f"GPIO{pinout.button.gpio}"
    if desk.button_down:
        raise CuelightError(f"{gpio} reads pressed: let go of the button, or look for a short to ground")
    return f"{gpio} reads released"


def _glimpse(desk: GpioDesk, face: Face, step_s: float) -> None:
    began = time.monotonic()
    while (t := time.monotonic() - began) < step_s:
        desk.show(face, t, Readings())
        time.sleep(0.02)
