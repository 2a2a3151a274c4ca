"""Hours in which the desk is dimmed: by the local day, over midnight, and only by a clock that is set."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.errors import InputError
from firmware_app.hours import Hours, HoursWatch, hours
from firmware_app.settings_file import checked

MINUTE = st.integers(0, 1439)


def text(start: int, end: int) -> str:
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


@given(MINUTE, MINUTE, MINUTE)
def test_they_are_as_long_as_from_start_to_end(start: int, end: int, minute: int) -> None:
    found = hours(text(start, end), "desk.quiet_hours")
    assert found == Hours(start, end)
    assert found.holds(minute) == ((minute - start) % 1440 < (end - start) % 1440)


@pytest.mark.parametrize("wrong", ["22-6", "24:00-06:00", "22:00-06:60", "22:00", "22:00-06:00 ", "x"])
@pytest.mark.parametrize(("section", "key"), [("desk", "quiet_hours"), ("coaching", "calling_hours")])
def test_what_are_no_hours_is_told_with_the_key(section: str, key: str, wrong: str) -> None:
    with pytest.raises(InputError, match=rf"{section}\.{key}"):
        hours(wrong, f"{section}.{key}")
    _, told = checked({section: {key: wrong}})
    assert told[0].startswith(f"{section}.{key}")


def test_nobody_knows_by_a_clock_that_nobody_vouches_for() -> None:
    now = time.localtime()
    minute = now.tm_hour * 60 + now.tm_min
    around, past = Hours(minute, (minute + 5) % 1440), Hours((minute + 60) % 1440, (minute + 65) % 1440)
    assert HoursWatch(around, lambda: True).within() is True
    assert HoursWatch(past, lambda: True).within() is False
    assert HoursWatch(around, lambda: False).within() is None
    assert HoursWatch(None, lambda: True).within() is None
