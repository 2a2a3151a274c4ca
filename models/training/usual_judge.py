"""What a known usual voice adds to the judgement of single clips, and what another caller's usual does to it.

In a call the caller's own usual is known after some seconds; of a clip alone it is not. Here each clip is set beside
the mean of other calm clips drawn at random: two, as after five seconds of a call, or eight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.own_voice import LITTLE_S, beside_usual
from models.training.anger_score import AGAINST, Spoken, figure

NOTHING = "nothing"
_FEW, _MANY = 2, 8
_CLIP_S = 2.5

Rows = NDArray[np.float32]
Judge = Callable[[str, Rows], float]
"""Corpus of a clip and what the network takes; gives how angry it sounds."""


def known_voice(clips: Sequence[Spoken], measures: Rows, judge: Judge) -> dict[str, Any]:
    """Prints and returns the mean area against all by what is known of the voice, each over the same clips.

    ``measures``: scaled, shape ``(len(clips), measures)``. Clips of speakers with fewer than nine calm clips, and of
    corpora with one such speaker, are left out.
    """
    drawn = drawn_usuals(clips, np.random.default_rng(0))
    kept, here = [clips[k] for k in drawn], measures[list(drawn)]
    usuals = {NOTHING: np.zeros_like(here)}
    for whose, which in (("the caller", 0), ("another speaker", 1)):
        picked = np.array([pair[which] for pair in drawn.values()])
        usuals |= {f"{n} calm clips of {whose}": _usual(measures, picked[:, :n]) for n in (_FEW, _MANY)}
    scores = {}
    for name, usual in usuals.items():
        inputs = beside_usual(here, usual)
        scores[name] = np.array([judge(clip.corpus, row) for clip, row in zip(kept, inputs, strict=True)])
    print(f"\nwhat is known of the caller's usual voice: {len(kept)} clips, mean AUC angry against all")
    found: dict[str, Any] = {"clips": len(kept)}
    for name, score in scores.items():
        area, more = figure(kept, score, "all"), figure(kept, score, "all", less=scores[NOTHING])
        print(f"{name:34}{area!s:24}{more.value:+.3f} [{more.low:+.3f}, {more.high:+.3f}]")
        found[name] = {**asdict(area), "more": asdict(more)}
    return found


def drawn_usuals(clips: Sequence[Spoken], rng: np.random.Generator) -> dict[int, tuple[list[int], list[int]]]:
    """For each clip's index eight calm clips of the same speaker, never itself, and eight of another of the corpus."""
    calm: dict[str, dict[str, list[int]]] = {}
    for index, clip in enumerate(clips):
        if AGAINST["calm"](clip):
            calm.setdefault(clip.corpus, {}).setdefault(clip.group, []).append(index)
    known = {corpus: {g: c for g, c in of.items() if len(c) > _MANY} for corpus, of in calm.items()}
    drawn = {}
    for index, clip in enumerate(clips):
        speakers = known.get(clip.corpus, {})
        if clip.group in speakers and len(speakers) > 1:
            own = [k for k in speakers[clip.group] if k != index]
            other = sorted(set(speakers) - {clip.group})
            theirs = speakers[other[rng.integers(len(other))]]
            drawn[index] = (_some(own, rng), _some(theirs, rng))
    return drawn


def _some(indices: Sequence[int], rng: np.random.Generator) -> list[int]:
    found: list[int] = rng.choice(indices, _MANY, replace=False).tolist()
    return found


def _usual(measures: Rows, picked: NDArray[np.int64]) -> NDArray[np.float32]:
    """What `OwnVoice` would have learnt of these clips, shape ``(len(picked), measures)``."""
    spoken_s = picked.shape[1] * _CLIP_S
    mean = measures[picked].mean(axis=1) * np.float32(spoken_s / (spoken_s + LITTLE_S))
    return np.asarray(mean, dtype=np.float32)
