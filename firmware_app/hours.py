"""Hours of the day: those in which the desk is dimmed, and those in which people may be called."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from firmware_app.errors import InputError

_FORM = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_LOOK_S = 10.0


@dataclass(frozen=True)
class Hours:
    """From ``start`` to just before ``end``, in minutes of the local day; over midnight where the end is earlier."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Whether ``minute`` of the day lies in them."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


def hours(text: str, key: str) -> Hours | None:
    """Of ``22:00-06:00``; None: of nothing. ``key``: of the setting, for whoever has to mend it.

    Raises:
        InputError: it says no hours.
    """
    if not text:
        return None
    found = _FORM.fullmatch(text)
    if found is None:
        raise InputError(f'{key}: "{text}" are no hours; write them as "22:00-06:00"')
    hour, minute, end_hour, end_minute = (int(part) for part in found.groups())
    return Hours(hour * 60 + minute, end_hour * 60 + end_minute)


class HoursWatch:
    """Whether it is within some hours, looked at every ten seconds."""

    def __init__(self, watched: Hours | None, trusted: Callable[[], bool]) -> None:
        """``trusted``: whether somebody vouches for the clock."""
        self._hours, self._trusted = watched, trusted
        self._looked = -_LOOK_S
        self._within: bool | None = None

    def within(self) -> bool | None:
        """As it was at the last look; None: there are no hours, or a clock that nobody vouches for."""
        if self._hours is not None and time.monotonic() - self._looked >= _LOOK_S:
            self._looked = time.monotonic()
            local = time.localtime()
            self._within = self._hours.holds(local.tm_hour * 60 + local.tm_min) if self._trusted() else None
        return self._within
