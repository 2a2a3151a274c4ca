"""The wiring of the desk unit, and what a Pi allows of it. `wiring` reads it from ``hardware/pinout.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from firmware_app.errors import InputError

HEADER_OF_GPIO: Mapping[int, int] = {
    2: 3, 3: 5, 4: 7, 14: 8, 15: 10, 17: 11, 18: 12, 27: 13, 22: 15, 23: 16, 24: 18, 10: 19, 9: 21, 25: 22,
    11: 23, 8: 24, 7: 26, 0: 27, 1: 28, 5: 29, 6: 31, 12: 32, 13: 33, 19: 35, 16: 36, 26: 37, 20: 38, 21: 40,
}  # fmt: skip
"""BCM number → pin of the 40-pin header, the same on every Pi that has one."""

RESERVED: Mapping[int, str] = {
    0: "the HAT's identity",
    1: "the HAT's identity",
    2: "I2C, which sound HATs use",
    3: "I2C, which sound HATs use",
} | dict.fromkeys(range(18, 22), "I2S, which sound HATs use")

FIRST_PULLED_DOWN = 9
"""GPIO 0 to 8 are pulled up from reset, 9 to 27 down (BCM2835 ARM Peripherals, page 102)."""


@dataclass(frozen=True)
class Board:
    """Volts of the GPIO supply; milliamperes that one GPIO, and all of them together, may give."""

    supply_v: float
    pin_limit_ma: float
    total_limit_ma: float


@dataclass(frozen=True)
class Led:
    """One LED (or one colour of an RGB LED) with its resistor; ``legend`` is empty for mood and status."""

    gpio: int
    header: int
    colour: str
    forward_v: float
    resistor_ohm: float
    legend: str = ""

    def current_ma(self, supply_v: float) -> float:
        """Current at full light, by Ohm's law over the resistor."""
        return (supply_v - self.forward_v) / self.resistor_ohm * 1000


@dataclass(frozen=True)
class Buzzer:
    """A piezo disc behind a resistor."""

    gpio: int
    header: int
    resistor_ohm: float

    def current_ma(self, supply_v: float) -> float:
        """Peak current on an edge, when the disc is as good as a short."""
        return supply_v / self.resistor_ohm * 1000


@dataclass(frozen=True)
class Button:
    """A push button to ground."""

    gpio: int
    header: int


@dataclass(frozen=True)
class Bypass:
    """The line that holds the call's bypass open, into a CMOS input: only its edges mean something."""

    gpio: int
    header: int


@dataclass(frozen=True)
class Pinout:
    """All lines of the desk unit. ``lamps``: cue id → legend lamp, all ten; ``mood``: red, green, blue.

    ``bypass``: None where the unit has none.
    """

    where: str
    board: Board
    lamps: Mapping[str, Led]
    mood: tuple[Led, Led, Led]
    status: Led
    buzzer: Buzzer
    button: Button
    bypass: Bypass | None = None

    @property
    def legends(self) -> Mapping[str, str]:
        """Cue id → the words on the face plate."""
        return {cue: led.legend for cue, led in self.lamps.items()}

    def outputs(self) -> Iterator[tuple[str, Led | Buzzer]]:
        """Every driven line with its key in the file."""
        for cue, led in self.lamps.items():
            yield f"lamp.{cue}", led
        for colour, led in zip(("red", "green", "blue"), self.mood, strict=True):
            yield f"mood.{colour}", led
        yield "status", self.status
        yield "buzzer", self.buzzer

    @property
    def most_ma(self) -> float:
        """The most that can flow at once: one legend, all of the mood light, status and buzzer."""
        volts = self.board.supply_v
        legend = max(led.current_ma(volts) for led in self.lamps.values())
        rest = sum(part.current_ma(volts) for key, part in self.outputs() if not key.startswith("lamp."))
        return legend + rest

    def check(self) -> None:
        """Whether a Pi can be wired so.

        Raises:
            InputError: a line is missing, kept for something else, taken twice, at another header pin, or pulled up
                while the Pi boots; or a current is too high.
        """
        _check_lines(self)
        _check_currents(self)


def _check_lines(pinout: Pinout) -> None:
    taken: dict[int, str] = {}
    bypass = () if pinout.bypass is None else (("bypass", pinout.bypass),)
    for key, part in (*pinout.outputs(), ("button", pinout.button), *bypass):
        at = f"{pinout.where}: {key}"
        if part.gpio not in HEADER_OF_GPIO:
            raise InputError(f"{at}.gpio: there is no GPIO{part.gpio} on the header; take one of 0 to 27")
        if part.gpio in RESERVED:
            raise InputError(f"{at}.gpio: GPIO{part.gpio} is kept for {RESERVED[part.gpio]}; take another")
        if part.gpio in taken:
            raise InputError(f"{at}.gpio: GPIO{part.gpio} is {taken[part.gpio]} already; take another")
        if HEADER_OF_GPIO[part.gpio] != part.header:
            raise InputError(f"{at}.header: GPIO{part.gpio} is header pin {HEADER_OF_GPIO[part.gpio]}; write that")
        if key not in {"button", "bypass"} and part.gpio < FIRST_PULLED_DOWN:
            raise InputError(f"{at}.gpio: GPIO{part.gpio} is pulled up while the Pi boots; take one of 9 to 27")
        taken[part.gpio] = key


def _check_currents(pinout: Pinout) -> None:
    board = pinout.board
    for key, part in pinout.outputs():
        current = part.current_ma(board.supply_v)
        if not 0 < current <= board.pin_limit_ma:
            raise InputError(
                f"{pinout.where}: {key}.resistor_ohm: gives {current:.1f} mA, of 0 to {board.pin_limit_ma:g}; "
                "take another resistor, or a driver"
            )
    if pinout.most_ma > board.total_limit_ma:
        raise InputError(
            f"{pinout.where}: board.total_limit_ma: {pinout.most_ma:.1f} mA can flow at once, "
            f"{board.total_limit_ma:g} may; take larger resistors"
        )
