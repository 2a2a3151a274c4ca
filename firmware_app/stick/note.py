"""Small signed files that a stick carries from the site's PC: its token, and the time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from firmware_app.errors import CuelightError
from firmware_app.places import STICK_FOLDER
from firmware_app.signing import sign, signed_with
from firmware_app.stick.trouble import StickError, Trouble
from firmware_app.stick.volume import Volume

_MOST_BYTES = 4096


def leave(folder: Path, name: str, told: Mapping[str, Any], key: Path, purpose: str) -> Path:
    """Writes and signs a note on a mounted stick; its path.

    Raises:
        CuelightError: the key cannot sign.
        OSError: it cannot be written.
    """
    home = folder / STICK_FOLDER
    if home.is_symlink():
        raise CuelightError(f"{home}: is a link; take it away")
    home.mkdir(exist_ok=True)
    path = home / name
    for old in (path, path.with_name(name + ".sig")):  # a link of that name would lead to a file of this PC
        old.unlink(missing_ok=True)
    with path.open("x", encoding="ascii") as file:
        file.write(json.dumps(told) + "\n")
    sign(path, key, purpose)
    return path


def signed_note(folder: Path, name: str, purpose: str, site_key: str) -> bytes:
    """What stands in a note that the site has signed.

    Raises:
        StickError: it is not there, or is not the site's.
    """
    path = folder / STICK_FOLDER / name
    data, signature = _read(path), path.with_name(name + ".sig")
    _read(signature)
    if not signed_with(data, signature, purpose, site_key):
        raise not_ours(f"{name}: is not signed with the site's key; authorise the stick with it")
    return data


def same_stick(volume: Volume, told: Mapping[str, Any]) -> bool:
    """Whether a note was written for this very stick."""
    return (told.get("volume"), told.get("serial")) == (volume.id, volume.serial)


def not_ours(line: str) -> StickError:
    """The stick is not the site's: why."""
    return StickError(Trouble.NOT_OURS, line)


def _read(path: Path) -> bytes:
    """A small, plain file; a link, a device or a pipe of that name is none."""
    try:
        if path.parent.is_symlink() or path.is_symlink() or not path.is_file():
            raise not_ours(f"{path.name}: the stick has none; authorise it with `cuelight stick authorise`")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise not_ours(f"{path.name}: cannot be read ({error.strerror})") from error
    if len(data) > _MOST_BYTES:
        raise not_ours(f"{path.name}: is far too long for a token; authorise the stick again")
    return data
