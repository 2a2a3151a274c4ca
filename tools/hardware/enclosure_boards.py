"""The boards' parts for the enclosure: boxes that must fit in it, and that its pictures show."""

from __future__ import annotations

from collections.abc import Iterable

from firmware_app.desk import load_pinout
from tools.hardware.boards.bodies import body, height
from tools.hardware.boards.led_board import led_board
from tools.hardware.boards.perfboard import Part, Perfboard
from tools.hardware.boards.tap_board import tap_board

_TINTS = {"resistor": "#9fc3e6", "diode": "#d98a6a", "dip": "#2b2d30", "header": "#3f474e", "capacitor": "#6b5fa0"}
_LEDS = {"amber": "#ffb838", "RGB": "#eef2ff", "green": "#7fe06a"}


def boards_scad() -> str:
    """What ``sizes.scad`` includes. A box: x, y from above, width, height, how high it stands, colour."""
    led, tap = led_board(load_pinout()), tap_board()
    holes = ", ".join(f"[{x:g}, {tap.height - y:.4g}]" for x, y in tap.drilled)
    return (
        "// made by make hardware of tools/hardware/boards\n"
        f"led_front = {_boxes(led, [part for part in led.parts if part.kind.startswith('led')])};\n"
        f"led_behind = {_boxes(led, [part for part in led.parts if not part.kind.startswith('led')])};\n"
        f"tap_size = [{tap.width:g}, {tap.height:g}];\n"
        f"tap_holes = [{holes}];\n"
        f"tap_parts = {_boxes(tap, tap.parts)};\n"
    )


def _boxes(board: Perfboard, parts: Iterable[Part]) -> str:
    rows = []
    for part in parts:
        left, top, right, bottom = body(board, part)
        tint = _LEDS.get(part.value) or _TINTS[part.kind]
        rows.append(f'[{left:.5g}, {top:.5g}, {right - left:.4g}, {bottom - top:.4g}, {height(part):g}, "{tint}"]')
    return "[\n    " + ",\n    ".join(rows) + "\n]"
