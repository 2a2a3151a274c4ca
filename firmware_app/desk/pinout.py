"""The wiring of the desk unit, and what a Pi allows of it. `wiring` reads it from ``hardware/pinout.toml``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from firmware_app.errors import InputError

HEADER_OF_GPIO: Mapping[int, int] = {
    2: 3, 3: 5, 4: 7, 14: 8, 15: 10, 17: 11, 18: 12, 27: 13, 22: 15, 23: 16, 24: 18, 10: 19, 9: 21, 25: 22,
    11: 23, 8: 24, 7: 26, 0: 27, 1: 28, 5: 29, 6: 31, 12: 32, 13: 33, 19: 35, 16: 36, 26: 37, 20: 38, 21: 40,
}  # fmt: skip
"""BCM number → pin of the 40-pin header, the same on every Pi that has one."""


@dataclass(frozen=True)
class Board:
    """Volts of the GPIOs, and of the LEDs behind a driver; milliamperes that one GPIO, and all together, may give."""

    supply_v: float
    pin_limit_ma: float
    total_limit_ma: float
    led_v: float = 5.0


@dataclass(frozen=True)
class Driver:
    """Arrays of low-side switches, U1 and on. ``drop_v``: left across one that is on; ``input_ma``: into its input."""

    chips: int
    channels: int
    drop_v: float
    input_ma: float
    channel_limit_ma: float

    def has(self, channel: str) -> bool:
        """Whether there is such a one: "U1.8" is the eighth of the first."""
        found = re.fullmatch(r"U([0-9]{1,2})\.([0-9]{1,2})", channel)
        return found is not None and 1 <= int(found[1]) <= self.chips and 1 <= int(found[2]) <= self.channels


@dataclass(frozen=True)
class Led:
    """LEDs side by side (or one colour of RGB LEDs), each with its resistor; ``legend`` is empty for mood and status.

    ``driver``: the channel that switches them, between the LEDs' supply and ground; empty: the GPIO itself feeds them.
    ``limit_ma``: what one LED takes for good.
    """

    gpio: int
    header: int
    colour: str
    forward_v: float
    resistor_ohm: float
    legend: str = ""
    leds: int = 1
    limit_ma: float = 20.0
    driver: str = ""
    part: str = ""


@dataclass(frozen=True)
class Supervisor:
    """The lamp that a supervisor sees, on a supply of its own; the line, or its driver's channel, switches it."""

    gpio: int
    header: int
    driver: str = ""


@dataclass(frozen=True)
class Buzzer:
    """A piezo disc behind a resistor."""

    gpio: int
    header: int
    resistor_ohm: float
    part: str = ""


@dataclass(frozen=True)
class Button:
    """A push button to ground."""

    gpio: int
    header: int
    part: str = ""


@dataclass(frozen=True)
class Bypass:
    """The line that holds the call's bypass open, into a CMOS input: only its edges mean something."""

    gpio: int
    header: int


@dataclass(frozen=True)
class Pinout:
    """All lines of the desk unit. ``lamps``: cue id → legend lamp, all ten; ``mood``: red, green, blue.

    ``driver``, ``bypass``, ``supervisor``: None where the unit has none.
    """

    where: str
    board: Board
    lamps: Mapping[str, Led]
    mood: tuple[Led, Led, Led]
    status: Led
    buzzer: Buzzer
    button: Button
    driver: Driver | None = None
    bypass: Bypass | None = None
    supervisor: Supervisor | None = None

    @property
    def legends(self) -> Mapping[str, str]:
        """Cue id → the words on the face plate."""
        return {cue: led.legend for cue, led in self.lamps.items()}

    def leds(self) -> Iterator[tuple[str, Led]]:
        """Every lamp with its key in the file."""
        for cue, led in self.lamps.items():
            yield f"lamp.{cue}", led
        for colour, led in zip(("red", "green", "blue"), self.mood, strict=True):
            yield f"mood.{colour}", led
        yield "status", self.status

    def outputs(self) -> Iterator[tuple[str, Led | Buzzer]]:
        """Every driven line with its key in the file."""
        yield from self.leds()
        yield "buzzer", self.buzzer

    def led_ma(self, led: Led) -> float:
        """Through one LED at full light: Ohm's law over its resistor."""
        volts = self.board.supply_v if not led.driver else self.board.led_v - self._driver().drop_v
        return (volts - led.forward_v) / led.resistor_ohm * 1000

    def pin_ma(self, part: Led | Buzzer) -> float:
        """What its GPIO gives. Of the buzzer on an edge, when its disc is as good as a short."""
        if isinstance(part, Buzzer):
            return self.board.supply_v / part.resistor_ohm * 1000
        return self._driver().input_ma if part.driver else part.leds * self.led_ma(part)

    def rail_ma(self, led: Led) -> float:
        """What the LEDs' supply gives it, through its driver."""
        return led.leds * self.led_ma(led) if led.driver else 0.0

    @property
    def most_ma(self) -> float:
        """The most that the GPIOs give at once: one legend, all of the mood light, status and buzzer."""
        return self._at_once(self.pin_ma) + self.pin_ma(self.buzzer)

    @property
    def most_rail_ma(self) -> float:
        """The most that the LEDs' supply gives at once."""
        return self._at_once(self.rail_ma)

    def _at_once(self, current: Callable[[Led], float]) -> float:
        return max(map(current, self.lamps.values())) + sum(map(current, (*self.mood, self.status)))

    def _driver(self) -> Driver:
        if self.driver is None:
            raise InputError(f"{self.where}: driver: is missing; give [driver], or feed every lamp by its GPIO")
        return self.driver
