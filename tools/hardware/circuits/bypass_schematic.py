"""The bypass as a schematic. Every value is that of the circuit's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import schemdraw
from schemdraw import elements as elm

from tools.hardware.circuits.bypass import bypass_values, hold_s
from tools.hardware.circuits.schematics import SMALL, drawing, room, svg, words
from tools.hardware.units import farads, ohms


def bypass_schematic() -> str:
    """What holds the relays, and one wire of four."""
    said, d = bypass_values(), drawing()
    places = {
        "B": ("left", "2/3"),
        "A": ("left", "1/3"),
        "RC": ("top", "1/2"),
        "C": ("top", "2/2"),
        "Q": ("right", "2/3"),
    }
    # what stands at the top edge would be written across it
    pins = [
        elm.IcPin(name="" if side == "top" else name, side=side, slot=slot, anchorname=f"pin_{name}")
        for name, (side, slot) in places.items()
    ]
    chip = d.add(elm.Ic(pins=pins, size=(4.4, 3.4), leadlen=0.6, edgepadH=0.3))
    d.add(elm.Label().at((2.2, 0.6)).label("U1: ½ 74HCT123", fontsize=SMALL))
    d.add(elm.Line().at(chip.pin_A).down(1.2))
    d.add(elm.Ground())
    series = d.add(elm.Resistor().at(chip.pin_B).left(2.4).label(f"R1: {ohms(said['line_ohm'])}", fontsize=SMALL))
    d.add(elm.Dot(open=True).at(series.end).label("GPIO6", loc="left"))
    room(d, (series.end[0] - 2.4, 0))
    _timing(d, chip, said)
    _relay(d, chip.pin_Q, said)
    _wire(d)
    words(d, (-4.5, -2.6), f"Q stays up for {hold_s():.1f} s after the last edge at B: 0.45 R2 C1")
    words(
        d, (-4.5, -3.3), "Clear to +5 V; of the other half A to ground, B and clear to +5 V; 100 nF across the supply."
    )
    return svg(d)


def _timing(d: schemdraw.Drawing, chip: Any, said: Mapping[str, float]) -> None:
    """R charges C; the diode empties it when the supply goes."""
    x, top = chip.pin_RC[0], chip.pin_RC[1] + 0.8
    for pin, at in (("Rx/Cx", chip.pin_RC), ("Cx", chip.pin_C)):
        words(d, (at[0] - 0.3, at[1] - 1.0), pin)
    d.add(elm.Line().at(chip.pin_RC).to((x, top)))
    d.add(elm.Dot().at((x, top)))
    d.add(elm.Line().at(chip.pin_C).to((chip.pin_C[0], top)))
    d.add(
        elm.Capacitor().at((x, top)).to((chip.pin_C[0], top)).label(f"C1: {farads(said['timing_f'])}", fontsize=SMALL)
    )
    up = d.add(elm.Resistor().at((x, top)).up(2.2))
    words(d, (x + 0.4, top + 1.4), f"R2: {ohms(said['timing_ohm'])}")
    d.add(elm.Dot(open=True).at(up.end).label("+5 V", loc="right"))
    d.add(elm.Line().at((x, top)).left(1.6))
    d.add(elm.Diode().up(2.2).label("D1", fontsize=SMALL))
    d.add(elm.Line().right(1.6))


def _relay(d: schemdraw.Drawing, out: tuple[float, float], said: Mapping[str, float]) -> None:
    gate = d.add(elm.Resistor().at(out).right(2.2).label(f"R3: {ohms(said['gate_ohm'])}", fontsize=SMALL))
    fet = d.add(elm.AnalogNFet().at(gate.end).anchor("gate").theta(0).reverse())
    words(d, (gate.end[0] + 1.4, gate.end[1]), "Q1")
    d.add(elm.Ground().at(fet.source))
    coil = d.add(elm.Inductor2(loops=3).at(fet.drain).up(2.2))
    words(
        d,
        (fet.drain[0] + 0.5, fet.drain[1] + 1.1),
        f"K1 to K{said['relays']:g}: {5 / said['coil_ohm'] * 1000:.0f} mA each",
    )
    d.add(elm.Dot(open=True).at(coil.end).label("+5 V", loc="right"))
    d.add(elm.Line().at(fet.drain).left(1.4))
    d.add(elm.Diode().up(2.2).label("D2", fontsize=SMALL))
    d.add(elm.Line().right(1.4))


def _wire(d: schemdraw.Drawing) -> None:
    """One relay has two changeovers: one towards the telephone, one towards the headset; at rest they meet."""
    x, y = 4.5, -5.4
    left, right = (x, y), (x + 6.5, y)
    for (at, y_rest), far, near, side, inward in (
        (left, "a wire of the telephone", "card A", "left", 1.2),
        (right, "the same of the headset", "card B", "right", -1.2),
    ):
        d.add(elm.Dot(open=True).at((at, y_rest)).label(far, loc=side))
        d.add(elm.Line().at((at, y_rest)).to((at + inward * 0.95, y_rest + 0.45)))
        d.add(elm.Dot(open=True).at((at + inward, y_rest + 0.5)))
        d.add(elm.Dot(open=True).at((at + inward, y_rest - 0.5)))
        words(d, (at + inward + 0.2, y_rest - 0.75), near)
    d.add(elm.Line().at((x + 1.2, y + 0.5)).to((x + 5.3, y + 0.5)).label("at rest: copper", fontsize=SMALL))
    words(d, (x - 9.0, y - 1.9), "Drawn at rest. One relay for each of the four wires; all fall together.")
    room(d, (x + 12.5, y))
