"""What the cards play, as the daemon itself writes it down: the judge of gaps, to the sample."""

from __future__ import annotations

import contextlib
import os
import select
import threading
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CHUNK = 1 << 16
_FRAME_BYTES = 8
_RATE = 48_000


class Recorder:
    """Keeps a FIFO empty from now on. Channel 0: the agent's ear, 1: towards the PC, 2: the caller as played.

    Four channels, because a FIFO that nobody empties is full in the middle of a frame of three, and the rest is lost.
    """

    def __init__(self, fifo: Path) -> None:
        self._fd = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            while os.read(self._fd, _CHUNK):
                pass  # what lay there is of before
        self._bytes = bytearray()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._record, name="recorder", daemon=True)
        self._thread.start()

    @property
    def frames(self) -> int:
        """How many have come so far."""
        return len(self._bytes) // _FRAME_BYTES

    def wait(self, seconds: float) -> None:
        """Until so much of the call has come since the start, or three times as long has gone by: then the call stands.

        By frames and not by the clock: what a busy machine takes longer for must not shorten what is judged.
        """
        end = time.monotonic() + 3 * seconds + 5.0
        while self.frames < seconds * _RATE and time.monotonic() < end:
            time.sleep(0.01)

    def stop(self) -> NDArray[np.int16]:
        """Ends it; all that was heard, int16, shape ``(n, 4)``."""
        self._stop.set()
        self._thread.join()
        os.close(self._fd)
        return np.frombuffer(bytes(self._bytes[: self.frames * _FRAME_BYTES]), dtype="<i2").reshape(-1, 4).copy()

    def _record(self) -> None:
        while not self._stop.is_set():
            if not select.select([self._fd], [], [], 0.1)[0]:
                continue
            with contextlib.suppress(BlockingIOError):  # ready, and yet empty: seen when the writer has just come
                chunk = os.read(self._fd, _CHUNK)
                self._bytes += chunk
                if not chunk:  # no daemon writes at present
                    self._stop.wait(0.02)
