"""The LED board: where each part lies behind the face plate, and the wires between.

Seen from the front, as the face is. LEDs are put in from the front and lie along the board, facing along their window:
that is what makes a window even (light_box.py). All else sits behind. Each legend takes two rows of holes: the supply
above, and below it cathode, resistor, the channel's wire, resistor, cathode.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from firmware_app.desk import LEGENDS, Pinout
from firmware_app.desk.plate import MOOD_WINDOW, PLATE, Window, legend_windows
from tools.hardware.boards.led_board_nets import Lamp, led_board_nets, numbered
from tools.hardware.boards.perfboard import Hole, Kind, Part, Perfboard, Wire
from tools.hardware.boards.route import routed

FIRST_MM, HOLES = (3.8, 2.03), (60, 35)
_EDGE_MM = {"legend": 3.0, "mood": 2.0}
"""From a window's edge to the holes of its LEDs."""
_MOOD_ROWS = (3, 8, 12, 17, 21, 26)
_STATUS = (3, 32)
_SUPPLY_COLUMN, _SUPPLY_ENDS = 39, (19, 58)
_HEADER, _DIP_COLUMNS, _DIP_TOPS = (37, 17), (10, 7), {"U1": 3, "U2": 14}
_GROUND_ROW, _GROUND_ENDS = 0, (22, 44)
_REACH = 4
"""Holes from end to end of a resistor that lies."""


def led_board(pinout: Pinout) -> Perfboard:
    """With all parts and wires."""
    bare = Perfboard("LED board", PLATE.width, PLATE.height, FIRST_MM, HOLES)
    lamps = numbered(pinout)
    parts: list[Part] = []
    wires: list[Wire] = []
    for cue in LEGENDS:
        _legend(bare, [lamp for lamp in lamps if lamp.key == cue], parts, wires)
    for lamp, row in zip([lamp for lamp in lamps if lamp.key == "mood"], _MOOD_ROWS, strict=True):
        _mood(bare, lamp, row, parts, wires)
    _status(lamps[-1], parts, wires)
    parts += [*_header(), *_arrays(), *_sockets(pinout)]
    wires += _rails(parts)
    return routed(replace(bare, parts=parts, wires=wires), led_board_nets(pinout))


def _columns(board: Perfboard, window: Window, edge: float) -> tuple[int, int]:
    """Of the LEDs at its two ends."""
    y = window.middle[1]
    return board.nearest(window.x + edge, y)[0], board.nearest(window.x + window.width - edge, y)[0]


def _legend(board: Perfboard, lamps: Sequence[Lamp], parts: list[Part], wires: list[Wire]) -> None:
    window = legend_windows()[lamps[0].key]
    ends = _columns(board, window, _EDGE_MM["legend"])
    row = board.nearest(window.x, window.middle[1] - 1.27)[1]
    inner = []
    for lamp, column, inward in zip(lamps, ends, (1, -1), strict=True):
        ((pin, resistor, led),) = lamp.cathodes()
        first, last = column + inward, column + inward * (1 + _REACH)
        parts.append(
            Part(lamp.name, {"A": (column, row), pin: (column, row + 1)}, _facing(inward), led.colour, led.part)
        )
        value = f"{led.resistor_ohm:g} Ω"
        parts.append(Part(resistor, {"1": (first, row + 1), "2": (last, row + 1)}, "resistor", value, _resistor(value)))
        wires.append(Wire(Kind.BARE, ((column, row + 1), (first, row + 1))))
        inner.append((last, row + 1))
    wires.append(Wire(Kind.BARE, inner))


def _facing(inward: int) -> str:
    return "led facing right" if inward > 0 else "led facing left"


def _resistor(value: str) -> str:
    return "r_" + value.removesuffix(" Ω")


