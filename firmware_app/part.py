"""A part of the kiosk that may be missing for a while: made when it can be, and a fault meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Generic, TypeVar

from firmware_app.desk import Fault
from firmware_app.errors import CuelightError
from firmware_app.places import BROKEN

P = TypeVar("P")

_RETRY_S = 5.0


class Part(Generic[P]):
    """Something the kiosk needs and may not have yet: made when it can be, tried again while it cannot."""

    def __init__(self, make: Callable[[], P], fault: Fault) -> None:
        """``fault``: what its absence is shown as."""
        self.problem = ""
        self._fault = fault
        self._make = make
        self._broken = False
        self._made: P | None = None
        self._next_try = 0.0

    def get(self, t: float) -> P | None:
        """The part, or None; ``t``: seconds that never run back."""
        if self._made is None and t >= self._next_try:
            with self.guarded(t):
                self._made = self._make()
                self.problem, self._broken = "", False
        return self._made

    @property
    def fault(self) -> Fault:
        """What its `problem` is shown as."""
        return Fault.SOFTWARE if self._broken else self._fault

    @contextmanager
    def guarded(self, t: float) -> Iterator[None]:
        """Whatever goes wrong with the part inside costs the part and not the kiosk; it is made anew after a while."""
        try:
            yield
        except Exception as error:
            expected = isinstance(error, CuelightError)
            self.problem = str(error) if expected else f"{BROKEN}{type(error).__name__}: {error}"
            self._broken = not expected
            self._next_try = t + _RETRY_S
            self.close()

    def close(self) -> None:
        """Lets go of the part, if it was made."""
        made, self._made = self._made, None
        if made is not None and hasattr(made, "close"):
            with suppress(Exception):
                made.close()
