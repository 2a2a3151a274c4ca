"""How the export to the stick that is plugged in gets on: a small file in memory, which the kiosk reads."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from firmware_app.stick.trouble import Trouble

_FILE = "stick.json"
CLOCK_WORD = "clock"
"""What the exporter has read of the time that the stick brings, for root."""
_LOOK_S = 0.25
_BLOCK = Path("/sys/class/block")


@dataclass(frozen=True)
class StickState:
    """``busy``: being written. ``done``: may be taken. Neither, and no trouble: there is no stick."""

    busy: bool = False
    done: bool = False
    trouble: Trouble | None = None


def progress_folder() -> Path:
    """systemd's runtime folder of the export."""
    return Path(os.environ.get("CUELIGHT_STICK") or "/run/cuelight-stick")


def write_progress(folder: Path, device: str, word: str) -> None:
    """Leaves word of the stick whose node is called ``device``: busy, done, or the name of a trouble."""
    part = folder / f"{_FILE}.{os.getpid()}"  # a stick with many partitions has many exports at a time
    part.write_text(json.dumps({"device": device, "plugged": _plugged(device), "word": word}), encoding="ascii")
    part.replace(folder / _FILE)


def read_progress(folder: Path) -> StickState:
    """How it is now; a stick that has been pulled out is no longer there, whatever was said of it."""
    try:
        told = json.loads((folder / _FILE).read_text(encoding="ascii"))
        device, plugged, word = str(told["device"]), str(told["plugged"]), str(told["word"])
    except (OSError, ValueError, KeyError, TypeError):
        return StickState()
    if Path(device).name != device or not (_BLOCK / device).exists() or _plugged(device) != plugged:
        return StickState()
    if word in ("busy", "done"):
        return StickState(busy=word == "busy", done=word == "done")
    return StickState(trouble=Trouble.__members__.get(word, Trouble.FAILED))


def _plugged(device: str) -> str:
    """The number that the kernel gave to this plugging in: the next stick has the same name, and another number."""
    place = (_BLOCK / device).resolve()
    for folder in (place, place.parent):
        if (folder / "diskseq").exists():
            return (folder / "diskseq").read_text(encoding="ascii").strip()
    return ""


class StickWatch:
    """Looks four times a second, however often it is asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._looked = -_LOOK_S
        self._state = StickState()

    def state(self) -> StickState:
        """How it is."""
        now = time.monotonic()
        if now - self._looked >= _LOOK_S:
            self._looked, self._state = now, read_progress(self._folder)
        return self._state
