"""How bright the face's windows are, lit and dark, in an office: a model, not a measurement."""

from __future__ import annotations

import math
from functools import cache

import numpy as np

from firmware_app.desk import LEGENDS, Mood, load_pinout
from firmware_app.desk.lamps import EYE_GAMMA
from firmware_app.desk.plate import MOOD_WINDOW, Window, legend_windows
from firmware_app.desk.rhythms import MOOD_RHYTHMS
from firmware_app.settings import DeskSettings
from tools.hardware.boards.led_board import led_board
from tools.hardware.light_box import Beam, Cell, Floats, lumens, luminance
from tools.hardware.parts import figures
from tools.hardware.tables import table

OFFICE_LUX = 500.0
"""EN 12464-1, writing and typing; taken as it falls onto the face."""
PAPER = 0.8
_TIP_MM = 6.0
"""From a lying LED's holes to where its light begins."""


@cache
def lit(what: str) -> Floats:
    """cd/m² of a window at full brightness. ``what``: a cue, or "mood": the angry caller's."""
    pinout = load_pinout()
    window = MOOD_WINDOW if what == "mood" else legend_windows()[what]
    half = figures("led_rgb" if what == "mood" else "led_amber")["half_deg"]
    cell = Cell(window.width, window.height, 14.0, _beams(window, half), **_sheet())
    if what == "mood":
        colour, _ = MOOD_RHYTHMS[Mood.ANGRY]
        each = sum(
            _lumens("led_rgb", name, pinout.led_ma(led)) * level**EYE_GAMMA
            for name, led, level in zip(("red", "green", "blue"), pinout.mood, colour, strict=True)
        )
    else:
        each = _lumens("led_amber", "", pinout.led_ma(pinout.lamps[what]))
    return luminance(cell, each * len(cell.beams)) * figures("filter")["through"]


def _sheet() -> dict[str, float]:
    opal = figures("opal")
    return {"through": opal["through"], "back": opal["back"]}


def _lumens(key: str, colour: str, ma: float) -> float:
    """Of one LED; light goes with current, near enough."""
    said = figures(key)
    candela = said[f"{colour}_cd" if colour else "cd"] * ma / said["at_ma"]
    return lumens(candela, Beam(0, 0, 1, said["half_deg"]).power)


def _beams(window: Window, half: float) -> list[Beam]:
    board = led_board(load_pinout())
    x, y = window.middle
    beams = []
    for part in board.parts:
        at_x, at_y = _middle([board.place(hole) for hole in part.pins.values()])
        if part.kind.startswith("led facing") and _within(window, at_x, at_y):
            to_x = 1 if part.kind.endswith("right") else -1
            beams.append(Beam(at_x + to_x * _TIP_MM - x, at_y - y, to_x, half))
    return beams


def _middle(places: list[tuple[float, float]]) -> tuple[float, float]:
    return sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)


def _within(window: Window, x: float, y: float) -> bool:
    return window.x <= x <= window.x + window.width and window.y <= y <= window.y + window.height


def dark() -> float:
    """cd/m² of a dark window in an office: light through the filter, back from the opal sheet, and through it again."""
    return OFFICE_LUX * figures("opal")["back"] * figures("filter")["through"] ** 2 / math.pi


def paper() -> float:
    """cd/m² of white paper beside it."""
    return OFFICE_LUX * PAPER / math.pi


def evenness(what: str) -> tuple[float, float]:
    """Least and most of a window's squares, by their mean."""
    found = lit(what)
    return float(found.min() / found.mean()), float(found.max() / found.mean())


def brightnesses() -> str:
    """As a table."""
    desk = DeskSettings()
    steps = {"`desk.brightness` 1.0": 1.0, f"{desk.brightness:g}, as shipped": desk.brightness, "0.2": 0.2}
    steps[f"{desk.quiet_brightness:g}, quiet hours"] = desk.quiet_brightness
    sunk = min(level for _, level in MOOD_RHYTHMS[Mood.ANGRY][1].points) ** EYE_GAMMA
    rows = []
    for name, what, share in (
        ("a legend", LEGENDS[0], 1.0),
        ("mood light, an angry caller, its first 3 s", "mood", 1.0),
        ("and then", "mood", sunk),
    ):
        mean = float(np.mean(lit(what))) * share
        least, most = evenness(what)
        rows.append((name, *(f"{mean * step:.0f}" for step in steps.values()), f"{least:.2f} to {most:.2f}"))
    return table(("cd/m²", *steps, "evenness, of the mean"), rows)
