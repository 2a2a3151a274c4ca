"""Says what is wrong with a folder of recordings to train on: ``python -m models.training.check_data --data DIR``.

One line a fault (file:line, column, mend) and exit code 2, or what is there. models/DATA.md says what is wanted and
why. Every row is looked at and every sound file's header; nothing is needed that only training needs.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import soundfile

from models.training.data_tables import EMOTIONS, TABLES, WHOLE, Check, Row, aligned, alignments, read_rows

_MOST_LINES = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m models.training.check_data", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="folder with emotion.csv, rate.csv and noise.csv")
    data = words.parse_args(arguments).data
    wrong = list(faults(data))
    for fault in wrong[:_MOST_LINES]:
        print(fault, file=sys.stderr)
    if len(wrong) > _MOST_LINES:
        print(f"{data}: {len(wrong) - _MOST_LINES} more like these", file=sys.stderr)
    if wrong:
        return 2
    for line in counts(data):
        print(line)
    return 0


def faults(data: Path) -> Iterator[str]:
    """Everything that training would trip over or learn wrongly from, a line each."""
    for name, checks in TABLES.items():
        file = data / name
        try:
            rows = read_rows(file)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            yield f"{file}: cannot be read as a UTF-8 CSV table ({error}); write it, its columns are in models/DATA.md"
            continue
        missing = [column for column in checks if rows and column not in rows[0].values]
        if missing or not rows:
            what = f"column {', '.join(missing)} is missing" if missing else "has no rows"
            yield f"{file}:1: {what}; its columns are in models/DATA.md"
            continue
        found = list(_row_faults(data, file, rows, checks))
        yield from found
        # totals of wrong rows would only say the same again
        if not found:
            yield from WHOLE[name](file, rows)
    yield from alignments(data)


def counts(data: Path) -> Iterator[str]:
    """What a sound folder holds."""
    for name, column in (("emotion.csv", "corpus"), ("rate.csv", "corpus"), ("noise.csv", "set")):
        rows = read_rows(data / name)
        groups = Counter(row[column] for row in rows)
        hours = sum(soundfile.info(data / row["path"]).duration for row in rows) / 3600.0
        yield f"{name}: {len(rows)} clips, {hours:.2f} h: " + ", ".join(f"{k} {n}" for k, n in sorted(groups.items()))
    emotions = Counter(row["emotion"] for row in read_rows(data / "emotion.csv"))
    yield "emotions: " + ", ".join(f"{name} {emotions[name]}" for name in EMOTIONS if emotions[name])
    said = {(row["corpus"], row["speaker"]) for row in read_rows(data / "rate.csv")}
    yield f"pace: {len(said)} speakers, {len(aligned(data))} clips with word times"


def _row_faults(data: Path, file: Path, rows: Sequence[Row], checks: dict[str, Check]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for row in rows:
        for column, check in checks.items():
            if wrong := check(row[column]):
                yield f"{file}:{row.line}: column {column}: {wrong}"
        if path := row["path"]:
            yield from _sound(data, f"{file}:{row.line}: column path", path)
            # word times are found by the name alone, and a split goes by it
            name = Path(path).stem if file.name == "rate.csv" else path
            if name in seen:
                yield f"{file}:{row.line}: column path: {name} is in line {seen[name]} too; give each clip its own name"
            seen.setdefault(name, row.line)


def _sound(data: Path, where: str, path: str) -> Iterator[str]:
    if Path(path).is_absolute():
        yield f"{where}: {path} is absolute; write it relative to {data}"
        return
    try:
        found = soundfile.info(data / path)
    except (OSError, RuntimeError):
        missing = not (data / path).exists()
        why = "is not there; put the file there or take the row out" if missing else "is no WAV, FLAC or Ogg sound"
        yield f"{where}: {path} {why}"
        return
    if not found.frames:
        yield f"{where}: {path} holds no sound; take the row out"
    elif found.samplerate < 8000:
        yield f"{where}: {path} has {found.samplerate} Hz; record at 8000 Hz or more, 16000 for the best"


if __name__ == "__main__":
    sys.exit(main())
