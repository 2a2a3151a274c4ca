"""The steps of an export that are root's: ``cuelight stick mount``, ``unlock``, ``unmount``; see `stick.mounting`."""

from __future__ import annotations

import argparse
import os
import pwd
import subprocess
import time
from contextlib import suppress

from firmware_app.places import CLOCK_SET
from firmware_app.stick import mounted_at, progress_folder, volume_at
from firmware_app.stick.mounting import mount, unlock, unmount
from firmware_app.stick.progress import CLOCK_WORD

_USER = "cuelight"
_LATEST_S = 4_102_444_800
"""The year 2100: later is no time, but a mistake."""


def mount_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick mount``."""
    mount(volume_at(arguments.device), mounted_at(arguments.device), _user())
    return 0


def unlock_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick unlock``."""
    unlock(volume_at(arguments.device), mounted_at(arguments.device), _user())
    return 0


def unmount_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick unmount``."""
    unmount(mounted_at(arguments.device))
    return 0


def set_clock(arguments: argparse.Namespace) -> int:
    """``cuelight stick set-clock``: the time that the exporter has found signed on the stick; forward only."""
    try:
        handle = os.open(progress_folder() / CLOCK_WORD, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            unix_s = int(file.read(20))
    except (OSError, ValueError):
        return 0  # it brings none
    if not time.time() < unix_s < _LATEST_S:
        return 0
    time.clock_settime(time.CLOCK_REALTIME, unix_s)
    CLOCK_SET.parent.mkdir(exist_ok=True)
    CLOCK_SET.touch()
    CLOCK_SET.parent.chmod(0o755)  # whatever the unit's umask: kiosk and exporter look there
    print(f"{arguments.device}: the clock is set by it")
    for words in (["fake-hwclock", "save"], ["hwclock", "--systohc"]):  # for the next start; either may not be there
        with suppress(OSError):
            subprocess.run(words, capture_output=True, check=False)
    return 0


def _user() -> tuple[int, int]:
    """Whom the stick belongs to while it is mounted."""
    try:
        user = pwd.getpwnam(_USER)
    except KeyError:
        return os.getuid(), os.getgid()
    return user.pw_uid, user.pw_gid
