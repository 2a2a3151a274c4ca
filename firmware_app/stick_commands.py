"""What ``cuelight stick …`` does: authorise a stick on a PC, leave the time on it, and look at it on the unit."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time

from firmware_app.errors import CuelightError, InputError
from firmware_app.logbook import now
from firmware_app.settings_file import load_settings
from firmware_app.stick import mounted_at, progress_folder, volume_at, volume_of
from firmware_app.stick.admission import check
from firmware_app.stick.progress import CLOCK_WORD
from firmware_app.stick.time_note import leave_time, time_of
from firmware_app.stick.token import authorise


def authorise_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick authorise``."""
    _mounted(arguments)
    until = dt.date.today() + dt.timedelta(days=arguments.days)
    volume = volume_of(arguments.folder)
    print(f"{authorise(arguments.folder, volume, arguments.key, until)}: good for this stick until {until}")
    if not volume.serial:
        print("the stick has no serial number: the token holds to its file system alone")
    return 0


def _mounted(arguments: argparse.Namespace) -> None:
    if not arguments.folder.is_dir():
        raise InputError(f"{arguments.folder}: is no folder; name the one where the stick is mounted")
    if not arguments.key.is_file():
        raise InputError(f"{arguments.key}: no such key; make one: ssh-keygen -t ed25519 -f {arguments.key}")


def time_to_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick time``."""
    _mounted(arguments)
    moment = time.time()
    path = leave_time(arguments.folder, volume_of(arguments.folder), arguments.key, moment)
    shown = dt.datetime.fromtimestamp(moment).astimezone().strftime("%A, %-d %B %Y, %H:%M %Z")
    print(f"{path}: this PC's time, {shown}. Is that right? No unit goes back from it.")
    print("take the stick round now: the time stands still on it")
    return 0


def check_stick(arguments: argparse.Namespace) -> int:
    """As the exporter: whether the stick is the site's; and the time, where it brings one."""
    settings = load_settings(arguments.settings)
    site_key, volume, at = settings.export.site_key, volume_at(arguments.device), mounted_at(arguments.device)
    moment, left = now(settings.logbook), progress_folder() / CLOCK_WORD
    left.unlink(missing_ok=True)
    check(volume, at, site_key, moment)
    try:
        found = time_of(at, volume, site_key, moment)
    except CuelightError as error:  # that costs no export
        print(f"cuelight: {error}", file=sys.stderr)
        return 0
    if found is not None:
        left.write_text(str(found), encoding="ascii")
    return 0
