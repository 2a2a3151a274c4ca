"""Whether the daemon's real-time thread goes round: a daemon that hangs still has its links."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path

_CONNECT_S = 0.2


def daemon_pid(folder: Path) -> int | None:
    """Id of the process that listens on PipeWire's socket in ``folder``; None where nobody does."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_CONNECT_S)
        try:
            connection.connect(str(folder / "pipewire-0"))
            told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        except OSError:
            return None
    pid: int = struct.unpack("3i", told)[0]
    return pid


class Pulse:
    """Counts the cycles of the daemon's data loop by its waits: it sleeps once between two cycles."""

    def __init__(self, pid: int) -> None:
        self._tasks = Path(f"/proc/{pid}/task")
        self._main = str(pid)
        self._waits = self._count()

    def beats(self) -> int | None:
        """Waits since last asked; 0: the call stands still; None: nobody can tell."""
        before, self._waits = self._waits, self._count()
        return None if before is None or self._waits is None else self._waits - before

    def _count(self) -> int | None:
        # all threads but the main one, which answers clients: a daemon has no others beside its data loop
        try:
            others = [name for name in os.listdir(self._tasks) if name != self._main]  # noqa: PTH208 - no race in it
        except OSError:
            return None
        lines = [line for name in others for line in _text(self._tasks / name / "status").splitlines()]
        waits = [int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt_switches")]
        return sum(waits) if waits else None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
