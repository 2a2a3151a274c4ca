"""How taking the settings went, left in memory for this boot: root answers by it, the kiosk shows it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

_FILE = "word.json"
_MOST_BYTES = 65_536


@dataclass(frozen=True)
class Word:
    """``problems``: why cuelight.toml was not taken. ``settled``: there are settings. The rest: of these settings."""

    problems: tuple[str, ...] = ()
    settled: bool = False
    name: str = ""
    time_zone: str = ""
    language: str = "en"


def word_folder() -> Path:
    """systemd's runtime folder of the unit that takes the settings."""
    return Path(os.environ.get("CUELIGHT_PROVISION") or "/run/cuelight-provision")


def leave_word(folder: Path, word: Word) -> None:
    """Raises OSError."""
    (folder / _FILE).write_text(json.dumps(asdict(word)), encoding="ascii")


def read_word(folder: Path) -> Word:
    """What was left; where nothing was, or nothing that can be read, a word of nothing."""
    try:
        # root reads it, and who left it is nobody: neither a link nor a pipe is followed
        with os.fdopen(os.open(folder / _FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            told = json.loads(file.read(_MOST_BYTES))
        word = Word(tuple(told["problems"]), *(told[each.name] for each in fields(Word)[1:]))
    except (OSError, ValueError, KeyError, TypeError):
        return Word()
    texts = (*word.problems, word.name, word.time_zone, word.language)
    return word if all(isinstance(text, str) for text in texts) else Word()
