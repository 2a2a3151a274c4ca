"""The parts list: what stands in ``hardware/parts.toml``, counted on the boards."""

from __future__ import annotations

import csv
import tomllib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from firmware_app.desk import load_pinout
from tools.hardware.boards.led_board import led_board
from tools.hardware.boards.perfboard import Perfboard
from tools.hardware.boards.tap_board import tap_board
from tools.hardware.root import ROOT
from tools.hardware.tables import table

GROUPS: Mapping[str, str] = {"LED board": "LED board", "tap board": "tap board", "box": "box", "bypass": "bypass"}


@dataclass(frozen=True)
class Row:
    """``numbers``: maker and number, of two makers at least, or none: any will do. ``used``: group → how many."""

    key: str
    what: str
    numbers: Sequence[str]
    why: str
    used: Mapping[str, int]

    @property
    def single(self) -> bool:
        """Whether it hangs on one maker."""
        return len({number.split()[0] for number in self.numbers}) == 1


def parts() -> list[Row]:
    """In the file's order.

    Raises:
        KeyError: a board has a part that no row names.
    """
    said = _said()
    used: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for board in boards():
        for part in board.parts:
            used[part.row][board.name] += 1
    unknown = used.keys() - said.keys()
    if unknown:
        raise KeyError(f"hardware/parts.toml has no {sorted(unknown)}")
    rows = []
    for key, one in said.items():
        counts = {**used[key], **one.get("used", {})}
        rows.append(Row(key, one["what"], one.get("numbers", ()), one.get("why", ""), counts))
    return rows


def boards() -> tuple[Perfboard, Perfboard]:
    """Those that are soldered."""
    return led_board(load_pinout()), tap_board()


def figures(key: str) -> Mapping[str, float]:
    """The numbers of a row: of a light source or a sheet."""
    return {name: value for name, value in _said()[key].items() if isinstance(value, (int, float))}


def _said() -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / "hardware/parts.toml").read_text(encoding="utf-8"))


def parts_table(group: str) -> str:
    """What one board, or the box, is made of."""
    rows = (
        (str(row.used[group]), row.what, "; ".join(row.numbers) or "any", row.why)
        for row in parts()
        if group in row.used
    )
    return table(("", "part", "one of", "why, or what matters"), rows)


def write_order(target: Path) -> None:
    """All of it as CSV, to order by."""
    with target.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(("key", "part", *GROUPS, "in all", "number", "or"))
        for row in parts():
            counts = [row.used.get(group, 0) for group in GROUPS]
            first, *others = row.numbers or ("any",)
            sheet.writerow((row.key, row.what, *counts, sum(counts), first, "; ".join(others)))
