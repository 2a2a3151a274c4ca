"""The GPIO lines that lamps and button hang on."""

from __future__ import annotations

import os

from firmware_app.desk import load_pinout
from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.errors import CuelightError
from firmware_app.settings import Settings

_CHIPS = "gpiochip*"


def lines(settings: Settings, place: Place) -> Finding:
    """The wiring file is right, and the lines' device can be opened."""
    try:
        pinout = load_pinout(settings.desk.pinout)
    except CuelightError as error:
        return Finding("GPIO", Verdict.BAD, str(error), "mend the wiring file that desk.pinout names")
    chips = sorted(place.path("dev").glob(_CHIPS))
    if not chips:
        return Finding("GPIO", Verdict.BAD, "no GPIO lines are here", "run it on a Raspberry Pi")
    if not os.access(chips[0], os.R_OK | os.W_OK):
        return Finding("GPIO", Verdict.BAD, f"{chips[0]}: no right to it", "run as root, or join the group gpio")
    return Finding("GPIO", Verdict.OK, f"{chips[0]}; wiring of {pinout.where}, at most {pinout.most_ma:.0f} mA")
