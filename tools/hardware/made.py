"""Every text of the repository that is made: path below the root → what stands in it now, were it made anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

from firmware_app.desk import load_pinout
from tools.hardware.boards.drawing import drawing
from tools.hardware.boards.led_board import led_board
from tools.hardware.boards.led_board_nets import led_board_nets
from tools.hardware.boards.tap_board import tap_board
from tools.hardware.boards.wires import wires
from tools.hardware.card import LANGUAGES, card
from tools.hardware.circuits.bypass_schematic import bypass_schematic
from tools.hardware.circuits.figures import figures_table
from tools.hardware.circuits.tap import tap_nets
from tools.hardware.circuits.tap_schematic import tap_schematic
from tools.hardware.enclosure import plate_scad
from tools.hardware.enclosure_boards import boards_scad
from tools.hardware.face_plate import face_plate
from tools.hardware.luminance import brightnesses
from tools.hardware.parts import GROUPS, parts_table
from tools.hardware.root import ROOT
from tools.hardware.tables import TABLES as DESK_TABLES
from tools.hardware.wiring import wiring

TABLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        **DESK_TABLES,
        "luminance": brightnesses,
        "tap": figures_table,
        **{f"parts, {group}": partial(parts_table, group) for group in GROUPS},
    }
)
"""Name of each table that is made → how."""
_DOCUMENTS = ("hardware/README.md", "hardware/build.md", "hardware/call-path.md", "README.md")
_BEGIN = "<!-- made by make hardware: {} -->\n"
_END = "<!-- end -->\n"


def made() -> Iterator[tuple[Path, str]]:
    """One after another."""
    yield ROOT / "hardware/wiring.svg", wiring()
    yield ROOT / "hardware/face-plate.svg", face_plate()
    yield ROOT / "hardware/enclosure/plate.scad", plate_scad()
    yield ROOT / "hardware/enclosure/boards.scad", boards_scad()
    yield ROOT / "hardware/circuits/tap.svg", tap_schematic()
    yield ROOT / "hardware/circuits/bypass.svg", bypass_schematic()
    yield from _boards()
    for language in LANGUAGES:
        yield ROOT / f"hardware/card/card-{language}.html", card(language)
    for name in _DOCUMENTS:
        path = ROOT / name
        yield path, filled(path.read_text(encoding="utf-8"))


def _boards() -> Iterator[tuple[Path, str]]:
    folder = ROOT / "hardware/boards"
    led, led_nets, tap, nets = led_board(load_pinout()), led_board_nets(load_pinout()), tap_board(), tap_nets()
    yield folder / "led-board-behind.svg", drawing(led, led_nets, behind=True)
    yield folder / "led-board-front.svg", drawing(led, led_nets, wired=False)
    yield folder / "led-board-wires.csv", wires(led, led_nets, behind=True)
    yield folder / "tap-board.svg", drawing(tap, nets)
    yield folder / "tap-board-wires.csv", wires(tap, nets, behind=False)


def filled(text: str) -> str:
    """A document with its tables as they are now."""
    for name, table in TABLES.items():
        begin = _BEGIN.format(name)
        text = re.sub(f"{re.escape(begin)}.*?{_END}", begin + table() + _END, text, flags=re.DOTALL)
    return text
