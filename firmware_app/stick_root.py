"""The steps of an export that are root's: ``cuelight stick mount``, ``unlock``, ``unmount``; see `stick.mounting`."""

from __future__ import annotations

import argparse
import os
import pwd

from firmware_app.stick import mounted_at, volume_at
from firmware_app.stick.mounting import mount, unlock, unmount

_USER = "cuelight"


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


def _user() -> tuple[int, int]:
    """Whom the stick belongs to while it is mounted."""
    try:
        user = pwd.getpwnam(_USER)
    except KeyError:
        return os.getuid(), os.getgid()
    return user.pw_uid, user.pw_gid
