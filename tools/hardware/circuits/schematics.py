"""Schematics of what stands in the call: the tap, and the bypass. Every value is that of the circuit's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import schemdraw
from schemdraw import elements as elm

from tools.hardware.circuits.bypass import bypass_values, hold_s
from tools.hardware.circuits.tap import values
from tools.hardware.units import farads, ohms

_FONT = 11
_SMALL = 9
_OFF = 0.35
"""How far words stand off a part."""
_CLEAN = "+5 V, clean"


def _drawing() -> schemdraw.Drawing:
    schemdraw.use("svg")
    schemdraw.svgconfig.text = "text"
    return schemdraw.Drawing(show=False, fontsize=_FONT, inches_per_unit=0.45)


def _words(d: schemdraw.Drawing, at: tuple[float, float], words: str) -> None:
    """Beside a part, from there to the right."""
    d.add(elm.Line().at(at).right(0.01).linewidth(0).color("white"))
    d.add(elm.Label().at(at).label(words, loc="right", halign="left", fontsize=_SMALL))


def _svg(drawing: schemdraw.Drawing) -> str:
    return str(drawing.get_imagedata("svg").decode())


def tap() -> str:
    """One channel, for the other is alike; where they differ, the caller's value stands first."""
    said, d = values(), _drawing()
    caller, agent = (said["channel"][name] for name in ("caller", "agent"))
    feedback = f"R15, R25: {ohms(caller['feedback_ohm'])}, {ohms(agent['feedback_ohm'])}"
    roll_off = f"C13, C23: {farads(caller['feedback_f'])}, {farads(agent['feedback_f'])}"
    amplifier = d.add(elm.Opamp(leads=True).label("½ U1", loc="center", fontsize=_SMALL))
    for k, at in enumerate((amplifier.in1, amplifier.in2)):
        _leg(d, at, k, said["leg"])
    x, up = amplifier.in1[0], 4.4
    d.add(elm.Line().at(amplifier.in1).to((x, up)))
    d.add(elm.Resistor().at((x, up)).to((amplifier.out[0], up)).label(feedback, loc="bottom", ofst=_OFF, fontsize=_SMALL))
    d.add(elm.Line().at((x, up)).to((x, up + 1.2)))
    d.add(elm.Capacitor().at((x, up + 1.2)).to((amplifier.out[0], up + 1.2)).label(roll_off, fontsize=_SMALL))
    d.add(elm.Line().at((amplifier.out[0], up + 1.2)).to(amplifier.out))
    d.add(elm.Line().at(amplifier.in2).to((x, -up)))
    end = d.add(elm.Resistor().at((x, -up)).to((amplifier.out[0], -up)).label("R16, R26: the same", fontsize=_SMALL))
    d.add(elm.Line().at((x, -up)).to((x, -up - 1.2)))
    d.add(elm.Capacitor().at((x, -up - 1.2)).to((amplifier.out[0], -up - 1.2)).label("C14, C24: the same", loc="bottom", ofst=_OFF, fontsize=_SMALL))
    d.add(elm.Line().at((amplifier.out[0], -up - 1.2)).to(end.end))
    middle = d.add(elm.Line().at(end.end).right(0.6))
    d.add(elm.Dot(open=True).at(middle.end).label("middle", loc="right"))
    _output(d, amplifier.out, said["output"])
    _supply(d, said["supply"])
    return _svg(d)


def _leg(d: schemdraw.Drawing, at: tuple[float, float], k: int, leg: Mapping[str, float]) -> None:
    """From right to left: into the amplifier, the clamps, the resistor that takes the spark, the wire."""
    y, side = at[1] * 4.2, "top" if k == 0 else "bottom"
    near = (at[0] - 1.0, y)
    d.add(elm.Line().at(at).to((at[0], y)))
    stop = d.add(elm.Resistor().at((at[0], y)).left(3.0).label(f"R{13 + k}, R{23 + k}: {ohms(leg['stop_ohm'])}", loc=side, ofst=_OFF, fontsize=_SMALL))
    near = stop.end
    for sign, where, name in ((1, _CLEAN, 1), (-1, "", 2)):
        d.add(elm.Dot().at(near))
        words = f"D1{name + 2 * k}, D2{name + 2 * k}"
        diode = d.add(elm.Diode().at(near).to((near[0], y + sign * 2.0)) if sign > 0 else elm.Diode().at((near[0], y - 2.0)).to(near))
        _words(d, (near[0] + 0.45, y + sign * 1.2), words)
        if sign > 0:
            d.add(elm.Dot(open=True).at(diode.end).label(where, loc="right", fontsize=_SMALL))
        else:
            d.add(elm.Ground().at(diode.start))
    d.add(elm.Resistor().at(near).left(3.0).label(f"R{11 + k}, R{21 + k}: {ohms(leg['protect_ohm'])}", loc=side, ofst=_OFF, fontsize=_SMALL))
    wire = d.add(elm.Capacitor().left(2.8).label(f"C{11 + k}, C{21 + k}: {farads(leg['coupling_f'])}", loc=side, ofst=_OFF, fontsize=_SMALL))
    d.add(elm.Dot(open=True).at(wire.end).label(f"wire {'ab'[k]} of the pair", loc="left"))
    d.add(elm.Line().at((wire.end[0] - 5.0, y)).right(0.1).linewidth(0).color("white"))


