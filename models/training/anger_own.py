"""Rows beside the usual voice of who speaks in them, known as well or as badly as it is in a call.

A voice's usual is the mean of some of its calm clips, drawn at random: none, as when a call begins, to eight.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.own_voice import LITTLE_S, beside_usual
from models.training.anger_folds import voice_of

if TYPE_CHECKING:
    from models.training.anger_data import Sound
    from models.training.anger_rows import Rows

_UNKNOWN_SHARE = 0.3
_MOST_CLIPS = 8
_FEWEST_SOUNDS = 4
_CLIP_S = 2.5
"""What a clip counts for: about its usual length."""


def beside_own(rows: Rows, sounds: Sequence[Sound], seed: int) -> Rows:
    """The rows with each one's distance from its voice's usual joined on, shape ``(n, 2 * measures)``.

    Only rows that are there lend their calm voice: leave out first what must not be heard.
    """
    rng = np.random.default_rng(seed)
    usual = np.zeros_like(rows.values)
    for own in _voices(rows, sounds):
        for line in np.unique(rows.line[own]):
            here = own[rows.line[own] == line]
            calm = here[[sounds[index].emotion in {"neutral", "calm"} for index in rows.sound[here]]]
            if len(np.unique(rows.sound[calm])) >= _FEWEST_SOUNDS:
                usual[here] = _drawn(rows, here, calm, rng)
    return replace(rows, values=beside_usual(rows.values, usual).astype(np.float32))


def _voices(rows: Rows, sounds: Sequence[Sound]) -> list[NDArray[np.int64]]:
    """The rows of each voice that is known to be one person's."""
    names = np.array([_voice(sound) for sound in sounds])[rows.sound]
    order = np.argsort(names, kind="stable")
    _, firsts = np.unique(names[order], return_index=True)
    return [part for part in np.split(order, firsts[1:]) if len(part) and names[part[0]]]


def _voice(sound: Sound) -> str:
    if not sound.speech or "unknown" in sound.group:
        return ""
    return f"{sound.corpus} {voice_of(sound)}"


def _drawn(
    rows: Rows, here: NDArray[np.int64], calm: NDArray[np.int64], rng: np.random.Generator
) -> NDArray[np.float32]:
    """A usual for each row of ``here`` from random rows of ``calm``, of other sounds where chance allows."""
    picked, other = (calm[rng.integers(len(calm), size=(len(here), _MOST_CLIPS))] for _ in range(2))
    picked = np.where(rows.sound[picked] == rows.sound[here][:, None], other, picked)
    count = rng.integers(1, _MOST_CLIPS + 1, len(here))
    count[rng.random(len(here)) < _UNKNOWN_SHARE] = 0
    used = (np.arange(_MOST_CLIPS) < count[:, None]).astype(np.float32)
    total = np.einsum("nk,nkm->nm", used, rows.values[picked])
    usual: NDArray[np.float32] = total / (count + LITTLE_S / _CLIP_S)[:, None].astype(np.float32)
    return usual
