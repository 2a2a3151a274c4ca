"""What the kiosk hears of the lines themselves, for the doctor: a small file in memory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from firmware_app.facts import Side, Sides
from firmware_app.whole_file import lay

FILE = "lines.json"
SIDES_ARE: Mapping[Sides, str] = MappingProxyType(
    {
        Sides.SAME: "caller and agent are both on both channels, and nobody can be told from the other",
        Sides.SWAPPED: "caller and agent seem to be swapped: the agent's voice comes back on the agent's channel",
    }
)
"""In words, where they are not apart."""


@dataclass(frozen=True)
class LineState:
    """``sides``: whether the lines are what they are called. ``overloaded``: whose speech is cut off at the top."""

    sides: Sides = Sides.APART
    overloaded: frozenset[Side] = frozenset()

    @property
    def faults(self) -> tuple[str, ...]:
        """For the journal."""
        sides = () if self.sides is Sides.APART else (f"{SIDES_ARE[self.sides]}; nothing is estimated",)
        return (*sides, *(f"the {side.value} is too loud, and cut off at the top" for side in sorted(self.overloaded)))


def line_folder() -> Path | None:
    """systemd's runtime folder of the kiosk; None where it was not started by systemd."""
    named = os.environ.get("RUNTIME_DIRECTORY")
    return Path(named) if named else None


def write_line_state(folder: Path, state: LineState) -> None:
    """Leaves word, whole or not at all. Raises OSError where the folder cannot be written."""
    lay(folder / FILE, json.dumps({"sides": state.sides, "overloaded": sorted(state.overloaded)}))


def read_line_state(folder: Path) -> LineState | None:
    """The last word; None where there is none that can be read."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        return LineState(Sides(told["sides"]), frozenset(Side(side) for side in told["overloaded"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
