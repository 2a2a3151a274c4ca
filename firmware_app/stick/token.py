"""The token that makes a stick one of the site's: which volume, on which stick, until when; signed with the site's key.

It says nothing secret. Copied to another stick it fits neither the volume's id nor the hardware's serial number; who
forges both, bit by bit, has had the stick in hands, and gets figures of desks.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from firmware_app.errors import CuelightError
from firmware_app.logbook import Moment
from firmware_app.signing import STICK
from firmware_app.stick.note import leave, not_ours, same_stick, signed_note
from firmware_app.stick.volume import Volume

TOKEN = "authorised.json"
_VERSION = 1


@dataclass(frozen=True)
class Token:
    """``volume``, ``serial``: of `Volume`. ``until``: a day, ISO 8601."""

    version: int
    volume: str
    serial: str
    until: str


def authorise(folder: Path, volume: Volume, site_key: Path, until: dt.date) -> Path:
    """Writes a signed token to a mounted stick; its path.

    Raises:
        CuelightError: the stick has no id, or the key cannot sign.
        OSError: it cannot be written.
    """
    if not volume.id:
        raise CuelightError(f"{folder}: its file system has no id; format it anew")
    token = Token(_VERSION, volume.id, volume.serial, until.isoformat())
    return leave(folder, TOKEN, asdict(token), site_key, STICK)


def check_token(folder: Path, volume: Volume, site_key: str, now: Moment) -> None:
    """``folder``: where the stick is mounted. ``site_key``: the public one. An unset clock cannot end a token.

    Raises:
        StickError: one line that says why.
    """
    if not site_key:
        raise not_ours("export.site_key is not set: no stick gets anything; give the unit the site's public key")
    token = _parsed(signed_note(folder, TOKEN, STICK, site_key))
    if not same_stick(volume, asdict(token)):
        raise not_ours(f"{TOKEN}: is of another stick; authorise this one")
    if now.trusted and dt.date.fromisoformat(token.until) < dt.date.fromtimestamp(now.wall_s):
        raise not_ours(f"{TOKEN}: was good until {token.until}; authorise the stick again")


def _parsed(data: bytes) -> Token:
    try:
        told: Any = json.loads(data)
        token = Token(**told)
        dt.date.fromisoformat(token.until)
        if token.version == _VERSION:
            return token
        why: Exception | None = None
    except (TypeError, ValueError) as error:
        why = error
    raise not_ours(f"{TOKEN}: is of another version; authorise the stick again") from why
