"""A board of holes as a drawing, 1:1: from behind, where it is wired; and from the front."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree import ElementTree as ET

from tools.hardware.boards.bodies import body
from tools.hardware.boards.perfboard import Hole, Kind, Nets, Part, Perfboard, joined

_MARGIN_MM = 4.0
_ROOM_MM = 9.5
"""A body as long as this has its value written on it."""
_PAD_MM, _HOLE_MM = 1.7, 0.8
_GROUND, _FIBRE, _PAD = "#fff", "#e9efe6", "#c9b27a"
_BODIES: Mapping[str, str] = MappingProxyType(
    {"resistor": "#cfe3f5", "dip": "#3a3d40", "header": "#5b6670", "capacitor": "#d9d2ea", "diode": "#f3c9b8"}
)
_NETS: Mapping[str, str] = MappingProxyType({"+5V": "#d22", "GND": "#222", "GPIO": "#2a62c9"})
_OTHER_NET = "#0a8f5a"
_LEDS: Mapping[str, str] = MappingProxyType({"amber": "#ffc861", "RGB": "#dfe7ff", "green": "#bfe8a5"})


def drawing(board: Perfboard, nets: Nets, *, behind: bool = False, wired: bool = True) -> str:
    """As SVG in millimetres. Behind: right and left change places. Wired: all but LEDs; else these alone."""
    width, height = board.width + 2 * _MARGIN_MM, board.height + 2 * _MARGIN_MM
    box = f"{-_MARGIN_MM:g} {-_MARGIN_MM:g} {width:g} {height:g}"
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box})
    svg.attrib.update({"width": f"{width:g}mm", "height": f"{height:g}mm", "font-family": "sans-serif"})
    _rect(svg, (0, 0, board.width, board.height), _FIBRE, stroke="#777")
    _Sheet(svg, board, nets, behind=behind, wired=wired).draw()
    return ET.tostring(svg, encoding="unicode") + "\n"


class _Sheet:
    """One view of one board."""

    def __init__(self, svg: ET.Element, board: Perfboard, nets: Nets, *, behind: bool, wired: bool) -> None:
        self._svg, self._board, self._behind, self._wired = svg, board, behind, wired
        self._group_of = joined(board)
        at = {f"{part.name}.{pin}": hole for part in board.parts for pin, hole in part.pins.items()}
        self._net_of = {self._group_of[at[pin]]: net for net, pins in nets.items() for pin in pins}

    def draw(self) -> None:
        for column in range(self._board.holes[0]):
            for row in range(self._board.holes[1]):
                self._dot((column, row), _PAD_MM, _PAD)
                self._dot((column, row), _HOLE_MM, _GROUND)
        for x, y in self._board.drilled:
            _circle(self._svg, self._mirrored(x), y, 3.2, _GROUND, stroke="#777")
        for part in self._board.parts:
            if part.kind.startswith("led") is not self._wired:
                self._body(part)
        if self._wired:
            self._wires()
        for part in self._board.parts:
            self._pins(part)

    def _mirrored(self, x: float) -> float:
        return self._board.width - x if self._behind else x

    def _at(self, hole: Hole) -> tuple[float, float]:
        x, y = self._board.place(hole)
        return self._mirrored(x), y

    def _dot(self, hole: Hole, size: float, fill: str) -> None:
        _circle(self._svg, *self._at(hole), size, fill)

    def _body(self, part: Part) -> None:
        left, top, right, bottom = body(self._board, part)
        left, right = sorted((self._mirrored(left), self._mirrored(right)))
        tint = _LEDS.get(part.value, "#ddd") if part.kind.startswith("led") else _BODIES[part.kind]
        _rect(self._svg, (left, top, right - left, bottom - top), tint, stroke="#555", radius=0.6)
        room = max(right - left, bottom - top) >= _ROOM_MM
        words = f"{part.name} {part.value}" if room and not part.kind.startswith("led") else part.name
        ink = "#fff" if part.kind in {"dip", "header"} else "#111"
        turn = bottom - top > right - left
        size = min(1.9, max(right - left, bottom - top) / len(words) * 1.6)
        _text(self._svg, ((left + right) / 2, (top + bottom) / 2), words, size, ink, turn)

    def _wires(self) -> None:
        for wire in sorted(self._board.wires, key=lambda one: one.kind is Kind.INSULATED):
            tint = self._tint(wire.way[0])
            points = " ".join(f"{x:.2f},{y:.2f}" for x, y in map(self._at, wire.way))
            thick = "0.9" if wire.kind is Kind.BARE else "0.35"
            line = {"points": points, "fill": "none", "stroke": tint, "stroke-width": thick, "stroke-linecap": "round"}
            if wire.kind is Kind.INSULATED:
                line["stroke-opacity"] = "0.75"
            ET.SubElement(self._svg, "polyline", line)

    def _tint(self, hole: Hole) -> str:
        net = self._net_of[self._group_of[hole]]
        return next((tint for name, tint in _NETS.items() if net.startswith(name)), _OTHER_NET)

    def _pins(self, part: Part) -> None:
        for k, (pin, hole) in enumerate(part.pins.items()):
            x, y = self._at(hole)
            if k == 0 and part.kind in {"dip", "header"}:
                _rect(self._svg, (x - 0.75, y - 0.75, 1.5, 1.5), "#fff", stroke="#111")
            else:
                _circle(self._svg, x, y, 1.3, "#fff", stroke="#111")
            if (
                part.kind.startswith("led")
                or part.kind == "dip"
                or (part.kind == "header" and pin in {"1", "2", "39", "40"})
            ):
                _text(self._svg, (x, y), pin, 1.0)


def _rect(
    svg: ET.Element, box: tuple[float, float, float, float], fill: str, *, stroke: str = "none", radius: float = 0.0
) -> None:
    x, y, width, height = (f"{one:.2f}" for one in box)
    place = {"x": x, "y": y, "width": width, "height": height, "rx": f"{radius:g}", "fill": fill}
    ET.SubElement(svg, "rect", {**place, "stroke": stroke, "stroke-width": "0.15"})


def _circle(svg: ET.Element, x: float, y: float, size: float, fill: str, *, stroke: str = "none") -> None:
    place = {"cx": f"{x:.2f}", "cy": f"{y:.2f}", "r": f"{size / 2:g}", "fill": fill}
    ET.SubElement(svg, "circle", {**place, "stroke": stroke, "stroke-width": "0.15"})


def _text(
    svg: ET.Element, at: tuple[float, float], words: str, size: float, ink: str = "#111", turn: bool = False
) -> None:
    x, y = at
    place = {"x": f"{x:.2f}", "y": f"{y + 0.36 * size:.2f}", "font-size": f"{size:.2f}", "text-anchor": "middle"}
    if turn:
        place["transform"] = f"rotate(-90 {x:.2f} {y:.2f})"
    ET.SubElement(svg, "text", {**place, "fill": ink}).text = words
