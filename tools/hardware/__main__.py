"""``make hardware``: everything that is made of the wiring, the rhythms and the plate."""

from __future__ import annotations

import subprocess
from pathlib import Path

import matplotlib as mpl

from tools.hardware.card import LANGUAGES
from tools.hardware.enclosure import parts, pictures
from tools.hardware.faces import colour_blind, courses, every_state
from tools.hardware.made import made
from tools.hardware.parts import write_order
from tools.hardware.root import ROOT

_PRINTS = ROOT / "build/hardware"
_SHEETS = ("circuits/tap", "circuits/bypass", "boards/led-board-behind", "boards/led-board-front", "boards/tap-board")


def main() -> None:
    """Writes what has changed, and says so."""
    mpl.use("Agg")
    for path, text in made():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"made anew: {path.relative_to(ROOT)}")
    _PRINTS.mkdir(parents=True, exist_ok=True)
    for name in ("face-plate", "wiring", *_SHEETS):
        target = _PRINTS / f"{Path(name).name}.pdf"
        subprocess.run(["rsvg-convert", "-f", "pdf", "-o", target, ROOT / f"hardware/{name}.svg"], check=True)
        print(target.relative_to(ROOT))
    for language in LANGUAGES:
        target = _PRINTS / f"card-{language}.pdf"
        subprocess.run(["weasyprint", "-q", ROOT / f"hardware/card/card-{language}.html", target], check=True)
        print(target.relative_to(ROOT))
    for target in parts(ROOT / "hardware/enclosure/cuelight.scad", _PRINTS):
        print(target.relative_to(ROOT))
    for target in pictures(ROOT / "hardware/enclosure/cuelight.scad", ROOT / "docs"):
        print(target.relative_to(ROOT))
    write_order(_PRINTS / "parts.csv")
    for draw, name in ((every_state, "desk-states"), (colour_blind, "desk-colour-blind"), (courses, "desk-rhythms")):
        draw(target := ROOT / f"docs/{name}.png")
        print(target.relative_to(ROOT))


if __name__ == "__main__":
    main()
