"""What ``cuelight selftest`` does; and the same at power-up, where the button is held."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from contextlib import closing
from functools import cache, partial

from rich.console import Console
from rich.table import Table

from firmware_app import __version__
from firmware_app.desk import Face, Fault, GpioDesk, Status, load_pinout
from firmware_app.errors import CuelightError, InputError
from firmware_app.hearing import check_golden
from firmware_app.logbook import device_name, logbook_folder, now
from firmware_app.selftest import Check, Options, PartError, Record, Result, save_record, selftest
from firmware_app.selftest.data_part import data_part
from firmware_app.selftest.line_survey import LINE_PARTS, survey
from firmware_app.selftest.stage import Stage
from firmware_app.selftest.taps import record, taps
from firmware_app.settings import Settings
from firmware_app.settings_file import load_settings

_MODELS = ("anger.tflite", "pace.tflite", "voice.tflite")
_PRESS_S = 15.0
_RELEASE_S = 10.0


def run(arguments: argparse.Namespace) -> int:
    """``cuelight selftest``: a table, a record; 0 where all has passed, else 1."""
    settings = load_settings(arguments.settings)
    press_s = arguments.press
    if press_s is None:
        press_s = _PRESS_S if sys.stdin.isatty() else 0.0
    options = Options(press_s=press_s, buzzer=arguments.buzzer)
    results = []
    if arguments.line:
        print(f"taps: speak into the headset, then let the other side speak: {arguments.line:g} s", file=sys.stderr)
    for result in selftest(settings.desk, checks(settings, arguments.least, arguments.line), options):
        results.append(result)
        if result.part == "status" and press_s:
            print(f"press the button now, within {press_s:g} s", file=sys.stderr)
    record = record_of(settings, results)
    Console().print(_table(record))
    try:
        print(f"record: {save_record(arguments.record or logbook_folder(settings.logbook), record)}")
    except InputError as error:
        if arguments.record:
            raise
        print(f"cuelight: no record is kept: {error}", file=sys.stderr)
    return 0 if record.passed else 1


def at_power_up(settings: Settings) -> None:
    """By light and in the journal, where somebody has held the button down while the unit started, and lets it go."""
    try:
        desk = GpioDesk(load_pinout(settings.desk.pinout), settings.desk)
    except CuelightError:
        return  # the kiosk shows it, and tries again
    with closing(desk):
        if not desk.button_down:
            return
        let_go = Stage(desk).show(Face(status=Status.TAKE_IT), _RELEASE_S, until=lambda: not desk.button_down)
    if not let_go:
        print(
            "cuelight: the button reads pressed all along: jammed, or a short; no selftest", file=sys.stderr, flush=True
        )
        return
    results = []
    for result in selftest(settings.desk, checks(settings), Options()):
        print(f"cuelight: selftest: {result.part}: {'ok' if result.passed else 'FAILED'}: {result.found}", flush=True)
        results.append(result)
    try:
        save_record(logbook_folder(settings.logbook), record_of(settings, results))
    except InputError as error:
        print(f"cuelight: {error}", file=sys.stderr, flush=True)


def checks(settings: Settings, least_dbfs: float | None = None, line_s: float = 0.0) -> dict[str, Check]:
    """What the selftest looks at beside the desk. ``line_s``: how long the lines are listened to; 0: they are not."""
    return {
        **{f"{name.removesuffix('.tflite')} model": partial(_golden, name) for name in _MODELS},
        "taps": lambda: taps(settings.audio, least_dbfs),
        **(_line_checks(settings, line_s) if line_s else {}),
        "data": lambda: data_part(logbook_folder(settings.logbook)),
    }


def _line_checks(settings: Settings, seconds: float) -> dict[str, Check]:
    """Of one recording, made when the first of them is asked for."""
    heard = cache(lambda: list(survey(*record(settings.audio, seconds), settings.hearing)))

    def check(place: int) -> str:
        result = heard()[place]
        if result.fault is not None:
            raise PartError(result.fault, result.found)
        return result.found

    return {part: partial(check, place) for place, part in enumerate(LINE_PARTS)}


def record_of(settings: Settings, results: Iterable[Result]) -> Record:
    """With this unit's name, and the time where it is known."""
    moment = now(settings.logbook)
    name = device_name(settings.logbook)
    return Record.of(name, __version__, moment.wall_s if moment.trusted else None, list(results))


def _golden(name: str) -> str:
    try:
        return check_golden(name)
    except CuelightError as error:
        raise PartError(Fault.MODELS, str(error)) from error


def _table(record: Record) -> Table:
    table = Table("part", "", "found", title=f"Cuelight selftest, {record.unit}", title_justify="left")
    for part, passed, found in record.parts:
        table.add_row(part, "ok" if passed else "FAILED", found)
    return table
