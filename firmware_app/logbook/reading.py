"""Reads a logbook while the kiosk goes on writing it, or what is left of a damaged one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path

from firmware_app.logbook.records import CallRecord, CueRecord, MoodLight

UnreadableError = UnicodeDecodeError
"""What Python makes of SQLite's own error where that quotes a damaged name."""
MEASURES = tuple(field.name for field in fields(CallRecord) if field.name not in ("began_s", "cues"))
"""Columns of a call that are measured, in the order of `CallRecord`."""


@dataclass(frozen=True)
class Logged:
    """A call as it stands in the logbook. ``id``: its own, at random; ``seq``: its place.

    ``shift`` counts up; ``into_shift_s``: since its first call began. ``began_at``: Unix time. ``trusted``: whether
    that is to be believed, or is what an unset clock showed. A call is later than one of an earlier ``boot``, and in
    the same boot by its ``call.began_s``.
    """

    seq: int
    id: str
    boot: int
    shift: int
    into_shift_s: float
    began_at: float
    trusted: bool
    call: CallRecord


def read_calls(file: sqlite3.Connection) -> Iterator[Logged]:
    """All of them, the oldest first.

    Raises:
        sqlite3.Error: the file is damaged, or no logbook.
    """
    cues: dict[int, list[CueRecord]] = {}
    for call, cue, at_s, shown_s, helped in file.execute(
        "SELECT call, cue, at_s, shown_s, helped FROM cues ORDER BY call, place"
    ):
        cues.setdefault(call, []).append(CueRecord(cue, at_s, shown_s, None if helped is None else bool(helped)))
    rows = file.execute(
        f"SELECT c.seq, c.id, c.boot, c.shift, b.wall_s + c.began_s, b.trusted, c.began_s, {', '.join(MEASURES)} "
        "FROM calls c JOIN boots b ON b.seq = c.boot ORDER BY c.boot, c.began_s, c.seq"
    )
    first: dict[int, float] = {}
    for seq, name, boot, shift, began_at, trusted, *measures in rows:
        call = CallRecord(*measures)
        call = replace(call, ended_angry=bool(call.ended_angry), cues=tuple(cues.get(seq, ())))
        # a shift that goes on after another boot is one whose clock was known
        into_shift_s = max(0.0, began_at - first.setdefault(shift, began_at))
        yield Logged(seq, name, boot, shift, into_shift_s, began_at, bool(trusted), call)


def read_mood_light(file: sqlite3.Connection) -> MoodLight:
    """How often the mood light came on, and was called wrong; none, where the logbook is of version 1.

    Raises:
        sqlite3.Error: the file is damaged, or no logbook.
    """
    if file.execute("SELECT 1 FROM sqlite_master WHERE name = 'mood_light'").fetchone() is None:
        return MoodLight()
    return MoodLight(*file.execute("SELECT calls_lit, called_wrong FROM mood_light").fetchone())


def rows_of_damaged(path: Path) -> Iterator[tuple[str, tuple[object, ...]]]:
    """(table, row) of all that can still be read, each table until its damage."""
    with suppress(sqlite3.Error, UnreadableError), opened(path) as file:
        for table in ("boots", "calls", "cues", "mood_light"):
            with suppress(sqlite3.Error, UnreadableError):
                yield from ((table, row) for row in file.execute(f"SELECT * FROM {table}"))


def opened(path: Path) -> closing[sqlite3.Connection]:
    """A logbook to read from, and not to write to; a context manager."""
    file = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    file.text_factory = any_text
    return closing(file)


def any_text(data: bytes) -> str:
    """Text that may be damaged."""
    return data.decode(errors="replace")
