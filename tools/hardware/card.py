"""The printed card: front, what each light asks for; back, what no light can hear, and the unit's own signs."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import jinja2

from firmware_app.desk import FACE_ROWS, Fault, load_pinout
from tools.hardware.root import ROOT

LANGUAGES = ("en", "de")
_QUOTES = {"en": "“{}”", "de": "„{}“"}
_FOLDER = ROOT / "hardware/card"


def words(language: str) -> dict[str, Any]:
    """All that the card says."""
    found: dict[str, Any] = tomllib.loads((_FOLDER / "card.toml").read_text(encoding="utf-8"))[language]
    return found


def card(language: str) -> str:
    """As HTML: two pages of A5, for the two sides."""
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    said = words(language)
    return template.from_string((_FOLDER / "card.html.j2").read_text(encoding="utf-8")).render(
        language=language,
        words={**said, **{part: _for_each_cue(said[part]) for part in ("say", "legend")}},
        rows=FACE_ROWS,
        legends=load_pinout().legends,
        quoted=_QUOTES[language].format,
        curled=_curled,
        faults=[_faults(longs) for longs in (1, 2, 3)],
    )


def _faults(longs: int) -> list[tuple[str, int]]:
    """Number and short blinks of each fault with so many long ones."""
    return [(str(int(fault)), fault.blinks[1]) for fault in sorted(Fault) if fault.blinks[0] == longs]


def _for_each_cue(said: dict[str, str]) -> dict[str, str]:
    return {cue: said.get(cue, "") for row in FACE_ROWS for cue in row}


def _curled(text: str) -> str:
    """With quotation marks as printers set them; the file has straight ones, which are easier to write."""
    return re.sub(r'"([^"]*)"', "“\\1”", text).replace("'", "’")
