"""A desk that a selftest plays on, face after face, in time."""

from __future__ import annotations

import time
from collections.abc import Callable

from firmware_app.desk import Face, Fault, GpioDesk, Mood, Readings, Status

_TURN_S = 0.02
_PASSED_S = 3.0


class Stage:
    """``clock`` and ``sleep``: seconds, as `time.monotonic` and `time.sleep` have them."""

    def __init__(
        self,
        desk: GpioDesk,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.desk = desk
        self._clock, self._sleep = clock, sleep

    def show(self, face: Face, seconds: float, until: Callable[[], bool] = lambda: False) -> bool:
        """Shows ``face``, from the beginning of its rhythm; whether ``until`` has come true in that time."""
        began = self._clock()
        while (t := self._clock() - began) < seconds:
            self.desk.show(face, t, Readings())
            if until():
                return True
            self._sleep(_TURN_S)
        return False

    def tell(self, failed: list[Fault]) -> None:
        """The verdict: each fault once, or the status light bright for three seconds."""
        for fault in dict.fromkeys(failed):
            self.show(Face(mood=Mood.DARK, status=Status.FAULT, fault=fault), fault.round_s)
        if not failed:
            self.show(Face(status=Status.TAKE_IT), _PASSED_S)
