"""Whether the call passes, as the linker last saw it: a small file in memory, which the kiosk reads."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware_app.whole_file import lay

HEARTBEAT_S = 0.5
_STALE_S = 2.0
_LOOK_S = 0.25
_FILE = "health.json"


@dataclass(frozen=True)
class CallState:
    """``problems``: why the call does not pass, one line each. ``watched``: somebody would mend it."""

    problems: tuple[str, ...] = ()
    watched: bool = True

    @property
    def lines(self) -> tuple[str, ...]:
        """For the journal."""
        return self.problems if self.watched else ("call path: nobody looks after it; is cuelight-link running?",)


def runtime_folder() -> Path:
    """Where PipeWire has its socket, by the same rule as PipeWire's."""
    return Path(os.environ.get("PIPEWIRE_RUNTIME_DIR") or os.environ.get("XDG_RUNTIME_DIR") or "/run")


def write_health(folder: Path, problems: Sequence[str]) -> None:
    """Leaves word, whole or not at all. Raises OSError where the folder cannot be written."""
    lay(folder / _FILE, json.dumps({"at": time.monotonic(), "problems": list(problems)}))


def read_health(folder: Path) -> CallState:
    """How the call is now. Never fails: no word, or an old one, is a word, too."""
    try:
        told = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        age_s = time.monotonic() - float(told["at"])
        problems = tuple(str(line) for line in told["problems"])
    except (OSError, ValueError, KeyError, TypeError):
        return CallState(watched=False)
    return CallState(problems) if age_s <= _STALE_S else CallState(watched=False)


class CallWatch:
    """Looks four times a second, however often it is asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked = -_LOOK_S
        self._state = CallState()

    def state(self) -> CallState:
        """How the call is."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_S:
            self._looked, self._state = now, read_health(self._folder)
        return self._state
