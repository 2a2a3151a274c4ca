"""The face plate: where each light is, in millimetres, and a drawing of it.

From here come the plate to print, the enclosure, the pictures of the documents and those of a call's page. Place alone
must tell the legends apart, so none ever moves; groups of rows stand apart by a gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from firmware_app.desk.face import FACE_ROWS
from firmware_app.desk.light import Light
from firmware_app.desk.rhythms import RGB

LIT_LEGEND: RGB = (1.0, 0.70, 0.15)
"""Amber of 590 nm, as near as a screen comes to it."""
STATUS_GREEN: RGB = (0.55, 0.95, 0.45)
LETTERS_MM = 5.4
"""Height of the capitals: 26 minutes of arc at 0.7 m. ISO 9241-303 wants 20 to 22 for ease, 16 at least."""

_PLATE_COLOUR, _DARK_WINDOW, _DARK_INK, _LIT_INK = "#0c0d0e", "#17181a", "#3a3c3f", "#0a0a0a"
_FONT = "DIN Alternate, Barlow Semi Condensed, Roboto Condensed, Liberation Sans Narrow, Arial Narrow, sans-serif"


@dataclass(frozen=True)
class Window:
    """A rectangle of the plate, from its upper left corner; y runs down."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


PLATE = Window(0.0, 0.0, 158.0, 92.0)
MOOD_WINDOW = Window(8.0, 8.0, 38.0, 70.0)
STATUS_LIGHT = Window(10.0, 82.5, 4.0, 4.0)
"""Round."""
_FIRST, _COLUMNS, _LEGEND, _ROW, _GAP = 8.0, (54.0, 104.0), (46.0, 11.0), 13.0, 3.5
_GROUP_BEGINS = (3, 4)
"""Rows before which there is a gap: what takes minutes; what is for before and after a call."""


def legend_windows() -> dict[str, Window]:
    """Cue id → its window."""
    found = {}
    for row, cues in enumerate(FACE_ROWS):
        y = _FIRST + row * _ROW + _GAP * sum(row >= begin for begin in _GROUP_BEGINS)
        for x, cue in zip(_COLUMNS, cues, strict=True):
            found[cue] = Window(x, y, *_LEGEND)
    return found


def draw(now: Light, legends: Mapping[str, str], *, width_mm: float = PLATE.width, words: bool = True) -> ET.Element:
    """The plate as it looks with ``now``, as an SVG element. ``legends``: cue id → words; ``words``: they are drawn."""
    box = f"{PLATE.x:g} {PLATE.y:g} {PLATE.width:g} {PLATE.height:g}"
    height_mm = width_mm * PLATE.height / PLATE.width
    svg = ET.Element("svg", {"viewBox": box, "width": f"{width_mm:g}mm", "height": f"{height_mm:.4g}mm"})
    _rect(svg, PLATE, _PLATE_COLOUR, 4.0)
    _rect(svg, MOOD_WINDOW, colour(now.mood), 2.0)
    for cue, window in legend_windows().items():
        level = now.legends[cue]
        _rect(svg, window, colour(LIT_LEGEND, level), 1.2)
        if words:
            letters(svg, window, legends[cue], _LIT_INK if level > 0.35 else _DARK_INK)
    x, y = STATUS_LIGHT.middle
    place = {"cx": f"{x:g}", "cy": f"{y:g}", "r": f"{STATUS_LIGHT.width / 2:g}"}
    ET.SubElement(svg, "circle", {**place, "fill": colour(STATUS_GREEN, now.status)})
    return svg


def colour(rgb: RGB, level: float = 1.0) -> str:
    """As a screen shows a lamp at ``level``: dark windows are not quite black."""
    dark = int(_DARK_WINDOW[1:3], 16) / 255
    parts = (round(255 * (dark + (1 - dark) * min(1.0, level * part))) for part in rgb)
    return "#" + "".join(f"{part:02x}" for part in parts)


def _rect(svg: ET.Element, window: Window, fill: str, radius: float) -> None:
    place = {"x": f"{window.x:g}", "y": f"{window.y:g}", "width": f"{window.width:g}", "height": f"{window.height:g}"}
    ET.SubElement(svg, "rect", {**place, "rx": f"{radius:g}", "fill": fill})


def letters(svg: ET.Element, window: Window, words: str, ink: str) -> None:
    """Adds a window's words to a drawing."""
    x, y = window.middle
    # as a style: what a page says of its own letters does not reach these
    style = {"style": f"font: 600 {LETTERS_MM / 0.72:.3g}px {_FONT}; fill: {ink}"}
    # the baseline half a capital below the middle; never wider than its window, whatever font is there
    place = {"x": f"{x:g}", "y": f"{y + LETTERS_MM / 2:g}", "text-anchor": "middle"}
    fit = {"textLength": f"{window.width - 5:g}", "lengthAdjust": "spacingAndGlyphs"} if len(words) > 8 else {}
    ET.SubElement(svg, "text", {**place, **style, **fit}).text = words
