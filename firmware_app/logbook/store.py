"""The logbook's file: SQLite, one writer, safe to lose power at any moment, gentle on an SD card."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any

from firmware_app.errors import CuelightError
from firmware_app.logbook.clock import Moment
from firmware_app.logbook.reading import MEASURES, UnreadableError, any_text, rows_of_damaged
from firmware_app.logbook.records import CallRecord, CueRecord
from firmware_app.logbook.retention import Limits, forget_oldest, forget_what_is_due

VERSION = 2
"""Of the tables, kept in ``user_version``."""
_SCHEMA = Path(__file__).with_name("schema.sql")
_PAGE_BYTES = 4096
_WAL_PAGES = 64
"""Pages written to the side before they go into their places, together: fewer of them are written twice."""
_BUSY_S = 5.0
_OF_THE_MACHINE = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_AUTH,
}
_DAY_S = 86_400.0
_LONGEST_SHIFT_S = 12 * 3600.0
_CLOCK_S = 2.0
"""A clock that has moved less against the machine's own is the same clock: nothing is written for it."""


class DamagedError(CuelightError):
    """The file is no logbook that this program can read."""


class Store:
    """An open logbook.

    Raises:
        DamagedError: on opening: the file is damaged, or of a newer version.
        sqlite3.Error: of any call: the file cannot be read or written now.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        self._limits = limits
        self._file = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None)
        self._file.text_factory = any_text
        try:
            self._prepare(path)
        except BaseException as error:
            self._file.close()
            if isinstance(error, UnreadableError) or (isinstance(error, sqlite3.Error) and _is_damage(error)):
                raise DamagedError(f"{path}: {error}") from error
            raise

    def _prepare(self, path: Path) -> None:
        self._file.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        self._file.execute("PRAGMA journal_mode = WAL")
        # what is told to be kept outlives a power cut a moment later
        self._file.execute("PRAGMA synchronous = FULL")
        self._file.execute(f"PRAGMA wal_autocheckpoint = {_WAL_PAGES}")
        self._file.execute(f"PRAGMA max_page_count = {self._limits.max_bytes // _PAGE_BYTES}")
        self._file.execute("PRAGMA foreign_keys = ON")
        self._file.execute("PRAGMA secure_delete = ON")
        version = int(self._one("PRAGMA user_version"))
        if version > VERSION:
            raise DamagedError(f"{path}: of version {version}, this program knows {VERSION}")
        if version == 0:
            self._make()
        elif version == 1:
            self._add_mood_light()
        found = str(self._one("PRAGMA integrity_check"))
        if found != "ok":
            raise DamagedError(f"{path}: {found.splitlines()[0]}")
        with closing(sqlite3.connect(":memory:")) as model:
            model.executescript(_SCHEMA.read_text(encoding="utf-8"))
            if _tables(self._file) != _tables(model):  # a spoilt letter in a column's name passes the check above
                raise DamagedError(f"{path}: its tables are not as they were made")

    def _make(self) -> None:
        with self._at_once():
            for statement in _statements():
                self._file.execute(statement)
            self._file.execute("INSERT INTO log VALUES (?, '')", ("log-" + uuid.uuid4().hex[:12],))
            self._file.execute("INSERT INTO mood_light VALUES (0, 0)")
            self._file.execute(f"PRAGMA user_version = {VERSION}")

    def _add_mood_light(self) -> None:
        """What version 1 did not have."""
        with self._at_once():
            self._file.execute(next(each for each in _statements() if "mood_light" in each))
            self._file.execute("INSERT INTO mood_light VALUES (0, 0)")
            self._file.execute(f"PRAGMA user_version = {VERSION}")

    def add(self, call: CallRecord, now: Moment) -> None:
        """A call that has ended; its ``began_s`` is of this boot. Where the file is full, the oldest calls go."""
        for more in (True, True, True, False):  # a tenth of few calls may not free one page of each table
            try:
                return self._add(call, now)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_FULL or not more:
                    raise
            with self._at_once():
                forget_oldest(self._file)
        return None

    def _add(self, call: CallRecord, now: Moment) -> None:
        with self._at_once():
            boot = self._boot(now)
            shift, new_shift = self._shift(boot, call.began_s)
            # and not with every call: what is old goes together, and is written once
            if new_shift or self._day(boot, call.began_s) != self._day_of_last():
                forget_what_is_due(self._file, self._limits, now, shift)
            values = [_rounded(getattr(call, name)) for name in MEASURES]
            row = self._file.execute(
                f"INSERT INTO calls (id, boot, shift, began_s, {', '.join(MEASURES)}) "
                f"VALUES ({', '.join('?' * (len(values) + 4))})",
                ("call-" + uuid.uuid4().hex[:12], boot, shift, round(call.began_s), *values),
            ).lastrowid
            assert row is not None
            if call.angry_spells:
                self._file.execute("UPDATE mood_light SET calls_lit = calls_lit + 1")
            for place, cue in enumerate(call.cues):
                self._add_cue(row, place, cue)

    def add_cue(self, cue: CueRecord) -> None:
        """A cue that was shown after the last call."""
        with self._at_once():
            call = self._one("SELECT max(seq) FROM calls")
            if call is not None:
                place = self._one("SELECT count(*) FROM cues WHERE call = ?", call)
                self._add_cue(int(call), int(place), cue)

    def add_called_wrong(self) -> None:
        """The agent said in a call that the mood light was wrong."""
        with self._at_once():
            self._file.execute("UPDATE mood_light SET calls_lit = calls_lit + 1, called_wrong = called_wrong + 1")

    def salvage(self, damaged: Path, remark: str) -> int:
        """Takes over what can still be read of another file; how many calls. ``remark``: for who reads the report."""
        with self._at_once():
            self._file.execute("UPDATE log SET remark = ?", (remark,))
            for table, row in rows_of_damaged(damaged):
                if table == "mood_light":
                    self._file.execute("DELETE FROM mood_light")  # its one row is from before any call
                if len(row) == self._one("SELECT count(*) FROM pragma_table_info(?)", table):
                    with suppress(sqlite3.IntegrityError):  # a row that is damaged itself, or whose call is
                        self._file.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
            return int(self._one("SELECT count(*) FROM calls"))

    def close(self) -> None:
        """Everything in its place; may be called twice."""
        self._file.close()

    def _boot(self, now: Moment) -> int:
        """This boot's row, with what is known of its time by now: the best look counts for all of its calls."""
        known = self._file.execute(
            "SELECT seq, trusted, wall_s FROM boots WHERE boot_id = ?", (now.boot_id,)
        ).fetchone()
        if known is None:
            values = (now.boot_id, now.booted_s, now.trusted)
            row = self._file.execute("INSERT INTO boots (boot_id, wall_s, trusted) VALUES (?, ?, ?)", values).lastrowid
            assert row is not None
            return row
        seq, trusted, wall_s = known
        if (now.trusted >= trusted and abs(now.booted_s - wall_s) > _CLOCK_S) or now.trusted > trusted:
            better = (now.booted_s, now.trusted, seq)
            self._file.execute("UPDATE boots SET wall_s = ?, trusted = ? WHERE seq = ?", better)
        return int(seq)

    def _shift(self, boot: int, began_s: float) -> tuple[int, bool]:
        """The number of the shift, and whether it begins with this call."""
        last = self._file.execute(
            "SELECT c.shift, c.boot = ?1, ?2 - c.began_s - c.length_s, b.trusted AND n.trusted, "
            "n.wall_s + ?2 - b.wall_s - c.began_s - c.length_s, "
            "?2 - (SELECT min(f.began_s) FROM calls f WHERE f.shift = c.shift AND f.boot = ?1) "
            "FROM calls c JOIN boots b ON b.seq = c.boot JOIN boots n ON n.seq = ?1 ORDER BY c.seq DESC LIMIT 1",
            (boot, began_s),
        ).fetchone()
        if last is None:
            return 1, True
        shift, same_boot, gap_s, both_trusted, wall_gap_s, lasted_s = last
        if not same_boot:
            gap_s = wall_gap_s if both_trusted else float("inf")
        # where the desk is never empty, people change without a gap
        new = gap_s > self._limits.shift_gap_s or (lasted_s or 0.0) > _LONGEST_SHIFT_S
        return int(shift) + new, new

    def _day(self, boot: int, began_s: float) -> tuple[int, int]:
        return boot, int(began_s // _DAY_S)

    def _day_of_last(self) -> tuple[int, int] | None:
        last = self._file.execute("SELECT boot, began_s FROM calls ORDER BY seq DESC LIMIT 1").fetchone()
        return None if last is None else self._day(*last)

    def _add_cue(self, call: int, place: int, cue: CueRecord) -> None:
        self._file.execute("INSERT INTO cues VALUES (?, ?, ?, ?, ?, ?)", (call, place, *map(_rounded, astuple(cue))))

    def _one(self, question: str, *values: object) -> Any:
        row = self._file.execute(question, values).fetchone()
        return None if row is None else row[0]

    @contextmanager
    def _at_once(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._file.in_transaction:  # a full disk has ended it by itself
                self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")


def _statements() -> list[str]:
    return [each for each in _SCHEMA.read_text(encoding="utf-8").split(";\n") if each.strip()]


def _is_damage(error: sqlite3.Error) -> bool:
    """Not the disk's fault, nor another's who holds the file: what is left is the file itself."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _OF_THE_MACHINE


def _tables(file: sqlite3.Connection) -> set[tuple[str, str]]:
    return set(file.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def _rounded(value: object) -> object:
    """Hundredths: what can be heard is no finer, and a long tail of digits would only fill the card."""
    return round(value, 2) if isinstance(value, float) else value
