"""How taking the settings went, left in memory for this boot: root answers by it, the kiosk shows it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

_FILE = "word.json"
_MOST_BYTES = 65_536
_MOST_PROBLEMS = 40
_MOST_CHARACTERS = 250
_SPOILT = "what became of cuelight.toml cannot be read; start the unit again"


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
    """No longer than is read again, whatever stood in the file. Raises OSError."""
    problems = [each[:_MOST_CHARACTERS] for each in word.problems[:_MOST_PROBLEMS]]
    if more := len(word.problems) - len(problems):
        problems.append(f"and {more} more; mend these first")
    told = asdict(replace(word, problems=tuple(problems)))
    (folder / _FILE).write_text(json.dumps(told), encoding="ascii")


def read_word(folder: Path) -> Word:
    """What was left; where nothing was, a word of nothing; where that cannot be read, it is a problem."""
    if not os.path.lexists(folder / _FILE):
        return Word()
    try:
        # root reads it, and who left it is nobody: neither a link nor a pipe is followed
        with os.fdopen(os.open(folder / _FILE, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            told = json.loads(file.read(_MOST_BYTES))
        word = Word(tuple(told["problems"]), *(told[each.name] for each in fields(Word)[1:]))
    except (OSError, ValueError, KeyError, TypeError):
        return Word((_SPOILT,))
    texts = (*word.problems, word.name, word.time_zone, word.language)
    return word if all(isinstance(text, str) for text in texts) else Word((_SPOILT,))
