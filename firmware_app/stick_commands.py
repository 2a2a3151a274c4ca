"""What ``cuelight stick …`` does: authorise a stick on a PC, and the steps of an export on the unit."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import pwd
import sqlite3
from pathlib import Path

from firmware_app.bundle_commands import unit
from firmware_app.errors import CuelightError, InputError
from firmware_app.logbook import Clock, Moment
from firmware_app.settings import Settings, load_settings
from firmware_app.stick import Trouble, authorise, progress_folder, volume_at, volume_of, write_progress
from firmware_app.stick.delivery import check, mount, unlock, unmount, write

_USER = "cuelight"
_MOUNTS = "/run/cuelight-mounts"


def authorise_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick authorise``."""
    if not arguments.folder.is_dir():
        raise InputError(f"{arguments.folder}: is no folder; name the one where the stick is mounted")
    if not arguments.key.is_file():
        raise InputError(f"{arguments.key}: no such key; make one: ssh-keygen -t ed25519 -f {arguments.key}")
    until = dt.date.today() + dt.timedelta(days=arguments.days)
    volume = volume_of(arguments.folder)
    print(f"{authorise(arguments.folder, volume, arguments.key, until)}: good for this stick until {until}")
    if not volume.serial:
        print("the stick has no serial number: the token holds to its file system alone")
    return 0


def begin(arguments: argparse.Namespace) -> int:
    """As the exporter: the light runs."""
    write_progress(progress_folder(), arguments.device.name, "busy")
    return 0


def mount_stick(arguments: argparse.Namespace) -> int:
    """As root."""
    mount(volume_at(arguments.device), _place(arguments), _user())
    return 0


def check_stick(arguments: argparse.Namespace) -> int:
    """As the exporter."""
    settings = load_settings(arguments.settings)
    check(volume_at(arguments.device), _place(arguments), settings.export.site_key, _now(settings))
    return 0


def unlock_stick(arguments: argparse.Namespace) -> int:
    """As root."""
    unlock(volume_at(arguments.device), _place(arguments), _user())
    return 0


def write_stick(arguments: argparse.Namespace) -> int:
    """As the exporter."""
    settings = load_settings(arguments.settings)
    origin = unit(settings)
    try:
        print(write(volume_at(arguments.device), _place(arguments), origin, _now(settings)))
    except sqlite3.Error as error:
        raise CuelightError(f"{origin.logbook}: {error}") from error
    return 0


def unmount_stick(arguments: argparse.Namespace) -> int:
    """As root."""
    unmount(_place(arguments))
    return 0


def done(arguments: argparse.Namespace) -> int:
    """As the exporter: take it."""
    write_progress(progress_folder(), arguments.device.name, "done")
    return 0


def end(arguments: argparse.Namespace) -> int:
    """As the exporter, after all: what went wrong is shown, by the exit code that systemd passes on."""
    if os.environ.get("SERVICE_RESULT", "success") != "success":
        code = os.environ.get("EXIT_STATUS", "")
        trouble = next((each for each in Trouble if code == str(int(each))), Trouble.FAILED)
        write_progress(progress_folder(), arguments.device.name, trouble.name)
    return 0


def _place(arguments: argparse.Namespace) -> Path:
    # in a folder of root's: who could put a link there could have root mount over anything
    return Path(_MOUNTS) / str(arguments.device.name)


def _now(settings: Settings) -> Moment:
    return Clock(battery=settings.logbook.battery_clock).now()


def _user() -> tuple[int, int]:
    """Whom the stick belongs to while it is mounted."""
    try:
        user = pwd.getpwnam(_USER)
    except KeyError:
        return os.getuid(), os.getgid()
    return user.pw_uid, user.pw_gid