def _output(d: schemdraw.Drawing, at: tuple[float, float], said: Mapping[str, float]) -> None:
    d.add(elm.Dot().at(at))
    d.add(elm.Capacitor().at(at).right(2.2).label(f"C15, C25: {farads(said['coupling_f'])}", fontsize=_SMALL))
    d.add(elm.Resistor().right(2.6).label(f"R17, R27: {ohms(said['series_ohm'])}", fontsize=_SMALL))
    knee = d.add(elm.Dot())
    bleed = d.add(elm.Resistor().at(knee.center).down(2.0).label(f"R18, R28:\n{ohms(said['bleed_ohm'])}", loc="bottom", fontsize=_SMALL))
    d.add(elm.Ground().at(bleed.end))
    end = d.add(elm.Line().at(knee.center).right(0.8))
    d.add(elm.Dot(open=True).at(end.end).label("to the sound\ncard: left, right", loc="right"))
    d.add(elm.Line().at((end.end[0] + 4.5, at[1])).right(0.1).linewidth(0).color("white"))


def _supply(d: schemdraw.Drawing, said: Mapping[str, float]) -> None:
    """Below: 5 V, cleaned, and its middle."""
    y = -8.4
    d.add(elm.Dot(open=True).at((-8, y)).label("+5 V", loc="left"))
    d.add(elm.Resistor().at((-8, y)).right(2.4).label(f"R1: {ohms(said['series_ohm'])}", fontsize=_SMALL))
    for name, key in (("C1", "tank_f"), ("C2", "bypass_f")):
        at = d.add(elm.Dot())
        part = d.add(elm.Capacitor().at(at.center).down(1.8).label(f"{name}: {farads(said[key])}", loc="bottom", fontsize=_SMALL))
        d.add(elm.Ground().at(part.end))
        d.add(elm.Line().at(at.center).right(2.4))
    clean = d.add(elm.Dot(open=True).label(_CLEAN, loc="top", fontsize=_SMALL))
    d.add(elm.Resistor().at(clean.center).right(2.4).label(f"R2: {ohms(said['divider_ohm'])}", loc="bottom", ofst=_OFF, fontsize=_SMALL))
    middle = d.add(elm.Dot())
    for name, value, along in (("R3", ohms(said["divider_ohm"]), 0.0), ("C3", farads(said["middle_f"]), 2.8)):
        x = middle.center[0] + along
        kind = elm.Resistor if name == "R3" else elm.Capacitor
        part = d.add(kind().at((x, y)).down(1.8).label(f"{name}: {value}", loc="bottom", fontsize=_SMALL))
        d.add(elm.Ground().at(part.end))
    end = d.add(elm.Line().at(middle.center).right(2.8))
    d.add(elm.Dot(open=True).at(end.end).label("middle", loc="right"))


