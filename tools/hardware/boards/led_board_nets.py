"""What the LED board shall join, by the wiring alone: nothing here knows where a part lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firmware_app.desk import Pinout
from firmware_app.desk.pinout import HEADER_OF_GPIO, Led
from tools.hardware.boards.perfboard import Nets, nets_of

SUPPLY, GROUND = "+5V", "GND"
HEADER_PINS = 40
_SUPPLY_PINS, _GROUND_PINS, _UNUSED_PINS = (2, 4), (6, 9, 14, 20, 25, 30, 34, 39), (1, 17)
COLOURS = "rgb"
_CHANNELS, _DIP_PINS = 8, 18


@dataclass(frozen=True)
class Lamp:
    """One LED with its resistors: ``colours`` is "rgb", or "" for a LED of one; ``switched``: the line of each."""

    number: int
    key: str
    colours: str
    switched: tuple[Led, ...]

    @property
    def name(self) -> str:
        """On the board."""
        return f"D{self.number}"

    def cathodes(self) -> Iterator[tuple[str, str, Led]]:
        """Pin of the LED, name of its resistor, and the line that switches it."""
        for colour, led in zip(self.colours or "K", self.switched, strict=True):
            yield colour, f"R{self.number}{colour if self.colours else ''}", led


def numbered(pinout: Pinout) -> list[Lamp]:
    """All LEDs: the legends', the mood light's, the status light's."""
    kinds: list[tuple[str, str, tuple[Led, ...]]] = [(cue, "", (led,)) for cue, led in pinout.lamps.items()]
    kinds += [("mood", COLOURS, pinout.mood), ("status", "", (pinout.status,))]
    each = [(key, colours, lines) for key, colours, lines in kinds for _ in range(lines[0].leds)]
    return [Lamp(number, *one) for number, one in enumerate(each, 1)]


def led_board_nets(pinout: Pinout) -> Nets:
    """Every pin of every part, each in one net."""
    return nets_of([*_header(), *_arrays(pinout), *_lamps(pinout), *_rest(pinout)])


def _header() -> Iterator[tuple[str, str]]:
    gpio_of = {header: gpio for gpio, header in HEADER_OF_GPIO.items()}
    for pin in range(1, HEADER_PINS + 1):
        if pin in _SUPPLY_PINS:
            net = SUPPLY
        elif pin in _GROUND_PINS:
            net = GROUND
        elif pin in _UNUSED_PINS:
            net = f"3V3, pin {pin}"
        else:
            net = f"GPIO{gpio_of[pin]}"
        yield net, f"J1.{pin}"


def _arrays(pinout: Pinout) -> Iterator[tuple[str, str]]:
    """Inputs at pins 1 to 8, outputs from 18 downwards; 9 is ground, 10 the diodes' common, which LEDs do not need."""
    line_of = {led.driver: led for _, led in pinout.leds() if led.driver}
    for chip in ("U1", "U2"):
        yield GROUND, f"{chip}.9"
        yield f"{chip}, diodes", f"{chip}.10"
        for channel in range(1, _CHANNELS + 1):
            led = line_of.get(f"{chip}.{channel}")
            yield GROUND if led is None else f"GPIO{led.gpio}", f"{chip}.{channel}"
            yield f"{chip}, channel {channel}", f"{chip}.{_DIP_PINS + 1 - channel}"


def _lamps(pinout: Pinout) -> Iterator[tuple[str, str]]:
    for lamp in numbered(pinout):
        yield SUPPLY, f"{lamp.name}.A"
        for pin, resistor, led in lamp.cathodes():
            chip, channel = led.driver.split(".")
            yield f"{lamp.name}, cathode {pin}", f"{lamp.name}.{pin}"
            yield f"{lamp.name}, cathode {pin}", f"{resistor}.1"
            yield f"{chip}, channel {channel}", f"{resistor}.2"


def _rest(pinout: Pinout) -> Iterator[tuple[str, str]]:
    buzzer = f"R{len(numbered(pinout)) + 1}"
    yield from ((f"GPIO{pinout.buzzer.gpio}", f"{buzzer}.1"), ("buzzer", f"{buzzer}.2"), ("buzzer", "J2.1"))
    yield from ((GROUND, "J2.2"), (f"GPIO{pinout.button.gpio}", "J3.1"), (GROUND, "J3.2"))
    yield from ((SUPPLY, "J4.1"), (GROUND, "J4.2"), (SUPPLY, "C1.1"), (GROUND, "C1.2"))
    if pinout.bypass is not None:
        yield from ((SUPPLY, "J5.1"), (f"GPIO{pinout.bypass.gpio}", "J5.2"), (GROUND, "J5.3"))
