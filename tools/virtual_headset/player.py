"""Plays a call into the cards: a thread that keeps the daemon's FIFO full."""

from __future__ import annotations

import fcntl
import os
import select
import threading
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Frames: TypeAlias = NDArray[np.float32] | NDArray[np.int16]
_CHUNK_BYTES = 8192
_FIFO_BYTES = 65_536  # 0.34 s of what the daemon plays: enough to ride out a busy machine


class Player:
    """One playing of a call, from now on. The daemon takes it at its own pace."""

    def __init__(self, fifo: Path, frames: Frames, *, endless: bool = False) -> None:
        """Start to play ``frames``: float32 or int16, shape ``(n, 2)``, at `GRAPH_RATE`; caller first.

        ``endless``: from the beginning again, without a gap, until `stop`.
        """
        whole: NDArray[Any] = frames
        if frames.dtype != np.int16:
            whole = np.clip(whole, -1.0, 1.0) * 32767.0
        self._data = whole.astype("<i2").tobytes()
        self._endless = endless
        # the daemon holds the reading end, so this neither waits nor fails unless the daemon is gone
        self._fd = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        fcntl.fcntl(self._fd, fcntl.F_SETPIPE_SZ, _FIFO_BYTES)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._play, name="player", daemon=True)
        self._thread.start()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the call has been handed to the daemon; False where that took longer."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Stop; what the FIFO holds (0.34 s at most) still plays."""
        self._stop.set()
        self._thread.join()

    def _play(self) -> None:
        at = 0
        try:
            while at < len(self._data) and not self._stop.is_set():
                if select.select([], [self._fd], [], 0.1)[1]:
                    at += os.write(self._fd, self._data[at : at + _CHUNK_BYTES])
                if at == len(self._data) and self._endless:
                    at = 0
        except BrokenPipeError:
            pass  # the daemon was killed: nothing plays any more
        finally:
            os.close(self._fd)
