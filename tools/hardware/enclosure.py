"""The face plate's sizes for the enclosure, and the enclosure's parts as STL and picture, by OpenSCAD."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

from firmware_app.desk import LEGENDS, load_pinout
from firmware_app.desk.plate import LETTERS_MM, MOOD_WINDOW, PLATE, STATUS_LIGHT, Window, legend_windows

PARTS = ("shell", "grid", "base")
_LIT = "pause"


def plate_scad() -> str:
    """What ``cuelight.scad`` includes. A window: x, y from above, width, height."""
    windows, legends = legend_windows(), load_pinout().legends
    quoted = ", ".join(f'"{legends[cue]}"' for cue in LEGENDS)
    return (
        "// made by make hardware of firmware_app/desk/plate.py\n"
        f"plate = [{PLATE.width:g}, {PLATE.height:g}];\n"
        f"mood = {_window(MOOD_WINDOW)};\n"
        f"status = {_window(STATUS_LIGHT)};\n"
        f"legends = [{', '.join(_window(windows[cue]) for cue in LEGENDS)}];\n"
        f"words = [{quoted}];\n"
        f"letters_mm = {LETTERS_MM:g};\n"
        f"lit = {LEGENDS.index(_LIT)};\n"
    )


def _window(window: Window) -> str:
    return f"[{window.x:g}, {window.y:g}, {window.width:g}, {window.height:g}]"


def parts(source: Path, folder: Path) -> Iterator[Path]:
    """Each printed part as STL."""
    for part in PARTS:
        target = folder / f"{part}.stl"
        _openscad("-D", f'part="{part}"', "-o", str(target), str(source))
        yield target


def assembly_picture(source: Path, target: Path) -> None:
    """The box as it stands on a desk."""
    # x, y, z turned; then how far away
    camera = ("--camera", "79,30,40,62,0,28,520", "--imgsize", "1400,1000", "--colorscheme", "Tomorrow")
    _openscad(*camera, "-o", str(target), str(source), screen=True)


def _openscad(*words: str, screen: bool = False) -> None:
    before = ("xvfb-run", "-a") if screen else ()
    subprocess.run([*before, "openscad", "-q", *words], check=True)
