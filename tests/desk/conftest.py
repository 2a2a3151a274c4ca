"""gpiozero's own mock pins, and a clock that the test turns by hand."""

from __future__ import annotations

from collections.abc import Iterator

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware_app.desk import Pinout, load_pinout


class HandFactory(MockFactory):  # type: ignore[misc]
    """gpiozero's MockFactory whose ticks stand still until ``now`` is set."""

    now = 0.0

    def ticks(self) -> float:
        return self.now

    def state(self, gpio: int) -> float:
        return float(self.pin(gpio).state)


@pytest.fixture
def pins() -> Iterator[HandFactory]:
    # as gpiozero's own tests do: the factory is one for the whole process
    before = gpiozero.Device.pin_factory
    factory = HandFactory(pin_class=MockPWMPin)
    gpiozero.Device.pin_factory = factory
    try:
        yield factory
    finally:
        factory.reset()
        gpiozero.Device.pin_factory = before


@pytest.fixture(scope="session")
def pinout() -> Pinout:
    return load_pinout()


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' consoles are terminals of their own, whatever the one that the tests run in can do."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
