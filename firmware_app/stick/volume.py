"""What a stick is: the file system on it and the hardware around it, as udev knows them."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from firmware_app.errors import CuelightError, InputError

MOUNTED_AS = {"vfat": "vfat", "exfat": "exfat", "ext4": "ext4", "ntfs": "ntfs3"}
"""File systems that are taken, and the kernel's own driver for each."""
_BLOCK = Path("/sys/class/block")


@dataclass(frozen=True)
class Volume:
    """``device``: its node. ``id``: of the file system. ``serial``: of the stick; empty: it has none."""

    device: Path
    kind: str
    id: str
    serial: str

    @property
    def disk(self) -> Path:
        """The whole stick, in sysfs."""
        place = (_BLOCK / self.device.name).resolve()
        return place if (place / "device").exists() else place.parent

    @property
    def partitions(self) -> int:
        """How many it is cut into; 0: it is one file system as a whole."""
        return len([part for part in self.disk.glob("*/partition") if part.is_file()])


def mounted_at(device: Path) -> Path:
    """Where a stick is mounted: a folder of root's, for who could put a link there could have root mount anywhere."""
    return Path("/run/cuelight-mounts") / device.name


def volume_at(device: Path) -> Volume:
    """The volume of a block device; of one that udev does not know, nothing but its name."""
    # by its place in sysfs: the exporter's sandbox has no device nodes
    lines = _asked("udevadm", "info", "--query=property", f"--path={_BLOCK / device.name}")
    told = dict(line.split("=", 1) for line in lines if "=" in line)
    names = ("ID_FS_TYPE", "ID_FS_UUID", "ID_SERIAL_SHORT")
    return Volume(device, *(told.get(name, "") for name in names))


def volume_of(folder: Path) -> Volume:
    """The volume that a folder lies on: for who authorises sticks, on a PC.

    Raises:
        InputError: it is no mounted volume.
    """
    (source, *_) = [*_asked("findmnt", "--noheadings", "--output", "SOURCE", "--mountpoint", str(folder.resolve())), ""]
    if not source.startswith("/dev/"):
        raise InputError(f"{folder}: no disk is mounted there; name the folder where the stick is")
    return volume_at(Path(source))


def _asked(*words: str) -> list[str]:
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CuelightError(f"{words[0]}: {error.strerror}") from error
    return done.stdout.splitlines() if done.returncode == 0 else []
