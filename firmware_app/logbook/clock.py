"""What time it is, and whether to believe it: a Pi has no clock of its own, and most units never see a network."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from firmware_app.places import CLOCK_SET
from firmware_app.settings import LogbookSettings

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
"""Made by systemd-timesyncd once in this boot something has set the clock right (systemd-timesyncd.service(8)). Not
adjtimex(2), which the kiosk's sandbox forbids: who may ask by it may also set the clock."""
_SET_BY_BATTERY = Path("/sys/class/rtc/rtc0/hctosys")
"""1, where the kernel took the time from that clock at its start (Documentation/ABI/testing/sysfs-class-rtc)."""
_BUILT_S = 1_790_000_000.0
"""A clock that shows less (September 2026) has had a flat battery."""


@dataclass(frozen=True)
class Moment:
    """One look at the clocks. ``up_s``: since this boot began, and never back. ``wall_s``: Unix time."""

    boot_id: str
    up_s: float
    wall_s: float
    trusted: bool

    @property
    def booted_s(self) -> float:
        """Unix time at which this boot began, as the wall clock has it now."""
        return self.wall_s - self.up_s


class Clock:
    """The machine's own clocks."""

    def __init__(self, *, battery: bool = False) -> None:
        """``battery``: the unit has a clock with a battery, which is to be believed if the kernel has found it."""
        self._battery = battery
        self._boot_id = _BOOT_ID.read_text(encoding="ascii").strip()

    def now(self) -> Moment:
        """A look at them."""
        wall_s = time.time()
        set_right = _SYNCHRONISED.exists() or CLOCK_SET.exists() or (self._battery and _set_by_battery())
        trusted = wall_s > _BUILT_S and set_right
        return Moment(self._boot_id, time.clock_gettime(time.CLOCK_BOOTTIME), wall_s, trusted)


def _set_by_battery() -> bool:
    try:
        return _SET_BY_BATTERY.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False


def now(settings: LogbookSettings) -> Moment:
    """One look at the machine's clocks, believed as the settings say."""
    return Clock(battery=settings.battery_clock).now()
