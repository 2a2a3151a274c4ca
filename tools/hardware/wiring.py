"""The wiring diagram: header lines, drivers, LEDs with their resistors, buzzer and button."""

from __future__ import annotations

from collections.abc import Sequence

import schemdraw
from schemdraw import elements as elm

from firmware_app.desk import Pinout, load_pinout
from firmware_app.desk.pinout import Led

_PITCH = 1.0
_FONT = 11
_LEFT, _RIGHT = -6.6, 14.5


def wiring() -> str:
    """As SVG."""
    pinout = load_pinout()
    schemdraw.use("svg")
    schemdraw.svgconfig.text = "text"
    drawing = schemdraw.Drawing(show=False, fontsize=_FONT, inches_per_unit=0.45)
    y = 0.0
    for chip in sorted({led.driver.split(".")[0] for _, led in pinout.leds() if led.driver}):
        channels = [one for one in pinout.leds() if one[1].driver.startswith(f"{chip}.")]
        channels.sort(key=lambda one: int(one[1].driver.split(".")[1]))
        _array(drawing, chip, channels, y - _PITCH * len(channels) / 2)
        y -= _PITCH * len(channels) + 1.8
    _own_lines(drawing, pinout, y - 0.6)
    # letters are measured roughly: room for them at both sides
    for x in (_LEFT, _RIGHT):
        drawing.add(elm.Line().at((x, 0)).to((x, y - 3.4)).linewidth(0).color("white"))
    return str(drawing.get_imagedata("svg").decode())


def _array(drawing: schemdraw.Drawing, chip: str, channels: Sequence[tuple[str, Led]], y: float) -> None:
    """One array of switches with what hangs on it."""
    pins = [
        elm.IcPin(name=f"{letter}{_number(led)}", side=side, slot=_slot(k, channels))
        for letter, side in (("I", "left"), ("O", "right"))
        for k, (_, led) in enumerate(channels)
    ]
    pins.append(elm.IcPin(name="GND", side="bottom", anchorname="ground"))
    box = elm.Ic(pins=pins, size=(3.2, _PITCH * len(channels)), pinspacing=_PITCH, leadlen=0.6, edgepadH=0.5)
    words = f"{chip}\nTBD62083A"
    placed = drawing.add(box.at((0, y)).anchor("center").label(words, loc="center", fontsize=_FONT))
    drawing.add(elm.Ground().at(placed.ground))
    for name, led in channels:
        number = _number(led)
        line = drawing.add(elm.Line().left(1.2).at(getattr(placed, f"I{number}")))
        drawing.add(elm.Label().at(line.end).label(f"GPIO{led.gpio}, pin {led.header}", loc="left", fontsize=_FONT))
        _lamp(drawing, getattr(placed, f"O{number}"), name, led)


def _lamp(drawing: schemdraw.Drawing, at: object, name: str, led: Led) -> None:
    """From the switch through resistor and LED to the supply, drawn once however many hang side by side."""
    drawing.add(elm.Resistor().right(2.2).at(at).label(f"{led.resistor_ohm:g} Ω", fontsize=_FONT - 2))
    last = drawing.add(elm.LED().right(2.0).reverse())
    end = drawing.add(elm.Line().right(0.5).at(last.end))
    words = f"{led.legend or name}: {led.leds} × {led.colour}"
    drawing.add(elm.Dot(open=True).at(end.end).label(f"+5 V   {words}", loc="right", fontsize=_FONT))


def _own_lines(drawing: schemdraw.Drawing, pinout: Pinout, y: float) -> None:
    """Buzzer and button hang on their lines alone."""
    buzzer, button = pinout.buzzer, pinout.button
    drawing.add(elm.Label().at((-2.8, y)).label(f"GPIO{buzzer.gpio}, pin {buzzer.header}", loc="left", fontsize=_FONT))
    drawing.add(elm.Resistor().right(2.2).at((-2.8, y)).label(f"{buzzer.resistor_ohm:g} Ω", fontsize=_FONT - 2))
    sound = drawing.add(elm.Crystal().right(2.0).label("piezo disc", fontsize=_FONT - 2))
    drawing.add(elm.Ground().at(sound.end))
    y -= 1.7
    drawing.add(elm.Label().at((-2.8, y)).label(f"GPIO{button.gpio}, pin {button.header}", loc="left", fontsize=_FONT))
    pressed = drawing.add(elm.Button().right(2.2).at((-2.8, y)).label("button", fontsize=_FONT - 2))
    drawing.add(elm.Ground().at(pressed.end))


def _number(led: Led) -> str:
    return led.driver.split(".")[1]


def _slot(k: int, channels: Sequence[tuple[str, Led]]) -> str:
    # slots are counted from below
    return f"{len(channels) - k}/{len(channels)}"
