"""gpiozero's mock pins, and a stage whose time is made: a selftest of half a minute in a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware_app.desk import GpioDesk, Pinout, load_pinout
from firmware_app.selftest.stage import Stage


@dataclass
class Time:
    """``at``: what happens when its moment has come, once."""

    now: float = 0.0
    at: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        for moment in [one for one in self.at if one[0] <= self.now]:
            self.at.remove(moment)
            moment[1]()

    def stage(self, desk: GpioDesk) -> Stage:
        return Stage(desk, self.clock, self.sleep)


@pytest.fixture
def made_time() -> Time:
    return Time()


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    before = gpiozero.Device.pin_factory
    factory = MockFactory(pin_class=MockPWMPin)
    gpiozero.Device.pin_factory = factory
    try:
        yield factory
    finally:
        factory.reset()
        gpiozero.Device.pin_factory = before


@pytest.fixture(scope="session")
def pinout() -> Pinout:
    return load_pinout()
