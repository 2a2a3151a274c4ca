"""The face plate's sizes for the enclosure, and the enclosure's parts as STL and picture, by OpenSCAD."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from matplotlib import image, pyplot

from firmware_app.desk import LEGENDS, load_pinout
from firmware_app.desk.plate import LETTERS_MM, MOOD_WINDOW, PLATE, STATUS_LIGHT, Window, legend_windows

PARTS = ("shell", "grid", "base")
_LIT = "pause"
_STEPS = (
    ("step1", "1 LEDs, from the front", (62, 28)),
    ("step2", "2 grid", (62, 28)),
    ("step3", "3 opal sheet, filter, film", (62, 28)),
    ("step4", "4 into the shell from below (seen from below)", (125, 25)),
    ("step5", "5 button, and its leads", (62, 28)),
    ("step6", "6 Pi and tap onto the base (from behind)", (55, 200)),
    ("step7", "7 cable, cords; four screws from below", (72, 28)),
)
"""Part of ``looks.scad``, what is done, and from where it is seen: turned about x, about z."""
_PICTURE = (900, 700)


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


def pictures(source: Path, folder: Path) -> Iterator[Path]:
    """The box as it stands on a desk, taken apart, and how it is put together."""
    yield _picture(source, folder / "enclosure.png", "box", (62, 28))
    yield _picture(source, folder / "enclosure-exploded.png", "exploded", (70, 42))
    target = folder / "assembly.png"
    with tempfile.TemporaryDirectory() as scratch:
        steps = [(_picture(source, Path(scratch) / f"{part}.png", part, turn), words) for part, words, turn in _STEPS]
        figure, axes = pyplot.subplots(2, 4, figsize=(16, 7))
        for place in axes.flat:
            place.axis("off")
        for place, (picture, words) in zip(axes.flat, steps, strict=False):
            place.imshow(image.imread(picture))
            place.set_title(words, fontsize=11)
        figure.tight_layout(pad=0.3)
        figure.savefig(target, dpi=80, metadata={"Software": None})
        pyplot.close(figure)
    yield target


def _picture(source: Path, target: Path, part: str, turn: tuple[int, int]) -> Path:
    width, height = _PICTURE
    camera = ("--camera", f"0,0,0,{turn[0]},0,{turn[1]},600", "--autocenter", "--viewall")
    look = ("--imgsize", f"{width},{height}", "--colorscheme", "Tomorrow")
    _openscad("-D", f'part="{part}"', *camera, *look, "-o", str(target), str(source), screen=True)
    return target


def _openscad(*words: str, screen: bool = False) -> None:
    before = ("xvfb-run", "-a") if screen else ()
    subprocess.run([*before, "openscad", "-q", *words], check=True)
