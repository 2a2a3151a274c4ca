"""Whether the call passes, as the linker last saw it: a small file in memory, which the kiosk reads."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HEARTBEAT_S = 0.5
_STALE_S = 2.0
_FILE = "health.json"


@dataclass(frozen=True)
class Health:
    """``at``: monotonic time of the look, s. ``problems``: why the call does not pass; empty: it does."""

    at: float
    problems: tuple[str, ...]


def runtime_folder() -> Path:
    """Where PipeWire has its socket, by the same rule as PipeWire's."""
    return Path(os.environ.get("PIPEWIRE_RUNTIME_DIR") or os.environ.get("XDG_RUNTIME_DIR") or "/run")


def write_health(folder: Path, problems: Sequence[str]) -> None:
    """Leaves word, whole or not at all. Raises OSError where the folder cannot be written."""
    part = folder / f"{_FILE}.part"
    part.write_text(json.dumps({"at": time.monotonic(), "problems": list(problems)}), encoding="utf-8")
    part.replace(folder / _FILE)


def call_problems(folder: Path) -> tuple[str, ...]:
    """What is wrong with the call's path now, one line each. Never fails: no word is a word, too."""
    try:
        told = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        health = Health(float(told["at"]), tuple(str(line) for line in told["problems"]))
    except (OSError, ValueError, KeyError, TypeError):
        return ("call path: nobody looks after it; is cuelight-link running?",)
    if time.monotonic() - health.at > _STALE_S:
        return ("call path: nobody has looked after it for a while; is cuelight-link running?",)
    return health.problems