def bypass() -> str:
    """What holds the relays, and one wire of four."""
    said, d = bypass_values(), _drawing()
    places = {"B": ("left", "2/3"), "A": ("left", "1/3"), "RC": ("top", "1/2"), "C": ("top", "2/2"), "Q": ("right", "2/3")}
    # what stands at the top edge would be written across it
    pins = [
        elm.IcPin(name="" if side == "top" else name, side=side, slot=slot, anchorname=f"pin_{name}")
        for name, (side, slot) in places.items()
    ]
    chip = d.add(elm.Ic(pins=pins, size=(4.4, 3.4), leadlen=0.6, edgepadH=0.3))
    d.add(elm.Label().at((2.2, 0.6)).label("U1: ½ 74HCT123", fontsize=_SMALL))
    d.add(elm.Line().at(chip.pin_A).down(1.2))
    d.add(elm.Ground())
    series = d.add(elm.Resistor().at(chip.pin_B).left(2.4).label(f"R1: {ohms(said['line_ohm'])}", fontsize=_SMALL))
    d.add(elm.Dot(open=True).at(series.end).label("GPIO6", loc="left"))
    d.add(elm.Line().at((series.end[0] - 2.4, 0)).right(0.1).linewidth(0).color("white"))
    _timing(d, chip, said)
    _relay(d, chip.pin_Q, said)
    _wire(d)
    _words(d, (-4.5, -2.6), f"Q stays up for {hold_s():.1f} s after the last edge at B: 0.45 R2 C1")
    return _svg(d)


def _timing(d: schemdraw.Drawing, chip: Any, said: Mapping[str, float]) -> None:
    """R charges C; the diode empties it when the supply goes."""
    x, top = chip.pin_RC[0], chip.pin_RC[1] + 0.8
    for pin, at in (("Rx/Cx", chip.pin_RC), ("Cx", chip.pin_C)):
        _words(d, (at[0] - 0.3, at[1] - 1.0), pin)
    d.add(elm.Line().at(chip.pin_RC).to((x, top)))
    d.add(elm.Dot().at((x, top)))
    d.add(elm.Line().at(chip.pin_C).to((chip.pin_C[0], top)))
    d.add(elm.Capacitor().at((x, top)).to((chip.pin_C[0], top)).label(f"C1: {farads(said['timing_f'])}", fontsize=_SMALL))
    up = d.add(elm.Resistor().at((x, top)).up(2.2))
    _words(d, (x + 0.4, top + 1.4), f"R2: {ohms(said['timing_ohm'])}")
    d.add(elm.Dot(open=True).at(up.end).label("+5 V", loc="right"))
    d.add(elm.Line().at((x, top)).left(1.6))
    d.add(elm.Diode().up(2.2).label("D1", fontsize=_SMALL))
    d.add(elm.Line().right(1.6))


def _relay(d: schemdraw.Drawing, out: tuple[float, float], said: Mapping[str, float]) -> None:
    gate = d.add(elm.Resistor().at(out).right(2.2).label(f"R3: {ohms(said['gate_ohm'])}", fontsize=_SMALL))
    fet = d.add(elm.AnalogNFet().at(gate.end).anchor("gate").theta(0).reverse())
    _words(d, (gate.end[0] + 1.4, gate.end[1]), "Q1")
    d.add(elm.Ground().at(fet.source))
    coil = d.add(elm.Inductor2(loops=3).at(fet.drain).up(2.2))
    _words(d, (fet.drain[0] + 0.5, fet.drain[1] + 1.1), f"K1 to K{said['relays']:g}: {5 / said['coil_ohm'] * 1000:.0f} mA each")
    d.add(elm.Dot(open=True).at(coil.end).label("+5 V", loc="right"))
    d.add(elm.Line().at(fet.drain).left(1.4))
    d.add(elm.Diode().up(2.2).label("D2", fontsize=_SMALL))
    d.add(elm.Line().right(1.4))


def _wire(d: schemdraw.Drawing) -> None:
    """One relay has two changeovers: one towards the telephone, one towards the headset; at rest they meet."""
    x, y = 4.5, -4.6
    left, right = (x, y), (x + 6.5, y)
    for (at, y_rest), far, near, side, inward in (
        (left, "a wire of the telephone", "card A", "left", 1.2),
        (right, "the same of the headset", "card B", "right", -1.2),
    ):
        d.add(elm.Dot(open=True).at((at, y_rest)).label(far, loc=side))
        d.add(elm.Line().at((at, y_rest)).to((at + inward * 0.95, y_rest + 0.45)))
        d.add(elm.Dot(open=True).at((at + inward, y_rest + 0.5)))
        d.add(elm.Dot(open=True).at((at + inward, y_rest - 0.5)))
        _words(d, (at + inward + 0.2, y_rest - 0.75), near)
    d.add(elm.Line().at((x + 1.2, y + 0.5)).to((x + 5.3, y + 0.5)).label("at rest: copper", fontsize=_SMALL))
    _words(d, (x - 9.0, y - 1.9), "Drawn at rest. One relay for each of the four wires; all fall together.")
    d.add(elm.Line().at((x + 12.5, y)).right(0.1).linewidth(0).color("white"))
