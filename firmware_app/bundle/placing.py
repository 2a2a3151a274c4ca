"""Puts a bundle where it goes, whole under its name or not at all, whatever happens to the stick meanwhile."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from firmware_app.bundle.sealing import ENDING, seal
from firmware_app.errors import CuelightError
from firmware_app.whole_file import on_disk

PART = ".part-"
"""So begins the name of what is not whole."""
NEW = ".new-"
"""And of a folder that is not on the disk yet."""


def put_in_place(bundle: Path, home: Path, trainer_key: str) -> Path:
    """Copies a bundle into ``home``, encrypted where there is a key; its path there.

    On the disk first, then under its name: a stick that is pulled holds the bundle whole or not at all.

    Raises:
        CuelightError: it cannot be encrypted, or is there a thousand times.
        OSError: it cannot be written.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    if not home.exists():
        _make_safely(home)
    _clear(home)
    part, whole = _names(home, bundle.name, ENDING if trainer_key else "")
    try:
        if trainer_key:
            seal(bundle, part, trainer_key)
            _on_disk_in_order((part,), home)
        else:
            _copy(bundle, part)
        _name(part, whole)
    except BaseException:
        _take_away(part)
        raise
    return whole


def _make_safely(folder: Path) -> None:
    """A folder that is whole when it has its name.

    vfat and exFAT write in the order of the sectors, so maybe a folder's name before the folder. A stick that is pulled
    between has a name that, once looked at, makes the kernel write nothing more: it must be one that nobody looks at.
    """
    new = folder.with_name(f"{NEW}{secrets.token_hex(8)}")
    new.mkdir()
    _on_disk_in_order((new.parent,), new.parent.parent)  # vfat writes the sectors of a new folder with its parent's
    _name(new, folder)


def _copy(bundle: Path, part: Path) -> None:
    _make_safely(part)
    for file in sorted(bundle.iterdir()):
        (part / file.name).write_bytes(file.read_bytes())
    _on_disk_in_order(sorted(part.iterdir()), part.parent)
    on_disk(part)


def _on_disk_in_order(names: Sequence[Path], other: Path) -> None:
    """First which sectors are taken, then what takes them: the other way round, a later export would take them again.

    vfat writes its table of sectors with whatever is brought onto the disk, and last: so with another folder first.
    """
    on_disk(other)
    for name in names:
        on_disk(name)


def _name(part: Path, whole: Path) -> None:
    """In one write: vfat gives a new name to no sectors at all until what has the name is written itself."""
    part.rename(whole)
    on_disk(whole)
    on_disk(whole.parent)


def _clear(home: Path) -> None:
    """What an export that was cut short has left there goes.

    But not where the whole is there, too: vfat and exFAT write a new name before they take the old one away, and a
    stick that was pulled between has both for the same sectors.
    """
    with os.scandir(home) as names:  # one at a time: there may be a million
        for left in names:
            if left.name.startswith(PART) and not (home / left.name.removeprefix(PART)).exists():
                _take_away(Path(left.path))
    on_disk(home)


def _take_away(part: Path) -> None:
    """As far as it goes: what a pulled stick leaves cannot always be taken away, and must not stop the next export."""
    with suppress(OSError):
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


def _names(home: Path, name: str, ending: str) -> tuple[Path, Path]:
    """Where it grows, and what it will be: neither is there yet."""
    for k in range(1, 1000):
        whole = f"{name}{ending}" if k == 1 else f"{name}-{k}{ending}"
        part, free = home / f"{PART}{whole}", home / whole
        if not part.exists() and not free.exists():
            return part, free
    raise CuelightError(f"{home}: holds the same calls a thousand times; take some away")
