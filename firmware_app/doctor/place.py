"""Where a machine tells of itself: files of the kernel and of systemd, below a root that a test can make up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """``root``: "/" on a real machine."""

    root: Path = Path("/")

    def path(self, relative: str) -> Path:
        """A file or folder of it."""
        return self.root / relative

    def text(self, relative: str) -> str:
        """What stands in a file, without the line's end; empty: there is none, or it may not be read."""
        try:
            return self.path(relative).read_text(encoding="utf-8", errors="replace").strip("\0\n ")
        except OSError:
            return ""
