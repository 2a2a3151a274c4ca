"""A Pi's supply and heat, as its firmware has seen them since it was switched on."""

from __future__ import annotations

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.settings import Settings

_THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
"""The firmware's word of bits (raspberrypi.com/documentation, vcgencmd get_throttled)."""
_NOW_LOW, _NOW_SLOW, _NOW_HOT = 1 << 0, 1 << 2, 1 << 3
_WAS_LOW, _WAS_SLOW = 1 << 16, 1 << 18


def power(_: Settings, place: Place) -> Finding:
    """Under-voltage and throttling, now and before."""
    told = place.text(_THROTTLED)
    try:
        bits = int(told, 16)
    except ValueError:
        return Finding("power", Verdict.UNKNOWN, "no Raspberry Pi's firmware is here")
    if bits & _NOW_LOW:
        return Finding("power", Verdict.BAD, "the voltage is too low", "use the Pi's own supply and a short cable")
    if bits & (_NOW_SLOW | _NOW_HOT):
        return Finding("power", Verdict.BAD, "it is slowed down by heat", "move it from the heater; clear its slots")
    if bits & (_WAS_LOW | _WAS_SLOW):
        what = "the voltage was too low" if bits & _WAS_LOW else "it was slowed down"
        return Finding("power", Verdict.LOOK, f"{what} since it was switched on", "use the Pi's own power supply")
    return Finding("power", Verdict.OK, "never too low, never slowed down since it was switched on")
