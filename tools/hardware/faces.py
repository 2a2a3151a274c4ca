"""Pictures of the face plate: every state, and as the colour-blind see it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import numpy.typing as npt
from colorspacious import cspace_convert
from matplotlib import image, pyplot
from matplotlib.figure import Figure

from firmware_app.desk import light, load_pinout
from firmware_app.desk.plate import LIT_LEGEND, STATUS_GREEN, draw
from firmware_app.desk.rhythms import table
from firmware_app.desk.scenes import SCENES, Scene

Picture = npt.NDArray[np.float64]

KINDS = ("deuteranomaly", "protanomaly", "tritanomaly")
"""Of Machado's model; at severity 100 they are deuteranopia, protanopia and tritanopia."""
_SEEN = ("pause", "slow_down", "calmed", "dark")
_MOMENT_S = 0.2
_PIXELS = 480
_COURSE_S = 14


def svg(scene: Scene, t: float = _MOMENT_S) -> str:
    """The plate in that state, as a file of its own."""
    element = draw(light(scene.face, t), load_pinout().legends)
    element.set("xmlns", "http://www.w3.org/2000/svg")
    return ET.tostring(element, encoding="unicode") + "\n"


def pixels(scene: Scene) -> Picture:
    """Shape ``(height, width, 3)``, 0 to 1, sRGB."""
    words = ["rsvg-convert", "--width", str(_PIXELS), "--background-color", "#0c0d0e"]
    png = subprocess.run(words, input=svg(scene).encode(), capture_output=True, check=True).stdout
    found: Picture = np.asarray(image.imread(io.BytesIO(png)), dtype=np.float64)[:, :, :3]
    return found


def seen_by(picture: Picture, kind: str | None) -> Picture:
    """The same as somebody with that colour blindness sees it; None: somebody with none."""
    if kind is None:
        return picture
    space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
    seen: Picture = np.clip(cspace_convert(picture, space, "sRGB1"), 0.0, 1.0)
    return seen


def every_state(target: Path) -> None:
    """A picture of all states, each with its name."""
    names = [name for name in SCENES if not name.startswith("fault")]  # one look tells no number
    _mosaic(target, [(name.replace("_", " "), pixels(SCENES[name])) for name in names], 5)


def colour_blind(target: Path) -> None:
    """Four states by four kinds of eyes."""
    faces = {name: pixels(SCENES[name]) for name in _SEEN}
    cells = [
        (f"{name.replace('_', ' ')}: {(kind or 'all cones').replace('anomaly', 'anopia')}", seen_by(face, kind))
        for kind in (None, *KINDS)
        for name, face in faces.items()
    ]
    _mosaic(target, cells, len(_SEEN))


def courses(target: Path) -> None:
    """Every rhythm as a strip of light, from its beginning."""
    rows = [row for row in table() if any(level for _, level in row.rhythm.points) and row.light != "buzzer"]
    t = np.linspace(0.0, _COURSE_S, _COURSE_S * 50)
    figure, axes = pyplot.subplots(len(rows), 1, figsize=(9.0, 0.24 * len(rows)), sharex=True)
    for place, row in zip(axes, rows, strict=True):
        tint = {"legend": LIT_LEGEND, "mood": row.colour, "status": STATUS_GREEN}[row.light]
        strip = np.array([[part * row.rhythm.level(one) for part in tint or (1.0,) * 3] for one in t])
        place.imshow(0.06 + 0.94 * strip[None], aspect="auto", extent=(0.0, _COURSE_S, 0.0, 1.0))
        place.set_yticks([])
        place.set_ylabel(row.shows.replace("_", " "), rotation=0, ha="right", va="center", fontsize=7)
        place.tick_params(labelsize=7, length=2)
    axes[-1].set_xlabel("s", fontsize=7)
    figure.tight_layout(pad=0.3, h_pad=0.0)
    _kept(figure, target)


def _kept(figure: Figure, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target, dpi=110, metadata={"Software": None})
    pyplot.close(figure)


def _mosaic(target: Path, cells: list[tuple[str, Picture]], columns: int) -> None:
    rows = -(-len(cells) // columns)
    figure, axes = pyplot.subplots(rows, columns, figsize=(2.6 * columns, 1.75 * rows), squeeze=False)
    for place in axes.flat:
        place.axis("off")
    for place, (name, picture) in zip(axes.flat, cells, strict=False):
        place.imshow(picture)
        place.set_title(name, fontsize=8)
    figure.tight_layout(pad=0.4)
    _kept(figure, target)
