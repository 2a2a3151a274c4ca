"""Writes calls as CSV and reads them again."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TextIO, TypeVar

from firmware_app.bundle.columns import CALLS, CUES, Column, Place
from firmware_app.errors import InputError
from firmware_app.logbook import CallRecord, CueRecord, Logged

_TRUTH = {"true": True, "false": False}
_KINDS: dict[str, Callable[[str], Any]] = {"integer": int, "number": float, "boolean": _TRUTH.__getitem__}
_CALL_FIELDS = {field.name for field in fields(CallRecord)}
_DAY_S = 86_400
_MOST = 1e9
"""No count and no length is as great; neither is what is no number."""
_Row = TypeVar("_Row")


def write_tables(folder: Path, device: str, log: str, calls: Iterable[Logged], grain_s: int) -> int:
    """``calls.csv`` and ``cues.csv``; how many calls. ``grain_s``: times are rounded down to so many seconds."""
    count = 0
    with _to_write(folder / "calls.csv") as call_file, _to_write(folder / "cues.csv") as cue_file:
        call_table, cue_table = _table(call_file, CALLS), _table(cue_file, CUES)
        for logged in calls:
            day, began = _when(logged, grain_s)
            place = Place(device, log, day, began, int(logged.into_shift_s // grain_s * grain_s) // 60, logged)
            call_table.writerow([_shown(column.value(place, None)) for column in CALLS])
            cue_table.writerows([_shown(column.value(place, cue)) for column in CUES] for cue in logged.call.cues)
            count += 1
    return count


def read_tables(folder: Path) -> Iterator[Logged]:
    """The calls of a bundle, in the order written.

    Raises:
        InputError: a table is not as the schema has it; the line names file and row.
    """
    cues: dict[str, list[CueRecord]] = {}
    for name, cue in _rows(folder / "cues.csv", CUES, _cue):
        cues.setdefault(name, []).append(cue)
    for logged in _rows(folder / "calls.csv", CALLS, _logged):
        yield replace(logged, call=replace(logged.call, cues=tuple(cues.get(logged.id, ()))))


def _cue(row: Mapping[str, Any]) -> tuple[str, CueRecord]:
    return row["call"], CueRecord(row["cue"], row["at_s"], row["shown_s"], row["helped"])


def _logged(row: Mapping[str, Any]) -> Logged:
    measures = {name: value for name, value in row.items() if name in _CALL_FIELDS}
    timed = bool(row["day"])
    began_at = _unix(str(row["day"]), str(row["began"])) if timed else 0.0
    # within a boot the order is kept by number: seconds are not handed out
    call = CallRecord(began_s=began_at, **measures)
    into_s = row["into_shift_min"] * 60.0
    return Logged(row["place"], row["call"], row["boot"], row["shift"], into_s, began_at, timed, call)


def _when(logged: Logged, grain_s: int) -> tuple[str, str]:
    if not logged.trusted:
        return "", ""
    local = time.localtime(logged.began_at)
    into = (local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec) % _DAY_S // grain_s * grain_s
    return time.strftime("%Y-%m-%d", local), f"{into // 3600:02d}:{into % 3600 // 60:02d}"


def _unix(day: str, began: str) -> float:
    return time.mktime(time.strptime(f"{day} {began}", "%Y-%m-%d %H:%M"))


def _to_write(path: Path) -> TextIO:
    # a byte order mark: without one a spreadsheet takes UTF-8 for its own code page
    return path.open("w", encoding="utf-8-sig", newline="")


def _table(file: TextIO, columns: Sequence[Column]) -> Any:
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow([column.name for column in columns])
    return table


def _shown(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def _rows(path: Path, columns: Sequence[Column], made: Callable[[Mapping[str, Any]], _Row]) -> Iterator[_Row]:
    """Each row, made into what it stands for; one that cannot be is damage, whatever it is that is wrong with it."""
    kinds = [(column.name, _KINDS.get(column.kind, str), column.may_be_empty) for column in columns]
    number = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.reader(file)
            if next(table, None) != [column.name for column in columns]:
                raise InputError(
                    f"{path}: its columns are not those of this program; it is damaged or of another version"
                )
            for row in table:
                number = table.line_num
                cells = zip(kinds, row, strict=True)
                yield made({name: _read(kind, cell, empty) for (name, kind, empty), cell in cells})
    except (KeyError, ValueError, TypeError, OverflowError, csv.Error) as error:
        raise InputError(f"{path}: row {number} is damaged; take the bundle from the unit again") from error


def _read(kind: Callable[[str], Any], cell: str, may_be_empty: bool) -> Any:
    if not cell and may_be_empty:
        return "" if kind is str else None
    value = kind(cell)
    # an answer may come before the turn's end: only lengths of time may be below zero
    if kind in (int, float) and not (-_MOST if kind is float else 0) <= value < _MOST:
        raise ValueError(cell)
    return value
