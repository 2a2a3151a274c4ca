"""The data partition: room, and what the card says of its own wear."""

from __future__ import annotations

import os

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.logbook import logbook_folder
from firmware_app.places import DATA_LOST
from firmware_app.settings import Settings

_ROOM_MB = 64
_WORN = 9
"""Of JEDEC's eleven steps of ten per cent each (JESD84-B51, DEVICE_LIFE_TIME_EST): nine tenths are gone."""


def room(settings: Settings, place: Place) -> Finding:
    """The logbook can grow to its limit, and a bundle be made."""
    folder = place.root / str(logbook_folder(settings.logbook)).lstrip("/")
    try:
        found = os.statvfs(folder)
    except OSError as error:
        return Finding(
            "data", Verdict.BAD, f"{folder}: {error.strerror}", "start the kiosk once: systemctl start cuelight"
        )
    if place.path(str(DATA_LOST)[1:]).exists():
        line = "the card's data partition cannot be read: all is in memory, and gone with the power"
        return Finding("data", Verdict.BAD, line, "image a new card")
    free_mb = found.f_bavail * found.f_frsize // 1_000_000
    if found.f_flag & os.ST_RDONLY:
        return Finding("data", Verdict.BAD, f"{folder}: read-only", "its card is failing, or damaged: image a new one")
    if free_mb < _ROOM_MB:
        return Finding("data", Verdict.LOOK, f"{folder}: {free_mb} MB free", "lower logbook.max_mb or keep_days")
    return Finding("data", Verdict.OK, f"{folder}: {free_mb} MB free")


def wear(_: Settings, place: Place) -> Finding:
    """What a card or eMMC tells of itself; most SD cards tell nothing."""
    for device in sorted(place.path("sys/block").glob("mmcblk*")):
        told = place.text(f"sys/block/{device.name}/device/life_time").split()
        steps = [int(one, 16) for one in told if one.startswith("0x")]
        if any(steps):
            worst = max(steps)
            found = f"{device.name}: up to {worst * 10} % of its life is used"
            if worst >= _WORN:
                return Finding("wear", Verdict.BAD, found, "image a new card now")
            return Finding("wear", Verdict.OK, found)
    return Finding("wear", Verdict.UNKNOWN, "the card does not tell")
