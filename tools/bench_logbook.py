"""``make bench-logbook``: bytes that a shift's logbook writes to its card, on a real ext4 of its own; as root.

Calls are minutes apart, so the kernel has written each one out before the next: here each is followed by a sync of
the file system. What is counted is what reaches the block device, with the file system's own journal.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, replace
from pathlib import Path
from typing import TypeAlias

from firmware_app.logbook import CallRecord, CueRecord, Limits, Moment
from firmware_app.logbook.store import Store

_CALLS = 120
"""A busy shift of eight hours: one every four minutes."""
_MONTH = 29 * _CALLS
_IMAGE_BYTES = 256 << 20
_SECTOR = 512
Way: TypeAlias = tuple[Callable[[int], None], Callable[[], None]]
_NUMBERS = (0.0, 212.4, 81.53, 97.21, 3, 2.75, 1, 4, 2, 1.46, 4.42, 5.31, 0.21, 48.25, 2, 71.5, False)
_REST = (12.0, 0.0, 8.4, 3.1, 0.0)
_CUES = tuple(CueRecord(cue, 31.25, 2.4, True) for cue in ("slow_down", "pause", "listen", "note"))
_CALL = CallRecord(*(*_NUMBERS, *_REST, _CUES))


def main() -> int:
    """The command; exit 1 where this machine lets nobody mount."""
    argparse.ArgumentParser(prog="make bench-logbook", description=__doc__).parse_args()
    if os.geteuid() != 0:
        print("bench_logbook: mounts a file system of its own; run it as root", file=sys.stderr)
        return 1
    print(f"{_CALLS} calls of 4 cues, after a month of as many\n\n| how | written, MB | the file, MB |\n|---|---|---|")
    for name, keep in _WAYS.items():
        with _file_system() as (folder, written):
            add, close = keep(folder / "logbook.db")
            for k in range(_MONTH):
                add(k)
            os.sync()
            before = written()
            for k in range(_MONTH, _MONTH + _CALLS):
                add(k)
                os.sync()
            size = (folder / "logbook.db").stat().st_size
            close()
            print(f"| {name} | {(written() - before) / 1e6:.2f} | {size / 1e6:.2f} |", flush=True)
    return 0


def _ours(path: Path) -> Way:
    store = Store(path, Limits())
    return lambda k: store.add(_at(k), _now(k)), store.close


def _plain(path: Path) -> Way:
    """SQLite as it comes: a rollback journal and a sync of its own with every call."""
    Store(path, Limits()).close()
    with sqlite3.connect(path) as file:
        file.execute("PRAGMA journal_mode = DELETE")

    class Plain(Store):
        def _prepare(self, path: Path) -> None:
            """As it comes."""

    store = Plain(path, Limits())
    return lambda k: store.add(_at(k), _now(k)), store.close


def _lines(path: Path) -> Way:
    """A line of text a call, appended and synced."""

    def add(k: int) -> None:
        with path.open("a", encoding="ascii") as file:
            file.write(repr(astuple(_at(k))) + "\n")
            file.flush()
            os.fsync(file.fileno())

    return add, lambda: None


_WAYS = {"ours": _ours, "SQLite as it comes": _plain, "lines of text, synced": _lines}


def _at(k: int) -> CallRecord:
    return replace(_CALL, began_s=240.0 * k)


def _now(k: int) -> Moment:
    return Moment("boot", 240.0 * k + 230.0, 1_800_000_000.0 + 240.0 * k, True)


@contextmanager
def _file_system() -> Iterator[tuple[Path, Callable[[], int]]]:
    """An ext4 of its own, mounted, and a count of the bytes that its device has been given to write."""
    with tempfile.TemporaryDirectory(prefix="cuelight-", dir="/dev/shm") as work:
        image, folder = Path(work) / "card.img", Path(work) / "card"
        with image.open("wb") as file:
            file.truncate(_IMAGE_BYTES)
        folder.mkdir()
        _do("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(image))
        device = _do("losetup", "--show", "-f", str(image))
        try:
            _do("mount", "-o", "noatime", device, str(folder))
            try:
                stat = Path("/sys/block") / Path(device).name / "stat"
                yield folder, lambda: int(stat.read_text().split()[6]) * _SECTOR
            finally:
                _do("umount", "--lazy", str(folder))
        finally:
            _do("losetup", "-d", device)


def _do(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
