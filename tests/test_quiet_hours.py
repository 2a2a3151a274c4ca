"""Hours in which the desk is dimmed: by the local day, over midnight, and only by a clock that is set."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.errors import InputError
from firmware_app.quiet_hours import QuietHours, QuietWatch, quiet_hours
from firmware_app.settings_file import checked

MINUTE = st.integers(0, 1439)


def text(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


@given(MINUTE, MINUTE, MINUTE)
def test_they_are_as_long_as_from_start_to_end(start: int, end: int, minute: int) -> None:
    hours = quiet_hours(text(start, end))
    assert hours == QuietHours(start, end)
    assert hours.holds(minute) == ((minute - start) % 1440 < (end - start) % 1440)


@pytest.mark.parametrize("wrong", ["22-6", "24:00-06:00", "22:00-06:60", "22:00", "22:00-06:00 ", "x"])
def test_what_are_no_hours_is_told_with_the_key(wrong: str) -> None:
    with pytest.raises(InputError, match=r"desk\.quiet_hours"):
        quiet_hours(wrong)
    _, told = checked({"desk": {"quiet_hours": wrong}})
    assert told[0].startswith("desk.quiet_hours")


def test_a_clock_that_nobody_vouches_for_dims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.localtime()
    minute = now.tm_hour * 60 + now.tm_min
    hours = QuietHours(minute, (minute + 5) % 1440)
    assert QuietWatch(hours, lambda: True).now()
    assert not QuietWatch(hours, lambda: False).now()
    assert not QuietWatch(None, lambda: True).now()
