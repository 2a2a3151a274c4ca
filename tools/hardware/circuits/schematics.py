"""What schematics have in common."""

from __future__ import annotations

import schemdraw
from schemdraw import elements as elm

FONT, SMALL = 11, 9
OFF = 0.35
"""How far words stand off a part."""


def drawing() -> schemdraw.Drawing:
    """An empty one."""
    schemdraw.use("svg")
    schemdraw.svgconfig.text = "text"
    return schemdraw.Drawing(show=False, fontsize=FONT, inches_per_unit=0.45)


def svg(drawn: schemdraw.Drawing) -> str:
    """As a file."""
    return str(drawn.get_imagedata("svg").decode())


def words(d: schemdraw.Drawing, at: tuple[float, float], said: str) -> None:
    """Beside a part, from there to the right."""
    room(d, at)
    d.add(elm.Label().at(at).label(said, loc="right", halign="left", fontsize=SMALL))


def room(d: schemdraw.Drawing, at: tuple[float, float]) -> None:
    """The drawing reaches as far as that: letters are measured roughly."""
    d.add(elm.Line().at(at).right(0.05).linewidth(0).color("white"))
