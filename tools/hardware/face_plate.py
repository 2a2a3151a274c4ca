"""The face plate to print on film, 1:1: black where no light may come through, with crop marks and a measure."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from firmware_app.desk import load_pinout
from firmware_app.desk.plate import MOOD_WINDOW, PLATE, STATUS_LIGHT, Window, legend_windows, letters

_MARGIN_MM = 12.0
_MARK_MM = 6.0
_MEASURE_MM = 100.0


def face_plate() -> str:
    """As SVG, in millimetres."""
    width, height = PLATE.width + 2 * _MARGIN_MM, PLATE.height + 2 * _MARGIN_MM
    box = f"{-_MARGIN_MM:g} {-_MARGIN_MM:g} {width:g} {height:g}"
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": box})
    svg.attrib.update({"width": f"{width:g}mm", "height": f"{height:g}mm"})
    _rect(svg, PLATE, "#000")
    _rect(svg, MOOD_WINDOW, "#fff")
    for cue, window in legend_windows().items():
        _rect(svg, window, "#fff")
        letters(svg, window, load_pinout().legends[cue], "#000")
    x, y = STATUS_LIGHT.middle
    ET.SubElement(svg, "circle", {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{STATUS_LIGHT.width / 2:g}", "fill": "#fff"})
    _marks(svg)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _rect(svg: ET.Element, window: Window, fill: str) -> None:
    place = {"x": f"{window.x:g}", "y": f"{window.y:g}", "width": f"{window.width:g}", "height": f"{window.height:g}"}
    ET.SubElement(svg, "rect", {**place, "fill": fill})


def _marks(svg: ET.Element) -> None:
    """Where to cut; and a line by which a printer that scales is found out."""
    for x in (0.0, PLATE.width):
        for y, out in ((0.0, -1.0), (PLATE.height, 1.0)):
            _line(svg, (x, y + out), (x, y + out * _MARK_MM))
            side = -1.0 if x == 0.0 else 1.0
            _line(svg, (x + side, y), (x + side * _MARK_MM, y))
    y = PLATE.height + 7.5
    left = (PLATE.width - _MEASURE_MM) / 2
    _line(svg, (left, y), (left + _MEASURE_MM, y))
    for x in (left, left + _MEASURE_MM):
        _line(svg, (x, y - 1), (x, y + 1))
    words = ET.SubElement(svg, "text", {"x": f"{PLATE.width / 2:g}", "y": f"{y + 3.6:g}", "text-anchor": "middle"})
    words.set("style", "font: 2.6px sans-serif")
    words.text = f"Cuelight face plate, 1:1, to be printed on clear film. This line is {_MEASURE_MM:g} mm."


def _line(svg: ET.Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    ends = {"x1": f"{start[0]:g}", "y1": f"{start[1]:g}", "x2": f"{end[0]:g}", "y2": f"{end[1]:g}"}
    ET.SubElement(svg, "line", {**ends, "stroke": "#000", "stroke-width": "0.15"})
