"""The clips that teach and judge pace: what was said when, from `rate.csv` and the alignments beside it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from firmware_app.hearing.logmel import FRAMES_PER_S, HOP, WINDOW
from firmware_app.hearing.pace import STEP
from models.training.corpus import table

Words: TypeAlias = list[list[Any]]
"""As in words.json: start, end, word, and its phones, each with its start and end."""
VOWELS = frozenset({"AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"})
STARTS_EARLY_S = 0.059
ENDS_LATE_S = 0.049
"""The alignments' error at the edges of speech against hand labels (data/README.md)."""
_HESITANT = frozenset({"speechocean762"})
"""Learners repeat and mend words; an alignment of the prompted text then skips what it does not know."""
_SPREAD_S = 0.02
"""Standard deviation of a nucleus in its density; the alignments are no better."""


@dataclass(frozen=True)
class Clip:
    """One sentence.

    ``syllables``: vowels of the aligned phones; where there are none, the transcript's count.
    ``runs``: stretches of speech in seconds, corrected; None: unknown. ``nuclei``: middles of the vowels; None:
    unknown. ``words``: (start, end, syllables) where only words are aligned. ``group``: native, learners, children.
    """

    path: Path
    corpus: str
    speaker: str
    duration_s: float
    syllables: float
    runs: tuple[tuple[float, float], ...] | None
    nuclei: tuple[float, ...] | None
    words: tuple[tuple[float, float, float], ...] | None
    group: str
    text: str = ""

    @property
    def speech_s(self) -> float | None:
        """Seconds of speech without pauses, the alignment's error taken off."""
        return None if self.runs is None else sum(end - start for start, end in self.runs)


def load_clips(data: Path) -> list[Clip]:
    """All clips of ``data/rate.csv``, in its order."""
    aligned: dict[str, Words] = {}
    for path in sorted((data / "rate").glob("*/words.json")):
        aligned |= json.loads(path.read_text(encoding="utf-8"))
    counts = _word_counts(aligned)
    return [_clip(data, row, aligned.get(Path(row["path"]).stem), counts) for row in table(data / "rate.csv")]


def _word_counts(aligned: dict[str, Words]) -> dict[str, float]:
    return {_plain(w[2]): _vowels(w[3]) for words in aligned.values() for w in words if w[3]}


def _plain(word: object) -> str:
    return str(word).partition("(")[0]


def _vowels(phones: Words) -> float:
    return float(len([p for p in phones if p[0] in VOWELS]))


def _guess(word: str) -> float:
    """Syllables of a word that no alignment spells out: groups of vowel letters, a silent final e left out."""
    letters = "".join(c if c in "aeiouy" else " " for c in word.removesuffix("e"))
    return max(1.0, float(len(letters.split())))


def _clip(data: Path, row: dict[str, str], words: Words | None, counts: dict[str, float]) -> Clip:
    syllables = float(row["syllables_est"])
    runs = nuclei = coarse = None
    if words and (row["corpus"] not in _HESITANT or _fluent(words, float(row["duration_s"]))):
        runs = _runs([(float(w[0]), float(w[1])) for w in words])
        phones = [p for w in words for p in w[3]]
        if phones:
            nuclei = tuple((p[1] + p[2]) / 2 for p in phones if p[0] in VOWELS)
            syllables = float(len(nuclei))
        else:
            coarse = _coarse(words, counts, syllables)
    age = row["age"]
    group = "children" if age and float(age) < 16 else ("learners" if age else "native")
    return Clip(
        path=data / row["path"],
        corpus=row["corpus"],
        speaker=f"{row['corpus']}/{row['speaker']}",
        duration_s=float(row["duration_s"]),
        syllables=syllables,
        runs=runs,
        nuclei=nuclei,
        words=coarse,
        group=group,
        text=row["transcript"],
    )


def _fluent(words: Words, duration_s: float) -> bool:
    """Whether the text seems to be all that was said: little but its words between them and after."""
    start, end = float(words[0][0]), float(words[-1][1])
    said = sum(float(w[1]) - float(w[0]) for w in words)
    return said > 0.85 * (end - start) and duration_s - end < 1.0 and start < 1.0


def _runs(words: list[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    runs: list[list[float]] = []
    for start, end in words:
        if runs and start - runs[-1][1] < 0.02:
            runs[-1][1] = end
        else:
            runs.append([start, end])
    corrected = ((start + STARTS_EARLY_S, end - ENDS_LATE_S) for start, end in runs)
    return tuple((start, max(start, end)) for start, end in corrected)


def _coarse(words: Words, counts: dict[str, float], syllables: float) -> tuple[tuple[float, float, float], ...]:
    each = [counts.get(_plain(w[2]), _guess(_plain(w[2]))) for w in words]
    share = syllables / sum(each)
    return tuple((float(w[0]), float(w[1]), n * share) for w, n in zip(words, each, strict=True))


Row = NDArray[np.float32]


def _edges(rows: int) -> Row:
    """Times in seconds of the borders between the network's rows, by the middles of their frames."""
    middle = (WINDOW - HOP) / 2 / (HOP * FRAMES_PER_S)
    return (np.arange(rows + 1) * STEP / FRAMES_PER_S + middle).astype(np.float32)


def density(clip: Clip, tempo: float, rows: int) -> Row:
    """Nuclei in each row of a clip played ``tempo`` times as fast; spread over words where only those are known."""
    edges = _edges(rows)
    total = np.zeros(rows)
    for at in clip.nuclei or ():
        total += np.diff(ndtr((edges - at / tempo) / _SPREAD_S))
    for start, end, count in clip.words or ():
        total += np.diff(np.clip((edges * tempo - start) / (end - start), 0, 1)) * count
    return total.astype(np.float32)


def speaking(clip: Clip, tempo: float, rows: int) -> Row:
    """Share of each row that is speech, 0 to 1."""
    edges = _edges(rows) * tempo
    total = np.zeros(rows)
    for start, end in clip.runs or ():
        total += np.diff(np.clip(edges, start, end))
    share: Row = (total / np.diff(edges)).astype(np.float32)
    return share
