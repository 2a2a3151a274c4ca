"""The status light alone, telling a fault: while the settings are wrong, and when the kiosk has failed for good."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
import time
from collections.abc import Callable

from firmware_app.desk import Desk, Face, Fault, GpioDesk, Mood, Readings, Status, load_pinout
from firmware_app.errors import InputError
from firmware_app.part import Part
from firmware_app.settings import DeskSettings
from firmware_app.settings_file import load_settings
from firmware_app.systemd_notify import Notifier

_TURN_S = 0.04


def show_fault(settings: DeskSettings, fault: Fault, ended: Callable[[float], bool]) -> None:
    """Tells ``fault`` until ``ended`` says so, which is asked with the seconds so far; systemd is told all along."""
    notifier = Notifier()
    notifier.ready()
    desk: Part[Desk] = Part(lambda: GpioDesk(load_pinout(settings.pinout), settings), Fault.LINES)
    face = Face().then(0.0, None, Mood.DARK, Status.FAULT, fault)
    began, told = time.monotonic(), ""
    while not ended(t := time.monotonic() - began):
        if (lamps := desk.get(t)) is not None:
            with desk.guarded(t):
                lamps.show(face, t, Readings())
        if desk.problem != told and (told := desk.problem):
            print(f"cuelight: {told}", file=sys.stderr, flush=True)
        notifier.alive()
        time.sleep(_TURN_S)
    desk.close()
    notifier.close()


def down(arguments: argparse.Namespace) -> int:
    """``cuelight down``: until SIGTERM or SIGINT."""
    try:
        settings = load_settings(arguments.settings).desk
    except InputError:  # maybe why it is down
        settings = DeskSettings()
    told = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.set())
    show_fault(settings, Fault.SOFTWARE, lambda _: told.is_set())
    return 0
