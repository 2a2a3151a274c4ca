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
    """``cuelight stick unlock``; and the clock, where the stick brings the time."""
    _set_clock()
    unlock(volume_at(arguments.device), mounted_at(arguments.device), _user())
    return 0


def unmount_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick unmount``."""
    unmount(mounted_at(arguments.device))
    return 0


def _set_clock() -> None:
    """To the time that the exporter has found signed on the stick; forward only, before the bundle is dated."""
    try:
        handle = os.open(progress_folder() / CLOCK_WORD, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            unix_s = int(file.read(20))
    except (OSError, ValueError):
        return  # it brings none
    if not time.time() < unix_s < _LATEST_S:
        return
    time.clock_settime(time.CLOCK_REALTIME, unix_s)
    CLOCK_SET.parent.mkdir(exist_ok=True)
    CLOCK_SET.touch()
    CLOCK_SET.parent.chmod(0o755)  # whatever the unit's umask: kiosk and exporter look there
    print("cuelight: the clock is set by the stick")
    # for the next start; either may not be there
    for words in (["systemctl", "--no-block", "start", "cuelight-clock-save.service"], ["hwclock", "--systohc"]):
        with suppress(OSError):
            subprocess.run(words, capture_output=True, check=False)


def _user() -> tuple[int, int]:
    """Whom the stick belongs to while it is mounted."""
    try:
        user = pwd.getpwnam(_USER)
    except KeyError:
        return os.getuid(), os.getgid()
    return user.pw_uid, user.pw_gid
