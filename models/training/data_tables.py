"""The tables that training reads: their columns, what a value may be, and what a table must hold as a whole."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from models.training.corpus import share_of
from models.training.pace_folds import FOLDS

EMOTIONS = ("angry", "happy", "sad", "calm", "neutral", "fear", "surprise", "disgust")
PROMPTS, PROMPT_LANGUAGES = "ivr_prompts", ("en", "fr", "ru")
PACE_NOISES = ("holdmusic_asterisk", "misc_ambience")
MUSIC = ("music", "hold_music")
PEOPLED = ("scream", "crowd", "mall", "restaurant", "cough_sneeze_laugh", "background_webservice")
"""Kinds with people in them, as in voice_lines."""
_MUSIC, _CROWDS, _OTHERS = "music", "sounds with people in them (crowd, mall, …)", "other sounds"
Check: TypeAlias = Callable[[str], str]
"""What is wrong with a value and how to mend it; empty if nothing is."""


@dataclass(frozen=True)
class Row:
    """One line of a table; ``line`` counts from 1, the header."""

    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column) or ""


def read_rows(file: Path) -> list[Row]:
    """The rows of a table; raises OSError, UnicodeDecodeError or csv.Error."""
    with file.open(newline="", encoding="utf-8") as open_file:
        reader = csv.DictReader(open_file)
        return [Row(reader.line_num, row) for row in reader]


def _some(value: str) -> str:
    return "" if value.strip() else "is empty; fill it in"


def _any(_: str) -> str:
    return ""


def _above_zero(value: str) -> str:
    try:
        good = 0.0 < float(value) < float("inf")
    except ValueError:
        good = False
    return "" if good else f"{value!r} is no number above 0; write one such as 3.5"


def _age(value: str) -> str:
    return "" if not value else _above_zero(value)


def _emotion(value: str) -> str:
    return "" if value in EMOTIONS else f"{value!r} is unknown; write one of {', '.join(EMOTIONS)}"


TABLES: dict[str, dict[str, Check]] = {
    "emotion.csv": {
        "path": _some,
        "corpus": _some,
        "language": _some,
        "speaker": _some,
        "emotion": _emotion,
        "sentence_id": _any,
        "duration_s": _above_zero,
    },
    "rate.csv": {
        "path": _some,
        "corpus": _some,
        "speaker": _some,
        "transcript": _some,
        "duration_s": _above_zero,
        "syllables_est": _above_zero,
        "age": _age,
        "sex": _any,
    },
    "noise.csv": {"path": _some, "kind": _some, "set": _some, "lang": _any},
}
"""Columns that are read, by table; others may stand beside them."""


def _emotions(file: Path, rows: Sequence[Row]) -> Iterator[str]:
    angry, others = (
        Counter(r["corpus"] for r in rows if (r["emotion"] == "angry") == is_it) for is_it in (True, False)
    )
    for corpus in sorted(angry):
        if not others[corpus]:
            yield f"{file}: corpus {corpus} has angry speech only; add other speech of the same recordings"
        speakers = {row["speaker"] for row in rows if row["corpus"] == corpus}
        if len(speakers) < 2:
            yield f"{file}: corpus {corpus} has one speaker; add others, or join it to a like corpus"
    if len(angry) < 2:
        yield f"{file}: angry speech of {len(angry)} corpora; two are needed, for each is left out once to calibrate"


def _rates(file: Path, rows: Sequence[Row]) -> Iterator[str]:
    if len({(row["corpus"], row["speaker"]) for row in rows}) < FOLDS:
        yield f"{file}: fewer than {FOLDS} speakers; add some, for each fold of three leaves its own out"
    if not aligned(file.parent):
        yield f"{file}: no clip has word times; add rate/CORPUS/words.json (models/DATA.md)"


def _noises(file: Path, rows: Sequence[Row]) -> Iterator[str]:
    folds: dict[str, set[int]] = {_MUSIC: set(), _CROWDS: set(), _OTHERS: set()}
    for row in rows:
        stem, where = Path(row["path"]).stem, f"{file}:{row.line}: column"
        if row["set"] == PROMPTS:
            if row["lang"][:2] not in PROMPT_LANGUAGES:
                yield f"{where} lang: {row['lang']!r} has no fold; {PROMPTS} are {', '.join(PROMPT_LANGUAGES)} only"
        elif row["kind"] not in MUSIC:
            kind = _CROWDS if any(word in row["kind"] for word in PEOPLED) else _OTHERS
            folds[kind].add(int(share_of(stem) * FOLDS))
        elif len(words := stem.replace("_", "-").split("-")) < 2:
            yield f"{where} path: music {stem!r} names no piece; call the file ARTIST-PIECE"
        else:
            folds[_MUSIC].add(int(share_of(words[1].rstrip("0123456789")) * FOLDS))
    for kind, there in folds.items():
        if len(there) < FOLDS:
            yield f"{file}: {kind} for {len(there)} of three folds, which go by name; add some under other names"
    if not any(row["set"] in PACE_NOISES for row in rows):
        yield f"{file}: column set: none is {' or '.join(PACE_NOISES)}; pace takes its backgrounds from these"


WHOLE: dict[str, Callable[[Path, Sequence[Row]], Iterator[str]]] = {
    "emotion.csv": _emotions,
    "rate.csv": _rates,
    "noise.csv": _noises,
}
"""What is wrong with a table whose rows are right, by its name."""


def alignments(data: Path) -> Iterator[str]:
    """What is wrong with the word times."""
    for file in sorted((data / "rate").glob("*/words.json")):
        try:
            told = json.loads(file.read_text(encoding="utf-8"))
            wrong = [clip for clip, words in told.items() if not all(map(_is_word, words))]
        except (OSError, ValueError, AttributeError, TypeError):
            yield f"{file}: is no JSON object of clips; write it as models/DATA.md says"
            continue
        for clip in wrong:
            yield f"{file}: clip {clip}: a word is not [start_s, end_s, word, [[phone, start_s, end_s], …]]; mend it"


def _is_word(word: object) -> bool:
    if not isinstance(word, list) or len(word) < 4 or not isinstance(word[3], list):
        return False
    try:
        timed = [word[:2], *(phone[1:3] for phone in word[3])]
        return all(len(ends) == 2 and 0.0 <= float(ends[0]) <= float(ends[1]) for ends in timed)
    except (TypeError, ValueError):
        return False


def aligned(data: Path) -> set[str]:
    """Names of the clips that have word times."""
    clips: set[str] = set()
    for file in sorted((data / "rate").glob("*/words.json")):
        try:
            clips |= set(json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            continue  # `alignments` tells
    return clips & {Path(row["path"]).stem for row in read_rows(data / "rate.csv")}
