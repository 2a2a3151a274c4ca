"""What ``cuelight run`` does, with the real headset, lamps and signals."""

from __future__ import annotations

import argparse
import signal
import sys
from contextlib import suppress
from pathlib import Path

from firmware_app.audio.headset import Headset
from firmware_app.beside import Beside
from firmware_app.call_path import CallState, CallWatch, Topology, runtime_folder
from firmware_app.desk import Desk, EarCue, Fault, GpioDesk, Screen, load_pinout
from firmware_app.errors import InputError
from firmware_app.fault_light import show_fault
from firmware_app.hearing import load_models
from firmware_app.hours import HoursWatch, hours
from firmware_app.kiosk import Kiosk
from firmware_app.line_state import LineState, line_folder, write_line_state
from firmware_app.logbook import Clock, Keeper, Limits, logbook_folder, now
from firmware_app.part import Part
from firmware_app.pipeline import Pipeline
from firmware_app.places import DATA_LOST
from firmware_app.provisioning import read_word, word_folder
from firmware_app.selftest_commands import at_power_up
from firmware_app.settings import DeskSettings, Settings
from firmware_app.settings_file import load_settings
from firmware_app.stick.progress import StickWatch, progress_folder

_SETTINGS_RETRY_S = 5.0


def run(arguments: argparse.Namespace) -> int:
    """``cuelight run``: until SIGTERM or SIGINT. Whatever is missing is a fault light and a retry, not an end."""
    settings = _settings_when_right(arguments.settings)
    at_power_up(settings)
    desks = [_unit(settings)]
    if arguments.screen:
        desks.append(Part(lambda: Screen(load_pinout(settings.desk.pinout).legends), Fault.LINES))
    if settings.desk.ear_cue:
        desks.append(Part(lambda: EarCue(settings.desk.ear_cue_dbfs), Fault.SOFTWARE))
    headset = Headset(settings.audio)
    keeper = _keeper(settings)
    calling = HoursWatch(
        hours(settings.coaching.calling_hours, "coaching.calling_hours"), lambda: now(settings.logbook).trusted
    )
    kiosk = Kiosk(
        headset,
        Part(lambda: Pipeline(settings, load_models(settings.hearing), calling.within), Fault.MODELS),
        desks,
        () if keeper is None else (keeper,),
        Beside(
            source_problems=lambda: tuple(headset.faults.values()),
            call=CallWatch(runtime_folder()).state if Topology(settings.call_path.topology).carries else CallState,
            keeping=keeper,
            stick=StickWatch(progress_folder()).state,
            not_taken=read_word(word_folder()).problems,
            tell_lines=_tell_lines,
        ),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: kiosk.stop())
    try:
        kiosk.run()
    finally:
        if keeper is not None:
            keeper.close()
    return 0


def _tell_lines(state: LineState) -> None:
    """For the doctor; the light has told already, so a folder that cannot be written costs no more than this word."""
    if (folder := line_folder()) is not None:
        with suppress(OSError):
            write_line_state(folder, state)


def _keeper(settings: Settings) -> Keeper | None:
    kept = settings.logbook
    if not kept.keep:
        return None
    limits = Limits(kept.keep_days, kept.max_mb * 1_000_000, kept.shift_gap_s)
    clock = Clock(battery=kept.battery_clock)
    return Keeper(logbook_folder(kept), limits, settings.coaching, clock.now, in_memory=DATA_LOST.exists())


def _unit(settings: Settings) -> Part[Desk]:
    desk, kept = settings.desk, settings.logbook

    def make() -> Desk:
        quiet = HoursWatch(hours(desk.quiet_hours, "desk.quiet_hours"), lambda: now(kept).trusted)
        return GpioDesk(load_pinout(desk.pinout), desk, lambda: quiet.within() is True)

    return Part(make, Fault.LINES)


def _settings_when_right(path: Path | None) -> Settings:
    """The settings; while they are wrong, the fault is shown on lamps that follow the defaults."""
    try:
        return load_settings(path)
    except InputError as error:
        print(f"cuelight: {error}", file=sys.stderr, flush=True)
    found: list[Settings] = []
    tried_s = 0.0

    def right(t: float) -> bool:
        nonlocal tried_s
        if t - tried_s >= _SETTINGS_RETRY_S:
            tried_s = t
            with suppress(InputError):
                found.append(load_settings(path))
        return bool(found)

    show_fault(DeskSettings(), Fault.SETTINGS, right)
    return found[0]
