"""Acted clips by themselves, measured whole: what the model's log odds of a stretch by itself are taught by."""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.anger import clip_parts, clip_speech
from firmware_app.hearing.voice_quality import MEASURES, voice_quality
from firmware_app.settings import HearingSettings
from models.training.anger_data import Sound, all_sounds, clip_at_level
from models.training.anger_folds import folds
from models.training.channel import random_line, telephone
from models.training.mood.takes import LINES, code_of_measures

_WORKERS = 2


@dataclass(frozen=True)
class Clips:
    """``measures``: float32, shape ``(n, len(MEASURES))``, a row for each part of each sound; ``sound``: which."""

    sounds: list[Sound]
    measures: NDArray[np.float32]
    sound: NDArray[np.int64]

    def of(self, wanted: Sequence[bool]) -> Clips:
        """The rows of the sounds that are wanted; ``sounds`` stays whole."""
        kept = np.array(wanted, dtype=np.bool_)[self.sound]
        return Clips(self.sounds, self.measures[kept], self.sound[kept])

    def judged_line(self) -> Clips:
        """The rows of the line that models are judged on: it was measured first."""
        again = np.flatnonzero(np.diff(self.sound) < 0)
        ends = int(again[0]) + 1 if len(again) else len(self.sound)
        return Clips(self.sounds, self.measures[:ends], self.sound[:ends])

    def without(self, corpus: str | None) -> Clips:
        """The rows of the other corpora."""
        return self.of([sound.corpus != corpus for sound in self.sounds])


def clips(data: Path, cache: Path) -> Clips:
    """Every clip of the acted corpora, measured now unless the cache has it."""
    everything = all_sounds(data)
    names = folds(everything)
    sounds = [sound for sound in everything if sound.corpus in names]
    listed = "\n".join(str(sound.path.relative_to(data)) for sound in sounds)
    file = cache / f"clips-{zlib.crc32(code_of_measures() + listed.encode() + Path(__file__).read_bytes()):08x}.npz"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        parts = [_measured(sounds, line) for line in range(LINES)]
        np.savez(file, **{name: np.concatenate([p[k] for p in parts]) for k, name in enumerate(("measures", "sound"))})
    with np.load(file) as kept:
        return Clips(sounds, kept["measures"], kept["sound"])


def _measured(sounds: Sequence[Sound], line: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    rows: list[NDArray[np.float32]] = []
    with multiprocessing.Pool(_WORKERS) as pool:
        for found in pool.imap(partial(_one, line=line), [sound.path for sound in sounds], chunksize=32):
            rows.append(found)
            if len(rows) % 2000 == 0:
                print(f"line {line}: measured {len(rows)} of {len(sounds)} clips", flush=True)
    return np.concatenate(rows), np.repeat(np.arange(len(sounds)), [len(row) for row in rows])


def _one(path: Path, line: int) -> NDArray[np.float32]:
    sound = clip_at_level(path)
    if line == 0:
        heard = telephone(sound)
    else:
        heard = random_line(sound, np.random.default_rng([line, zlib.crc32(path.name.encode())]), [])
    speech = clip_speech(heard, HearingSettings())
    rows = [voice_quality(speech.part(part)) for part in clip_parts(len(speech))]
    return np.array(rows, dtype=np.float32).reshape(-1, len(MEASURES))
