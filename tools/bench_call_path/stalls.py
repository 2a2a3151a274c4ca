"""Tells when the machine itself stood still: a virtual one is held back by its host, whatever runs on it.

A process of the highest real-time priority, one on each processor, wakes every 2 ms and writes down when it was late:
above PipeWire's own priority, so that nothing on this machine can be the reason. Usage: python stalls.py CPU
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType

_PRIORITY = 95
"""PipeWire's is 88."""
_EVERY_S = 0.002
_NEAR_S = 0.2
_LATE_S = 256 / 48_000
"""A quantum: a cycle that begins later than this is one that the next card's cycle does without."""


class Stalls:
    """Watches every processor; a context manager. ``seen``: (moment on the monotonic clock, s late)."""

    def __init__(self) -> None:
        self.seen: list[tuple[float, float]] = []
        self._watchers: list[subprocess.Popen[str]] = []

    @property
    def longest_s(self) -> float:
        """The longest stall so far."""
        return max((late for _, late in self.seen), default=0.0)

    def at(self, moment: float) -> bool:
        """Whether the machine stood still then, give or take what a recorder needs to begin."""
        return any(abs(moment - when) < _NEAR_S for when, _ in self.seen)

    def __enter__(self) -> Stalls:
        for cpu in os.sched_getaffinity(0):
            words = [sys.executable, str(Path(__file__)), str(cpu)]
            watcher = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
            self._watchers.append(watcher)
            threading.Thread(target=self._listen, args=(watcher,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for watcher in self._watchers:
            watcher.kill()
            watcher.wait()

    def _listen(self, watcher: subprocess.Popen[str]) -> None:
        assert watcher.stdout is not None
        for line in watcher.stdout:
            at, late = map(float, line.split())
            self.seen.append((at, late))


def _watch(cpu: int) -> None:
    os.sched_setaffinity(0, {cpu})
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(_PRIORITY))
    due = time.monotonic()
    while True:
        due += _EVERY_S
        time.sleep(max(0.0, due - time.monotonic()))
        late = time.monotonic() - due
        if late > _LATE_S:
            print(f"{due:.4f} {late:.4f}", flush=True)
            due = time.monotonic()


if __name__ == "__main__":
    _watch(int(sys.argv[1]))
