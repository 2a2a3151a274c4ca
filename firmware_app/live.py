"""What the commands on the device do, with the real headset, lamps and signals: run, selftest."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
from rich.console import Console

from firmware_app import selftest as parts
from firmware_app.audio.headset import Headset
from firmware_app.beside import Beside
from firmware_app.call_path import CallState, CallWatch, Topology, runtime_folder
from firmware_app.desk import Desk, EarCue, Fault, GpioDesk, Screen, load_pinout
from firmware_app.errors import CuelightError, InputError
from firmware_app.facts import Side
from firmware_app.fault_light import show_fault
from firmware_app.hearing import check_golden, load_models
from firmware_app.kiosk import Kiosk
from firmware_app.logbook import Clock, Keeper, Limits, logbook_folder, now
from firmware_app.part import Part
from firmware_app.pipeline import Pipeline
from firmware_app.places import DATA_LOST
from firmware_app.provisioning import read_word, word_folder
from firmware_app.quiet_hours import QuietWatch, quiet_hours
from firmware_app.settings import DeskSettings, Settings
from firmware_app.settings_file import load_settings
from firmware_app.stick.progress import StickWatch, progress_folder

_SETTINGS_RETRY_S = 5.0
_TAPS_S = 5.0
"""An input that has not opened by then is a fault."""
_LISTEN_S = 1.0


def run(arguments: argparse.Namespace) -> int:
    """``cuelight run``: until SIGTERM or SIGINT. Whatever is missing is a fault light and a retry, not an end."""
    settings = _settings_when_right(arguments.settings)
    desks = [_unit(settings)]
    if arguments.screen:
        desks.append(Part(lambda: Screen(load_pinout(settings.desk.pinout).legends), Fault.LINES))
    if settings.desk.ear_cue:
        desks.append(Part(lambda: EarCue(settings.desk.ear_cue_dbfs), Fault.SOFTWARE))
    headset = Headset(settings.audio)
    keeper = _keeper(settings)
    kiosk = Kiosk(
        headset,
        Part(lambda: Pipeline(settings, load_models(settings.hearing)), Fault.MODELS),
        desks,
        () if keeper is None else (keeper,),
        Beside(
            source_problems=lambda: tuple(headset.faults.values()),
            call=CallWatch(runtime_folder()).state if Topology(settings.call_path.topology).carries else CallState,
            keeping=keeper,
            stick=StickWatch(progress_folder()).state,
            not_taken=read_word(word_folder()).problems,
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


def selftest(arguments: argparse.Namespace) -> int:
    """``cuelight selftest``."""
    settings = load_settings(arguments.settings)
    return parts.run(settings.desk, checks(settings), Console())


def checks(settings: Settings) -> dict[str, parts.Check]:
    """What the selftest looks at beside the desk."""
    return {
        "anger model": lambda: check_golden("anger.tflite"),
        "pace model": lambda: check_golden("pace.tflite"),
        "voice model": lambda: check_golden("voice.tflite"),
        "taps": lambda: _taps(settings),
    }


def _taps(settings: Settings) -> str:
    """Listens to both inputs for a moment; their levels in one line."""
    headset = Headset(settings.audio)
    peak = dict.fromkeys(Side, 0.0)
    began: float | None = None
    tried = time.monotonic()
    try:
        for block in headset.blocks():
            now = time.monotonic()
            if not block.lost and len(block.caller):
                began = now if began is None else began
                for side, samples in ((Side.CALLER, block.caller), (Side.AGENT, block.agent)):
                    peak[side] = max(peak[side], float(np.abs(samples).max()))
            if now - tried > _TAPS_S if began is None else now - began > _LISTEN_S:
                break
        if began is None:
            raise CuelightError("; ".join(sorted(set(headset.faults.values()))) or "no sound came from either input")
    finally:
        headset.close()
    return ", ".join(
        f"{side.value} peaks at {20 * np.log10(max(level, 1e-5)):.0f} dBFS" for side, level in peak.items()
    )


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
        quiet = QuietWatch(quiet_hours(desk.quiet_hours), lambda: now(kept).trusted)
        return GpioDesk(load_pinout(desk.pinout), desk, quiet.now)

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
