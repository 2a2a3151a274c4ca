"""Every text of the repository that is made: path below the root → what stands in it now, were it made anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tools.hardware.card import LANGUAGES, card
from tools.hardware.enclosure import plate_scad
from tools.hardware.face_plate import face_plate
from tools.hardware.root import ROOT
from tools.hardware.tables import TABLES
from tools.hardware.wiring import wiring

_DOCUMENTS = ("hardware/README.md", "README.md")
_BEGIN = "<!-- made by make hardware: {} -->\n"
_END = "<!-- end -->\n"


def made() -> Iterator[tuple[Path, str]]:
    """One after another."""
    yield ROOT / "hardware/wiring.svg", wiring()
    yield ROOT / "hardware/face-plate.svg", face_plate()
    yield ROOT / "hardware/enclosure/plate.scad", plate_scad()
    for language in LANGUAGES:
        yield ROOT / f"hardware/card/card-{language}.html", card(language)
    for name in _DOCUMENTS:
        path = ROOT / name
        yield path, filled(path.read_text(encoding="utf-8"))


def filled(text: str) -> str:
    """A document with its tables as they are now."""
    for name, table in TABLES.items():
        begin = _BEGIN.format(name)
        text = re.sub(f"{re.escape(begin)}.*?{_END}", begin + table() + _END, text, flags=re.DOTALL)
    return text
