"""The time that a stick brings from a PC to units that have no clock of their own.

It is as right as it is fresh: written just before a round of desks, it is some minutes slow at each. A unit whose clock
is known to be right, or already later, takes nothing: its time never goes back.
"""

from __future__ import annotations

import json
from pathlib import Path

from firmware_app.errors import CuelightError
from firmware_app.logbook import Moment
from firmware_app.places import STICK_FOLDER
from firmware_app.signing import CLOCK
from firmware_app.stick.note import leave, same_stick, signed_note
from firmware_app.stick.volume import Volume

NOTE = "time.json"
_VERSION = 1


def leave_time(folder: Path, volume: Volume, site_key: Path, unix_s: float) -> Path:
    """Writes the time to a mounted stick; the note's path.

    Raises:
        CuelightError: the stick has no id, or the key cannot sign.
        OSError: it cannot be written.
    """
    if not volume.id:
        raise CuelightError(f"{folder}: its file system has no id; format it anew")
    told = {"version": _VERSION, "volume": volume.id, "serial": volume.serial, "unix_s": round(unix_s)}
    return leave(folder, NOTE, told, site_key, CLOCK)


def time_of(folder: Path, volume: Volume, site_key: str, now: Moment) -> int | None:
    """Unix time that the unit should take; None: the stick brings none, or none that is needed.

    Raises:
        CuelightError: there is one, and it is not the site's, or not this stick's.
    """
    if now.trusted or not (folder / STICK_FOLDER / NOTE).exists():
        return None
    try:
        told = json.loads(signed_note(folder, NOTE, CLOCK, site_key))
        if told["version"] == _VERSION and same_stick(volume, told):
            unix_s = int(told["unix_s"])
            return unix_s if unix_s > now.wall_s else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CuelightError(f"{NOTE}: cannot be read; write it again with `cuelight stick time`") from error
    raise CuelightError(f"{NOTE}: is of another stick or version; write it again with `cuelight stick time`")
