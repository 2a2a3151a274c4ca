from collections.abc import Iterator

import pytest
from gpiozero.pins.mock import MockPWMPin
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_app.desk import GpioDesk, Pinout
from firmware_app.facts import Press
from firmware_app.settings import DeskSettings

from .conftest import HandFactory


class Finger:
    """Presses the simulated line and turns the clock, asking the desk every 40 ms as the kiosk does."""

    def __init__(self, pins: HandFactory, desk: GpioDesk, gpio: int) -> None:
        self._pins = pins
        self._desk = desk
        self.line = pins.pin(gpio)
        self.told: list[Press] = []

    def wait(self, seconds: float) -> None:
        end = self._pins.now + seconds
        while self._pins.now < end:
            self._pins.now = min(end, self._pins.now + 0.04)
            self.told += self._desk.presses()

    def press(self, seconds: float) -> None:
        self.line.drive_low()
        self.wait(seconds)
        self.line.drive_high()
        self.told += self._desk.presses()


@pytest.fixture
def desk(pins: HandFactory, pinout: Pinout) -> Iterator[GpioDesk]:
    desk = GpioDesk(pinout, DeskSettings())
    yield desk
    desk.close()


@pytest.fixture
def finger(pins: HandFactory, pinout: Pinout, desk: GpioDesk) -> Finger:
    return Finger(pins, desk, pinout.button.gpio)


def test_the_line_is_pulled_up_by_the_pi(finger: Finger, desk: GpioDesk) -> None:
    assert finger.line.pull == "up"
    assert not desk.button_down
    finger.line.drive_low()
    assert desk.button_down


def test_a_short_press_is_told_at_its_release(finger: Finger) -> None:
    finger.line.drive_low()
    finger.wait(0.3)
    assert finger.told == []
    finger.line.drive_high()
    finger.wait(0.1)
    assert finger.told == [Press.SEEN]


def test_presses_shorter_than_the_loop_are_not_missed(finger: Finger, pins: HandFactory, desk: GpioDesk) -> None:
    finger.line.drive_low()
    finger.line.drive_high()
    finger.line.drive_low()
    finger.line.drive_high()
    assert desk.presses() == (Press.SEEN,)
    pins.now += 0.4
    assert desk.presses() == (Press.WRONG,)


def test_a_long_press_is_told_while_the_finger_is_down_and_once(finger: Finger) -> None:
    finger.line.drive_low()
    finger.wait(2.08)
    assert finger.told == [Press.LIGHTS_OFF]
    finger.wait(7.5)
    finger.line.drive_high()
    finger.wait(1.0)
    assert finger.told == [Press.LIGHTS_OFF]


def test_ten_seconds_are_told_after_the_two(finger: Finger) -> None:
    finger.press(12.0)
    finger.wait(1.0)
    assert finger.told == [Press.LIGHTS_OFF, Press.ERASE]


def test_a_loop_that_was_away_is_told_the_same(finger: Finger, pins: HandFactory, desk: GpioDesk) -> None:
    finger.line.drive_low()
    pins.now += 11.0
    finger.line.drive_high()
    assert desk.presses() == (Press.LIGHTS_OFF, Press.ERASE)


def test_a_button_that_is_down_from_the_start_is_jammed(pins: HandFactory, pinout: Pinout) -> None:
    class Shorted(MockPWMPin):  # type: ignore[misc]
        """gpiozero's mock line goes to its pull when it becomes an input; this one has a finger on it."""

        def _set_pull(self, value: str) -> None:
            self._pull = value

    pins.pin(pinout.button.gpio, pin_class=Shorted)._state = False
    desk = GpioDesk(pinout, DeskSettings())
    finger = Finger(pins, desk, pinout.button.gpio)
    assert desk.button_down
    finger.wait(15.0)
    finger.line.drive_high()
    finger.wait(0.1)
    assert finger.told == []
    finger.press(0.2)
    assert finger.told == [Press.SEEN]
    desk.close()


def test_two_in_a_row_are_told_when_none_has_followed(finger: Finger) -> None:
    finger.press(0.1)
    finger.wait(0.2)
    finger.press(0.1)
    finger.wait(0.3)
    assert finger.told == [Press.SEEN]
    finger.wait(0.1)
    assert finger.told == [Press.SEEN, Press.WRONG]
    finger.wait(5.0)
    assert finger.told == [Press.SEEN, Press.WRONG]


def test_three_in_a_row_are_told_at_once_and_are_no_two(finger: Finger) -> None:
    for _ in range(3):
        finger.press(0.1)
        finger.wait(0.1)
    assert finger.told == [Press.SEEN, Press.HELP]
    finger.wait(5.0)
    assert finger.told == [Press.SEEN, Press.HELP]


def test_more_than_three_in_a_row_say_no_more_than_three(finger: Finger) -> None:
    for _ in range(7):
        finger.press(0.1)
        finger.wait(0.1)
    finger.wait(2.0)
    assert finger.told == [Press.SEEN, Press.HELP]
    finger.press(0.1)
    assert finger.told == [Press.SEEN, Press.HELP, Press.SEEN]


def test_presses_with_time_between_them_are_each_one(finger: Finger) -> None:
    for _ in range(3):
        finger.press(0.3)
        finger.wait(0.5)
    assert finger.told == [Press.SEEN] * 3


def test_a_long_press_ends_a_row(finger: Finger) -> None:
    for seconds in (0.1, 2.5, 0.1):
        finger.press(seconds)
        finger.wait(0.1)
    finger.wait(1.0)
    assert finger.told == [Press.SEEN, Press.LIGHTS_OFF, Press.SEEN]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(holds=st.lists(st.floats(0.03, 13.0).filter(lambda held: min(abs(held - 2), abs(held - 10)) > 1e-6), max_size=4))
def test_every_press_is_told_as_what_it_was(finger: Finger, holds: list[float]) -> None:
    finger.told.clear()
    expected: list[Press] = []
    for held in holds:
        finger.press(held)
        finger.wait(0.5)
        long = [Press.LIGHTS_OFF] if held < 10.0 else [Press.LIGHTS_OFF, Press.ERASE]
        expected += [Press.SEEN] if held < 2.0 else long
    assert finger.told == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(rows=st.lists(st.integers(1, 6), max_size=4), pause_s=st.floats(0.03, 0.3))
def test_a_row_of_presses_is_told_by_its_length(finger: Finger, rows: list[int], pause_s: float) -> None:
    finger.told.clear()
    said: dict[int, list[Press]] = {1: [], 2: [Press.WRONG]}
    expected: list[Press] = []
    for row in rows:
        for _ in range(row):
            finger.press(0.08)
            finger.wait(pause_s)
        finger.wait(1.0)
        expected += [Press.SEEN, *said.get(row, [Press.HELP])]
    assert finger.told == expected
