"""Draws the README's picture of the desk: ``python tools/desk_picture.py [FILE.svg]`` (docs/desk.svg)."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from firmware_app.desk.face import Face, Mood, Readings, Status
from firmware_app.desk.picture import WIDTH, render
from firmware_app.desk.wiring import load_pinout

# rich's own frame fetches a font from the network; a picture of an offline device does without
SVG_FORMAT = re.sub(r"@font-face\s*\{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code", "DejaVu Sans Mono, Menlo, Consolas"
)


def picture() -> str:
    """SVG of an angry call whose agent speaks too fast."""
    face = Face("slow_down", 40.5, Mood.ANGRY, 21.0, Status.LISTENING, 1.0)
    readings = Readings(anger=0.81, pace=5.9, sustained=5.6, pace_limit=5.1, why="5.6 syll/s over 20 s, limit 5.1")
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(render(face, 43.2, readings, load_pinout().legends))
    return console.export_svg(title="cuelight demo", code_format=SVG_FORMAT, unique_id="desk")


def main() -> None:
    """Write the picture."""
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/desk.svg")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(picture(), encoding="utf-8")


if __name__ == "__main__":
    main()
