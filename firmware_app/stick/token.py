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
from firmware_app.signing import STICK, sign, signed_with
from firmware_app.stick.trouble import StickError, Trouble
from firmware_app.stick.volume import Volume

FOLDER = "cuelight"
TOKEN = "authorised.json"
_MOST_BYTES = 4096
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
    home = folder / FOLDER
    if home.is_symlink():
        raise CuelightError(f"{home}: is a link; take it away")
    home.mkdir(exist_ok=True)
    path = home / TOKEN
    token = Token(_VERSION, volume.id, volume.serial, until.isoformat())
    for old in (path, path.with_name(TOKEN + ".sig")):  # a link of that name would lead to a file of this PC
        old.unlink(missing_ok=True)
    with path.open("x", encoding="ascii") as file:
        file.write(json.dumps(asdict(token)) + "\n")
    sign(path, site_key, STICK)
    return path


def check_token(folder: Path, volume: Volume, site_key: str, now: Moment) -> None:
    """``folder``: where the stick is mounted. ``site_key``: the public one. An unset clock cannot end a token.

    Raises:
        StickError: one line that says why.
    """
    if not site_key:
        raise _not_ours("export.site_key is not set: no stick gets anything; give the unit the site's public key")
    path = folder / FOLDER / TOKEN
    data, signature = _read(path), path.with_name(TOKEN + ".sig")
    _read(signature)
    if not signed_with(data, signature, STICK, site_key):
        raise _not_ours(f"{TOKEN}: is not signed with the site's key; authorise the stick with it")
    token = _parsed(data)
    if (token.volume, token.serial) != (volume.id, volume.serial):
        raise _not_ours(f"{TOKEN}: is of another stick; authorise this one")
    if now.trusted and dt.date.fromisoformat(token.until) < dt.date.fromtimestamp(now.wall_s):
        raise _not_ours(f"{TOKEN}: was good until {token.until}; authorise the stick again")


def _read(path: Path) -> bytes:
    """A small, plain file; a link, a device or a pipe of that name is none."""
    try:
        if path.parent.is_symlink() or path.is_symlink() or not path.is_file():
            raise _not_ours(f"{path.name}: the stick has none; authorise it with `cuelight stick authorise`")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _not_ours(f"{path.name}: cannot be read ({error.strerror})") from error
    if len(data) > _MOST_BYTES:
        raise _not_ours(f"{path.name}: is far too long for a token; authorise the stick again")
    return data


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
    raise _not_ours(f"{TOKEN}: is of another version; authorise the stick again") from why


def _not_ours(line: str) -> StickError:
    return StickError(Trouble.NOT_OURS, line)
