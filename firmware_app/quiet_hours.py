"""Hours of the day in which the desk is dimmed and silent."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from firmware_app.errors import InputError

_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_LOOK_S = 10.0


@dataclass(frozen=True)
class QuietHours:
    """From ``start`` to just before ``end``, in minutes of the local day; over midnight where the end is earlier."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether ``minute`` of the day lies in them."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def quiet_hours(text: str) -> QuietHours | None:
    """Of ``22:00-06:00``; None: of nothing.

    Raises:
        InputError: it says no hours.
    """
    if not text:
        return None
    found = _FORM.fullmatch(text)
    if found is None:
        raise InputError(f'desk.quiet_hours: "{text}" are no hours; write them as "22:00-06:00"')
    hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
    return QuietHours(hour * 60 + minute, end_hour * 60 + end_minute)


class QuietWatch:
    """Whether it is quiet now, looked at every ten seconds. A clock that nobody vouches for dims nothing."""

    def __init__(self, hours: QuietHours | None, trusted: Callable[[], bool]) -> None:
        self._hours, self._trusted = hours, trusted
        self._looked = -_LOOK_S
        self._quiet = False

    def now(self) -> bool:
        """As it was at the last look."""
        if self._hours is not None and time.monotonic() - self._looked >= _LOOK_S:
            self._looked = time.monotonic()
            local = time.localtime()
            self._quiet = self._trusted() and self._hours.holds(local.tm_hour * 60 + local.tm_min)
        return self._quiet
