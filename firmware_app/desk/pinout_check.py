"""Whether a Pi can be wired as a `Pinout` says."""

from __future__ import annotations

import math
from collections.abc import Mapping

from firmware_app.desk.pinout import HEADER_OF_GPIO, Pinout
from firmware_app.errors import InputError

RESERVED: Mapping[int, str] = {
    0: "the HAT's identity",
    1: "the HAT's identity",
    2: "I2C, which sound HATs use",
    3: "I2C, which sound HATs use",
} | dict.fromkeys(range(18, 22), "I2S, which sound HATs use")

FIRST_PULLED_DOWN = 9
"""GPIO 0 to 8 are pulled up from reset, 9 to 27 down (BCM2835 ARM Peripherals, page 102)."""


def check(pinout: Pinout) -> None:
    """Every part on a line, and a driver's channel, of its own that it can have; no current too high.

    Raises:
        InputError: a line or a driver's channel is missing, kept for something else, taken twice, at another header
            pin, or pulled up while the Pi boots; or an LED, a channel, a GPIO or all GPIOs give more than they may.
    """
    _lines(pinout)
    _channels(pinout)
    _currents(pinout)


def _lines(pinout: Pinout) -> None:
    taken: dict[int, str] = {}
    more = (("button", pinout.button), ("bypass", pinout.bypass), ("supervisor", pinout.supervisor))
    for key, part in (*pinout.outputs(), *((key, part) for key, part in more if part is not None)):
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


def _channels(pinout: Pinout) -> None:
    taken: dict[str, str] = {}
    supervisor = () if pinout.supervisor is None else (("supervisor", pinout.supervisor),)
    for key, led in (*pinout.leds(), *supervisor):
        at = f"{pinout.where}: {key}.driver"
        if not led.driver:
            continue
        if pinout.driver is None:
            raise InputError(
                f"{pinout.where}: driver: is missing; give [driver], for {key} is switched by {led.driver}"
            )
        if not pinout.driver.has(led.driver):
            raise InputError(
                f"{at}: there is no {led.driver}; take one of U1.1 to U{pinout.driver.chips}.{pinout.driver.channels}"
            )
        if led.driver in taken:
            raise InputError(f"{at}: {led.driver} is {taken[led.driver]} already; take another")
        taken[led.driver] = key


def _currents(pinout: Pinout) -> None:
    board = pinout.board
    for key, led in pinout.leds():
        current, at = pinout.led_ma(led), f"{pinout.where}: {key}.resistor_ohm"
        if not 0 < current <= led.limit_ma:
            raise InputError(f"{at}: gives {current:.1f} mA, of 0 to {led.limit_ma:g}; take another resistor")
        rail_ma, limit_ma = pinout.rail_ma(led), math.inf if pinout.driver is None else pinout.driver.channel_limit_ma
        if rail_ma > limit_ma:
            raise InputError(f"{at}: {rail_ma:.0f} mA by one channel, of {limit_ma:g}; take a larger resistor")
    for key, part in pinout.outputs():
        if pinout.pin_ma(part) > board.pin_limit_ma:
            raise InputError(
                f"{pinout.where}: {key}.resistor_ohm: takes {pinout.pin_ma(part):.1f} mA from its GPIO, which may give "
                f"{board.pin_limit_ma:g}; take a larger resistor, or a driver"
            )
    if pinout.most_ma > board.total_limit_ma:
        raise InputError(
            f"{pinout.where}: board.total_limit_ma: {pinout.most_ma:.1f} mA can flow at once, "
            f"{board.total_limit_ma:g} may; take larger resistors, or a driver"
        )
