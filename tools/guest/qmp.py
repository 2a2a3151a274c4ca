"""QEMU's own control socket (QEMU Machine Protocol)."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.guest.errors import GuestError
from tools.guest.speed import scaled


def connected(path: Path) -> socket.socket:
    """A socket that QEMU listens at; it takes a moment to make it, and another to listen.

    Raises:
        GuestError: it does not come.
    """
    end = time.monotonic() + scaled(20.0)
    while True:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(str(path))
        except (FileNotFoundError, ConnectionRefusedError) as error:
            line.close()
            if time.monotonic() > end:
                raise GuestError("guest: QEMU did not start; is qemu-system-x86 installed?") from error
        else:
            return line
        time.sleep(0.02)


class Qmp:
    """One command at a time; events are passed over."""

    def __init__(self, path: Path) -> None:
        self._socket = connected(path)
        self._file = self._socket.makefile("rw")
        self._file.readline()
        self.ask("qmp_capabilities", {})

    def ask(self, command: str, words: Mapping[str, Any]) -> Any:
        """Raises GuestError where QEMU refuses."""
        self._file.write(json.dumps({"execute": command, "arguments": dict(words)}) + "\n")
        self._file.flush()
        while True:
            line = self._file.readline()
            if not line:
                raise GuestError(f"guest: QEMU ended before it answered {command}")
            answer = json.loads(line)
            if "error" in answer:
                raise GuestError(f"guest: QEMU: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def close(self) -> None:
        """Ends the connection, not QEMU."""
        self._file.close()
        self._socket.close()
