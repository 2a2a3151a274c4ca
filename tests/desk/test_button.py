from collections.abc import Iterator

import pytest
from gpiozero.pins.mock import MockPWMPin
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_app.desk import GpioDesk, Pinout
from firmware_app.settings import DeskSettings

from .conftest import HandFactory


class Finger:
    """Presses the simulated line and turns the clock, asking the desk every 40 ms as the kiosk does."""

    def __init__(self, pins: HandFactory, desk: GpioDesk, gpio: int) -> None:
        self._pins = pins
        self._desk = desk
        self.line = pins.pin(gpio)
        self.told: list[float] = []

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
    assert finger.told == [pytest.approx(0.3)]


def test_a_press_shorter_than_the_loop_is_not_missed(finger: Finger, desk: GpioDesk) -> None:
    finger.line.drive_low()
    finger.line.drive_high()
    finger.line.drive_low()
    finger.line.drive_high()
    assert desk.presses() == (0.0, 0.0)


def test_a_long_press_is_told_while_the_finger_is_down_and_once(finger: Finger) -> None:
    finger.line.drive_low()
    finger.wait(2.08)
    assert finger.told == [2.0]
    finger.wait(7.5)
    finger.line.drive_high()
    finger.wait(1.0)
    assert finger.told == [2.0]


def test_ten_seconds_are_told_after_the_two(finger: Finger) -> None:
    finger.press(12.0)
    finger.wait(1.0)
    assert finger.told == [2.0, 10.0]


def test_a_loop_that_was_away_is_told_the_same(finger: Finger, pins: HandFactory, desk: GpioDesk) -> None:
    finger.line.drive_low()
    pins.now += 11.0
    finger.line.drive_high()
    assert desk.presses() == (2.0, 10.0)


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
    assert finger.told == [pytest.approx(0.2)]
    desk.close()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(holds=st.lists(st.floats(0.03, 13.0).filter(lambda held: min(abs(held - 2), abs(held - 10)) > 1e-6), max_size=4))
def test_every_press_is_told_as_what_it_was(finger: Finger, holds: list[float]) -> None:
    finger.told.clear()
    expected: list[float] = []
    for held in holds:
        finger.press(held)
        finger.wait(0.2)
        expected += [held] if held < 2.0 else [2.0] if held < 10.0 else [2.0, 10.0]
    assert finger.told == pytest.approx(expected, abs=1e-6)