def _mood(board: Perfboard, lamp: Lamp, row: int, parts: list[Part], wires: list[Wire]) -> None:
    """Leads in the order red, anode, green, blue; each resistor stands beside its lead."""
    left, right = _columns(board, MOOD_WINDOW, _EDGE_MM["mood"])
    inward = 1 if _MOOD_ROWS.index(row) % 2 == 0 else -1
    column = left if inward > 0 else right
    pins = {pin: (column, row + k) for k, pin in enumerate("rAgb")}
    part = lamp.switched[0].part
    parts.append(Part(lamp.name, pins, _facing(inward), "RGB", part))
    for pin, resistor, led in lamp.cathodes():
        y = pins[pin][1]
        first, last = (column + inward, y), (column + 2 * inward, y)
        value = f"{led.resistor_ohm:g} Ω"
        parts.append(Part(resistor, {"1": first, "2": last}, "resistor", value, _resistor(value)))
        wires.append(Wire(Kind.BARE, (pins[pin], first)))


def _status(lamp: Lamp, parts: list[Part], wires: list[Wire]) -> None:
    ((pin, resistor, led),) = lamp.cathodes()
    x, y = _STATUS
    value = f"{led.resistor_ohm:g} Ω"
    parts.append(Part(lamp.name, {"A": (x, y), pin: (x, y + 1)}, "led standing", led.colour, led.part))
    ends = {"1": (x + 1, y + 1), "2": (x + 1 + _REACH, y + 1)}
    parts.append(Part(resistor, ends, "resistor", value, _resistor(value)))
    wires.append(Wire(Kind.BARE, ((x, y + 1), (x + 1, y + 1))))


def _header() -> Iterator[Part]:
    """Behind the board, so that odd pins run along the lower row, to the left as seen from the front."""
    x, y = _HEADER
    pins = {str(pin): (x - (pin - 1) // 2, y + pin % 2) for pin in range(1, 41)}
    yield Part("J1", pins, "header", "to the Pi", "header_40")


def _arrays() -> Iterator[Part]:
    """Pins 1 to 9 are at the right as seen from the front, for they sit behind."""
    first, second = _DIP_COLUMNS
    for name, top in _DIP_TOPS.items():
        pins = {str(k + 1): (first, top + k) for k in range(9)} | {str(18 - k): (second, top + k) for k in range(9)}
        yield Part(name, pins, "dip", "TBD62083A", "driver")


def _sockets(pinout: Pinout) -> Iterator[Part]:
    """In the highest rows, each with its ground on the bus of grounds above it; the push button's body is between."""
    row = _GROUND_ROW + 1
    value = f"{pinout.buzzer.resistor_ohm:g} Ω"
    resistor = {"1": (24 - _REACH, row + 2), "2": (24, row + 2)}
    yield Part(f"R{len(numbered(pinout)) + 1}", resistor, "resistor", value, _resistor(value))
    yield Part("J2", {"1": (24, row), "2": (25, row)}, "header", "buzzer", "header_2")
    yield Part("J3", {"1": (21, row), "2": (22, row)}, "header", "button", "header_2")
    yield Part("J4", {"1": (36, row), "2": (37, row)}, "header", "5 V to the tap", "header_2")
    if pinout.bypass is not None:
        yield Part("J5", {"1": (39, row), "2": (40, row), "3": (41, row)}, "header", "bypass", "header_3")
    yield Part("C1", {"1": (44, row + 1), "2": (44, row - 1)}, "capacitor", "100 µF", "c_100u")


def _rails(parts: Sequence[Part]) -> Iterator[Wire]:
    """Bare wires of the supply, along each row of legends and down between the columns; and of the ground."""
    left, right = _SUPPLY_ENDS
    rows = sorted({part.pins["A"][1] for part in parts if part.value == "amber"})
    yield from (Wire(Kind.BARE, ((left, row), (right, row))) for row in rows)
    yield Wire(Kind.BARE, ((_SUPPLY_COLUMN, rows[0]), (_SUPPLY_COLUMN, rows[-1])))
    yield Wire(Kind.BARE, ((_GROUND_ENDS[0], _GROUND_ROW), (_GROUND_ENDS[1], _GROUND_ROW)))
    for part in parts:
        for hole in part.pins.values():
            if part.kind == "header" and hole[1] == _GROUND_ROW + 1 and _is_ground(part, hole):
                yield Wire(Kind.BARE, (hole, (hole[0], _GROUND_ROW)))
    yield Wire(Kind.BARE, ((24, _GROUND_ROW + 1), (24, _GROUND_ROW + 3)))


def _is_ground(part: Part, hole: Hole) -> bool:
    return part.name.startswith("J") and hole == list(part.pins.values())[-1]
