"""Whole lines from a file descriptor, as they come."""

from __future__ import annotations

import os


class LineReader:
    """``fd`` stays the caller's. What has no end of line yet is kept for later."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.ended = False
        self._pending = b""

    def lines(self) -> list[str]:
        """What can be read now; call it when ``fd`` is ready. Sets ``ended`` at the end of the file."""
        try:
            chunk = os.read(self.fd, 1 << 16)
        except ConnectionResetError:  # QEMU ended with words of ours unread
            chunk = b""
        self.ended = not chunk
        *whole, self._pending = (self._pending + chunk).split(b"\n")
        return [line.decode(errors="replace").rstrip("\r") for line in whole]
