"""The tap as a schematic. Every value is that of the circuit's file."""

from __future__ import annotations

from collections.abc import Mapping

import schemdraw
from schemdraw import elements as elm

from tools.hardware.circuits.schematics import OFF, SMALL, drawing, room, svg, words
from tools.hardware.circuits.tap import values
from tools.hardware.units import farads, ohms

_CLEAN = "+5 V, clean"


def tap_schematic() -> str:
    """One channel, for the other is alike; where they differ, the caller's value stands first."""
    said, d = values(), drawing()
    caller, agent = (said["channel"][name] for name in ("caller", "agent"))
    feedback = f"R15, R25: {ohms(caller['feedback_ohm'])}, {ohms(agent['feedback_ohm'])}"
    roll_off = f"C13, C23: {farads(caller['feedback_f'])}, {farads(agent['feedback_f'])}"
    amplifier = d.add(elm.Opamp(leads=True).label("½ U1", loc="center", fontsize=SMALL))
    for k, at in enumerate((amplifier.in1, amplifier.in2)):
        _leg(d, at, k, said["leg"])
    x, up = amplifier.in1[0], 4.4
    d.add(elm.Line().at(amplifier.in1).to((x, up)))
    d.add(elm.Resistor().at((x, up)).to((amplifier.out[0], up)).label(feedback, loc="bottom", ofst=OFF, fontsize=SMALL))
    d.add(elm.Line().at((x, up)).to((x, up + 1.2)))
    d.add(elm.Capacitor().at((x, up + 1.2)).to((amplifier.out[0], up + 1.2)).label(roll_off, fontsize=SMALL))
    d.add(elm.Line().at((amplifier.out[0], up + 1.2)).to(amplifier.out))
    d.add(elm.Line().at(amplifier.in2).to((x, -up)))
    end = d.add(elm.Resistor().at((x, -up)).to((amplifier.out[0], -up)).label("R16, R26: the same", fontsize=SMALL))
    d.add(elm.Line().at((x, -up)).to((x, -up - 1.2)))
    d.add(
        elm.Capacitor()
        .at((x, -up - 1.2))
        .to((amplifier.out[0], -up - 1.2))
        .label("C14, C24: the same", loc="bottom", ofst=OFF, fontsize=SMALL)
    )
    d.add(elm.Line().at((amplifier.out[0], -up - 1.2)).to(end.end))
    middle = d.add(elm.Line().at(end.end).right(0.6))
    d.add(elm.Dot(open=True).at(middle.end).label("middle", loc="right"))
    _output(d, amplifier.out, said["output"])
    _supply(d, said["supply"])
    return svg(d)


def _leg(d: schemdraw.Drawing, at: tuple[float, float], k: int, leg: Mapping[str, float]) -> None:
    """From right to left: into the amplifier, the clamps, the resistor that takes the spark, the wire."""
    y, side = at[1] * 4.2, "top" if k == 0 else "bottom"
    near = (at[0] - 1.0, y)
    d.add(elm.Line().at(at).to((at[0], y)))
    stop = d.add(
        elm.Resistor()
        .at((at[0], y))
        .left(3.0)
        .label(f"R{13 + k}, R{23 + k}: {ohms(leg['stop_ohm'])}", loc=side, ofst=OFF, fontsize=SMALL)
    )
    near = stop.end
    for sign, where, name in ((1, _CLEAN, 1), (-1, "", 2)):
        d.add(elm.Dot().at(near))
        which = f"D1{name + 2 * k}, D2{name + 2 * k}"
        diode = d.add(
            elm.Diode().at(near).to((near[0], y + sign * 2.0))
            if sign > 0
            else elm.Diode().at((near[0], y - 2.0)).to(near)
        )
        words(d, (near[0] + 0.45, y + sign * 1.2), which)
        if sign > 0:
            d.add(elm.Dot(open=True).at(diode.end).label(where, loc="right", fontsize=SMALL))
        else:
            d.add(elm.Ground().at(diode.start))
    d.add(
        elm.Resistor()
        .at(near)
        .left(3.0)
        .label(f"R{11 + k}, R{21 + k}: {ohms(leg['protect_ohm'])}", loc=side, ofst=OFF, fontsize=SMALL)
    )
    wire = d.add(
        elm.Capacitor()
        .left(2.8)
        .label(f"C{11 + k}, C{21 + k}: {farads(leg['coupling_f'])}", loc=side, ofst=OFF, fontsize=SMALL)
    )
    d.add(elm.Dot(open=True).at(wire.end).label(f"wire {'ab'[k]} of the pair", loc="left"))
    room(d, (wire.end[0] - 5.0, y))


def _output(d: schemdraw.Drawing, at: tuple[float, float], said: Mapping[str, float]) -> None:
    d.add(elm.Dot().at(at))
    d.add(elm.Capacitor().at(at).right(2.2).label(f"C15, C25: {farads(said['coupling_f'])}", fontsize=SMALL))
    d.add(elm.Resistor().right(2.6).label(f"R17, R27: {ohms(said['series_ohm'])}", fontsize=SMALL))
    knee = d.add(elm.Dot())
    bleed = d.add(
        elm.Resistor()
        .at(knee.center)
        .down(2.0)
        .label(f"R18, R28:\n{ohms(said['bleed_ohm'])}", loc="bottom", fontsize=SMALL)
    )
    d.add(elm.Ground().at(bleed.end))
    end = d.add(elm.Line().at(knee.center).right(0.8))
    d.add(elm.Dot(open=True).at(end.end).label("to the sound\ncard: left, right", loc="right"))
    room(d, (end.end[0] + 4.5, at[1]))


def _supply(d: schemdraw.Drawing, said: Mapping[str, float]) -> None:
    """Below: 5 V, cleaned, and its middle."""
    y = -8.4
    d.add(elm.Dot(open=True).at((-8, y)).label("+5 V", loc="left"))
    d.add(elm.Resistor().at((-8, y)).right(2.4).label(f"R1: {ohms(said['series_ohm'])}", fontsize=SMALL))
    for name, key in (("C1", "tank_f"), ("C2", "bypass_f")):
        at = d.add(elm.Dot())
        part = d.add(
            elm.Capacitor().at(at.center).down(1.8).label(f"{name}: {farads(said[key])}", loc="bottom", fontsize=SMALL)
        )
        d.add(elm.Ground().at(part.end))
        d.add(elm.Line().at(at.center).right(2.4))
    clean = d.add(elm.Dot(open=True).label(_CLEAN, loc="top", fontsize=SMALL))
    d.add(
        elm.Resistor()
        .at(clean.center)
        .right(2.4)
        .label(f"R2: {ohms(said['divider_ohm'])}", loc="bottom", ofst=OFF, fontsize=SMALL)
    )
    middle = d.add(elm.Dot())
    for name, value, along in (("R3", ohms(said["divider_ohm"]), 0.0), ("C3", farads(said["middle_f"]), 2.8)):
        x = middle.center[0] + along
        kind = elm.Resistor if name == "R3" else elm.Capacitor
        part = d.add(kind().at((x, y)).down(1.8).label(f"{name}: {value}", loc="bottom", fontsize=SMALL))
        d.add(elm.Ground().at(part.end))
    end = d.add(elm.Line().at(middle.center).right(2.8))
    d.add(elm.Dot(open=True).at(end.end).label("middle", loc="right"))
