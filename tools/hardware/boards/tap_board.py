"""The tap's board: terminals for both cords at the back wall, the caller's parts left, the agent's right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tools.hardware.boards.perfboard import Hole, Part, Perfboard
from tools.hardware.boards.route import routed
from tools.hardware.circuits.tap import Component, tap, tap_nets
from tools.hardware.units import farads, ohms

_COLUMNS = 18
_SIZE, _FIRST, _HOLES = (53.0, 56.0), (4.91, 2.6), (_COLUMNS, 21)
_SCREW_ROWS, _SCREW_MM = (1, 14), 2.4
"""Fixing holes: rows in which nothing is in their way, and how far from the edges."""
_WORDS: Mapping[str, str] = {
    "U1": "MCP6022", "J1": "telephone", "J2": "headset", "J3": "wires", "J4": "legs", "J5": "to the card", "J6": "5 V",
}  # fmt: skip
_BOTH: Mapping[str, tuple[Hole, Hole]] = {
    "C1": ((0, 6), (2, 6)),
    "C2": ((4, 6), (6, 6)),
    "R1": ((0, 8), (6, 8)),
    "R2": ((0, 10), (6, 10)),
    "D1": ((0, 12), (0, 13)),
    "D2": ((1, 12), (1, 13)),
    "D3": ((2, 12), (2, 13)),
    "D4": ((3, 12), (3, 13)),
    "R3": ((4, 12), (4, 13)),
    "R4": ((5, 12), (5, 13)),
    "R5": ((0, 15), (4, 15)),
    "R6": ((0, 16), (4, 16)),
    "C3": ((0, 18), (2, 18)),
    "C4": ((4, 18), (6, 18)),
    "C5": ((0, 20), (1, 20)),
    "R7": ((3, 20), (7, 20)),
    "R8": ((3, 19), (7, 19)),
}
"""Places of the caller's parts; the agent's are at the same from the right."""
_ONCE: Mapping[str, tuple[Hole, ...]] = {
    "J1": ((1, 1), (3, 1), (5, 1), (7, 1)),
    "J2": ((9, 1), (11, 1), (13, 1), (15, 1)),
    "J3": ((0, 4), (1, 4), (2, 4), (3, 4)),
    "J4": ((5, 4), (6, 4), (7, 4), (8, 4)),
    "R1": ((10, 4), (10, 5)),
    "J6": ((12, 4), (13, 4)),
    "J5": ((15, 4), (16, 4), (17, 4)),
    "C1": ((8, 8), (9, 8)),
    "C2": ((8, 10), (9, 10)),
    "U1": (),
    "R2": ((8, 17), (8, 18)),
    "R3": ((9, 17), (9, 18)),
    "C3": ((8, 20), (9, 20)),
}
_LEFT, _RIGHT, _TOP = 7, 10, 12


def tap_board() -> Perfboard:
    """With all parts and wires."""
    parts = [_part(component) for component in tap()]
    bare = Perfboard("tap board", *_SIZE, _FIRST, _HOLES, parts)
    drilled = [(x, bare.place((0, row))[1]) for row in _SCREW_ROWS for x in (_SCREW_MM, _SIZE[0] - _SCREW_MM)]
    return routed(replace(bare, drilled=drilled), tap_nets())


def _part(component: Component) -> Part:
    pins = dict(zip(component.nets, _places(component.name), strict=True))
    kind = {"opamp": "dip", "plug": "header"}.get(component.kind, component.kind)
    if component.kind == "resistor":
        value = ohms(component.value)
    elif component.kind == "capacitor":
        value = farads(component.value)
    else:
        value = _WORDS.get(component.name, "")
    return Part(component.name, pins, kind, value, component.row)


def _places(name: str) -> tuple[Hole, ...]:
    if name == "U1":
        # in the order of its nets: the caller's out, minus, plus; the agent's; ground; supply
        at = {k: (_LEFT, _TOP + k - 1) for k in range(1, 5)} | {k: (_RIGHT, _TOP + 8 - k) for k in range(5, 9)}
        return tuple(at[pin] for pin in (1, 2, 3, 7, 6, 5, 4, 8))
    if name in _ONCE:
        return _ONCE[name]
    kind, channel, number = name[0], name[1], name[2:]
    places = _BOTH[kind + number]
    return places if channel == "1" else tuple((_COLUMNS - 1 - x, y) for x, y in places)
