"""How much room parts take on a board."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from tools.hardware.boards.perfboard import Part, Perfboard

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, mm, seen from the front."""

LED_MM = {"length": 8.6, "across": 5.0, "bend": 1.2}
_STANDING_MM = 1.5
_SCREW_HEAD_MM = 3.7
"""Of M2, DIN 84."""
_REACH: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "resistor": (1.2, 1.2),
        "diode": (1.0, 1.0),
        "capacitor": (1.2, 1.2),
        "dip": (1.0, 1.2),
        "header": (1.25, 1.25),
        "r_protect": (1.0, 2.2),
        "c_100u": (1.9, 3.15),
        "c_47u": (1.25, 2.5),
        "c_output": (1.25, 2.5),
        "terminal_4": (2.5, 3.9),
    }
)
"""Of a part's row of the parts list, or else of its kind: how far its body reaches beyond its pins, along the longer
way that they are apart and across, mm."""


def body(board: Perfboard, part: Part) -> Box:
    """Its box."""
    places = [board.place(hole) for hole in part.pins.values()]
    left, right = min(x for x, _ in places), max(x for x, _ in places)
    top, bottom = min(y for _, y in places), max(y for _, y in places)
    if part.kind.startswith("led facing"):
        x, y = (left + right) / 2, (top + bottom) / 2
        near, far = LED_MM["bend"], LED_MM["bend"] + LED_MM["length"]
        sides = (x + near, x + far) if part.kind.endswith("right") else (x - far, x - near)
        return sides[0], y - LED_MM["across"] / 2, sides[1], y + LED_MM["across"] / 2
    along, across = _REACH.get(part.row) or _REACH.get(part.kind) or (_STANDING_MM, _STANDING_MM)
    x, y = (along, across) if right - left >= bottom - top else (across, along)
    return left - x, top - y, right + x, bottom + y


_HEIGHT: Mapping[str, float] = MappingProxyType(
    {
        "led facing right": 6.0,
        "led facing left": 6.0,
        "led standing": 8.0,
        "resistor": 3.0,
        "diode": 9.0,
        "dip": 8.5,
        "header": 14.0,
        "capacitor": 8.0,
        "header_40": 20.0,
        "r_protect": 5.0,
        "c_100u": 12.0,
        "c_47u": 12.0,
        "c_output": 12.0,
        "terminal_4": 11.0,
    }
)
"""Above the board, mm; of a header with the plug on it, and room for its cable."""
_STANDS_MM = 9.0


def height(part: Part) -> float:
    """How high it stands. A resistor between holes next to each other stands upright."""
    (x, y), (to_x, to_y), *_ = part.pins.values()
    if part.kind == "resistor" and abs(x - to_x) + abs(y - to_y) == 1:
        return _STANDS_MM
    return _HEIGHT.get(part.row) or _HEIGHT[part.kind]


def clashes(board: Perfboard) -> Iterator[str]:
    """Bodies at the same side of the board that want the same room, or reach beyond its edge."""
    boxes = [(part.name, part.kind.startswith("led"), body(board, part)) for part in board.parts]
    for name, _, (left, top, right, bottom) in boxes:
        for x, y in board.drilled:
            if math.hypot(max(left - x, 0, x - right), max(top - y, 0, y - bottom)) < _SCREW_HEAD_MM / 2:
                yield f"{name} is in the way of a screw at {x:g}, {y:g}"
        if left < 0 or top < 0 or right > board.width or bottom > board.height:
            yield f"{name} reaches beyond the board"
    for (one, front, a), (other, also, b) in itertools.combinations(boxes, 2):
        if front is also and a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            yield f"{one} and {other} want the same room"
