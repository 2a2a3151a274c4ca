"""Lets a source be closed at any moment, in the middle of its own work and from a signal handler too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Closing:
    """Clears up as soon as nobody is at work: at once, or when the piece of work under way is done."""

    def __init__(self, clear_up: Callable[[], None]) -> None:
        """``clear_up`` may be called more than once."""
        self.closed = False
        self._clear_up = clear_up
        self._busy = threading.Lock()

    def close(self) -> None:
        """Never waits; may be called twice, and from anywhere."""
        self.closed = True
        if self._busy.acquire(blocking=False):
            try:
                self._clear_up()
            finally:
                self._busy.release()

    @contextmanager
    def at_work(self) -> Iterator[bool]:
        """While inside, nothing is cleared up. Gives whether there is still work to do."""
        with self._busy:
            yield not self.closed
        if self.closed:
            self.close()
