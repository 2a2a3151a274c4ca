"""What the agent sees, hears and presses.

A `Face` says what is to be seen; `light` says how bright every lamp is at a moment (both pure). `GpioDesk` shows it on
the unit on the desk, `Screen` in a terminal; both are a `Desk`. Wiring comes from ``hardware/pinout.toml``.
"""

from firmware_app.desk.ear import EarCue
from firmware_app.desk.face import FACE_ROWS, LEGENDS, Desk, Face, Mood, Readings, Status
from firmware_app.desk.faults import FAULTS, Fault
from firmware_app.desk.help_wanted import HelpWanted
from firmware_app.desk.lamps import GpioDesk
from firmware_app.desk.light import Light, light
from firmware_app.desk.picture import render
from firmware_app.desk.pinout import Pinout
from firmware_app.desk.screen import Screen
from firmware_app.desk.wiring import load_pinout

__all__ = [
    "FACE_ROWS",
    "FAULTS",
    "LEGENDS",
    "Desk",
    "EarCue",
    "Face",
    "Fault",
    "GpioDesk",
    "HelpWanted",
    "Light",
    "Mood",
    "Pinout",
    "Readings",
    "Screen",
    "Status",
    "light",
    "load_pinout",
    "render",
]
