"""What the last selftest found: a file that stays, for the doctor, the export and the factory."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from firmware_app.errors import InputError
from firmware_app.selftest.result import Result
from firmware_app.whole_file import lay

RECORD = "selftest.json"
_FORMAT = 1


@dataclass(frozen=True)
class Record:
    """``unit``: its name in reports. ``at``: ISO 8601, UTC; empty: no clock that is to be believed.

    ``parts``: (part, passed, found).
    """

    unit: str
    version: str
    at: str
    passed: bool
    parts: tuple[tuple[str, bool, str], ...]

    @classmethod
    def of(cls, unit: str, version: str, wall_s: float | None, results: Sequence[Result]) -> Record:
        """``wall_s``: Unix time; None: not known."""
        at = "" if wall_s is None else f"{dt.datetime.fromtimestamp(wall_s, dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        parts = tuple((result.part, result.passed, result.found) for result in results)
        return cls(unit, version, at, all(result.passed for result in results), parts)

    @property
    def failed(self) -> tuple[str, ...]:
        """The parts that did not pass."""
        return tuple(part for part, passed, _ in self.parts if not passed)


def save_record(folder: Path, record: Record) -> Path:
    """Where it lies now.

    Raises:
        InputError: it cannot be written there.
    """
    path = folder / RECORD
    try:
        lay(path, json.dumps({"format": _FORMAT, **asdict(record)}, indent=1) + "\n", durable=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); give --record a folder that can") from error
    return path


def read_record(folder: Path) -> Record | None:
    """The last one; None: there is none, or none that can be read."""
    try:
        told = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        parts = tuple((str(part), bool(passed), str(found)) for part, passed, found in told["parts"])
        return Record(str(told["unit"]), str(told["version"]), str(told["at"]), bool(told["passed"]), parts)
    except (OSError, ValueError, KeyError, TypeError):
        return None
