"""The steps from a stick plugged in to "take it", each a command of its own with no more rights than it needs.

Mounting and unmounting are root's; who reads the stick and writes to it is the kiosk's own user, in a sandbox.
"""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

from firmware_app.bundle import Origin, write_bundle
from firmware_app.logbook import Moment
from firmware_app.stick.token import FOLDER, check_token
from firmware_app.stick.trouble import StickError, Trouble
from firmware_app.stick.volume import MOUNTED_AS, Volume

_GUARDED = "nodev,nosuid,noexec,nosymfollow,noatime"
_OWNERLESS = ("vfat", "exfat", "ntfs")
"""File systems that know no owners: all of it is the exporter's."""
_ROOM_BYTES = 20_000_000
"""More than a month's bundle with everything; less room is not worth beginning."""


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
    at.mkdir(mode=0o755, parents=True, exist_ok=True)
    owner = f",uid={user[0]},gid={user[1]},umask=077" if volume.kind in _OWNERLESS else ""
    _do("mount", "-t", kind, "-o", f"ro,{_GUARDED}{owner}", str(volume.device), str(at))


def check(volume: Volume, at: Path, site_key: str, now: Moment) -> None:
    """As the exporter: whether the stick is the site's, and can take a bundle.

    Raises:
        StickError: it is not, or has no room.
    """
    check_token(at, volume, site_key, now)
    room = os.statvfs(at)
    if room.f_bavail * room.f_frsize < _ROOM_BYTES:
        raise StickError(Trouble.NO_ROOM, f"{volume.device}: has no {_ROOM_BYTES // 1_000_000} MB free; empty it")


def unlock(volume: Volume, at: Path, user: tuple[int, int]) -> None:
    """As root: to be written from now on.

    Raises:
        StickError: it is locked, or its file system is damaged.
    """
    _do("mount", "-o", f"remount,rw,{_GUARDED}", str(at))
    if volume.kind not in _OWNERLESS:
        home = os.open(at / FOLDER, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            os.fchown(home, *user)
            os.fchmod(home, 0o700)
        finally:
            os.close(home)


def write(volume: Volume, at: Path, origin: Origin, now: Moment) -> Path:
    """As the exporter: the bundle, on the stick and out of the kernel's hands; its path.

    Raises:
        StickError: the stick is full, or was pulled out.
    """
    home = at / FOLDER / origin.device
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        raise StickError(Trouble.ODD, f"{home}: is no folder; take it away")
    try:
        return write_bundle(origin, at, now)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        trouble = Trouble.NO_ROOM if full else Trouble.FAILED
        raise StickError(trouble, f"{volume.device}: {error.strerror}; the stick holds nothing new") from error


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
