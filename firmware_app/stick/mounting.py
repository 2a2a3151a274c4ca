"""What root does with a stick, and nothing else: mount it to be read, let it be written, unmount it.

Imports no more than it needs, and nothing that reads a file of anybody's: what is loaded here runs as root.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from firmware_app.places import STICK_FOLDER
from firmware_app.stick.trouble import StickError, Trouble
from firmware_app.stick.volume import MOUNTED_AS, Volume

_GUARDED = "nodev,nosuid,noexec,nosymfollow,noatime"
_OWNERLESS = ("vfat", "exfat", "ntfs")
"""File systems that know no owners: all of it is the exporter's."""


def mount(volume: Volume, at: Path, user: tuple[int, int]) -> None:
    """As root: to be read only, and so that nothing on it can run, be a device, or lead elsewhere.

    Raises:
        StickError: it is cut up, of a kind that is not taken, or damaged.
    """
    if volume.partitions > 1:
        raise StickError(Trouble.ODD, f"{volume.device}: {volume.partitions} partitions; take a stick that has one")
    kind = MOUNTED_AS.get(volume.kind)
    if kind is None:
        known = ", ".join(MOUNTED_AS)
        raise StickError(Trouble.UNREADABLE, f"{volume.device}: {volume.kind or 'no file system'}; format it: {known}")
    for folder in (at.parent, at):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o755)  # whatever the unit's umask: the exporter has to come through
    owner = f",uid={user[0]},gid={user[1]},umask=077" if volume.kind in _OWNERLESS else ""
    _do("mount", "-t", kind, "-o", f"ro,{_GUARDED}{owner}", str(volume.device), str(at))


def unlock(volume: Volume, at: Path, user: tuple[int, int]) -> None:
    """As root: to be written from now on.

    Raises:
        StickError: it is locked, or its file system is damaged.
    """
    _do("mount", "-o", f"remount,rw,{_GUARDED}", str(at))
    if volume.kind not in _OWNERLESS:
        home = os.open(at / STICK_FOLDER, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            os.fchown(home, *user)
            os.fchmod(home, 0o700)
        finally:
            os.close(home)


def unmount(at: Path) -> None:
    """As root: everything on the stick, and let go of it.

    Raises:
        StickError: what was written could not be brought onto it.
    """
    _do("umount", str(at))


def _do(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        line = (done.stderr.strip().splitlines() or ["failed"])[0]
        raise StickError(Trouble.UNREADABLE, f"{line}; look at the stick's lock, or format it anew")
