"""Reads what QEMU's blklogwrites has written down: each write to a disk, in order, as dm-log-writes has it.

Format: Linux, Documentation/admin-guide/device-mapper/log-writes.rst, and drivers/md/dm-log-writes.c.
"""

from __future__ import annotations

import random
import shutil
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MAGIC = 0x6A736677736872
_DISCARD = 4
_SECTOR = 512


@dataclass(frozen=True)
class Write:
    """``data`` at byte ``at``."""

    at: int
    data: bytes

    def onto(self, image: Path) -> None:
        """Writes it to an image."""
        with image.open("r+b") as file:
            file.seek(self.at)
            file.write(self.data)


def writes(log: Path) -> list[Write]:
    """All of them."""
    data = log.read_bytes()
    magic, version, count, size = struct.unpack_from("<QQQI", data)
    assert (magic, version) == (_MAGIC, 1), "no log of writes"
    found, place = [], size
    for _ in range(count):
        sector, sectors, flags, _ = struct.unpack_from("<QQQQ", data, place)
        place += size
        if flags & _DISCARD:
            continue
        length = sectors * size
        if length:
            found.append(Write(sector * size, data[place : place + length]))
        place += length
    return found


def prefixes(write: Write, chance: random.Random) -> Iterator[Write]:
    """The write not begun, and cut off after a sector in its midst: a stick writes no less than a sector at a time."""
    yield Write(write.at, b"")
    sectors = len(write.data) // _SECTOR
    if sectors > 1:
        yield Write(write.at, write.data[: chance.randrange(1, sectors) * _SECTOR])


def states(before: Path, log: Path, work: Path) -> Iterator[Path]:
    """Every state that a disk went through, and every write torn in its midst; each path only until the next."""
    chance = random.Random(1)
    image = Path(shutil.copy(before, work / "growing"))
    for write in writes(log):
        with image.open("rb") as file:
            file.seek(write.at)
            was = Write(write.at, file.read(len(write.data)))
        for part in prefixes(write, chance):
            part.onto(image)
            yield image
        was.onto(image)
        write.onto(image)
    yield image
