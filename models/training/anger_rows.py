"""Rows to train and judge on: the measures of whole sounds and of stretches cut from them at random."""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing import movement_measures, source_measures, spectrum_measures, stretch
from firmware_app.hearing.voice_quality import FEWEST_FRAMES, MEASURES, scaled, voice_quality
from models.training.anger_data import FrameStore, Sound, frame_store

WORKERS = 2
_LINES = 2
"""The judged one and one drawn at random."""
_CUTS = 2
_CUT_FRAMES = (60, 300)
"""Stretches last 0.6 s to 3 s: a word to more than the device's own window."""
_SOURCES = (stretch, spectrum_measures, source_measures, movement_measures)


@dataclass(frozen=True)
class Rows:
    """``values``: measures, float32, shape ``(n, len(MEASURES))``; twice as many beside a usual voice (`anger_own`).

    ``sound``: index of each row's sound, ``line``: the line it was heard over (0: the judged one), each ``(n,)``.
    """

    values: NDArray[np.float32]
    sound: NDArray[np.int64]
    line: NDArray[np.int64]

    def of(self, wanted: NDArray[np.bool_]) -> Rows:
        """The rows of the sounds that are ``wanted``, shape ``(sounds,)``."""
        return self._kept(wanted[self.sound])

    def judged_line(self) -> Rows:
        """The rows over the line that models are judged on."""
        return self._kept(self.line == 0)

    def _kept(self, kept: NDArray[np.bool_]) -> Rows:
        return Rows(self.values[kept], self.sound[kept], self.line[kept])


def joined(parts: Sequence[Rows]) -> Rows:
    """All rows of all parts."""
    values, sound, line = zip(*((part.values, part.sound, part.line) for part in parts), strict=True)
    return Rows(np.concatenate(values), np.concatenate(sound), np.concatenate(line))


def training_rows(data: Path, sounds: Sequence[Sound], cache: Path) -> Rows:
    """Each sound over the judged line and a random one, whole and as stretches of it."""
    rows = measured_rows(data, sounds, cache)
    return replace(rows, values=scaled(rows.values).astype(np.float32))


def measured_rows(data: Path, sounds: Sequence[Sound], cache: Path) -> Rows:
    """The same, as measured: not yet on one scale."""
    parts = []
    for variant in range(_LINES):
        parts += [whole_rows(data, sounds, variant, cache), cut_rows(data, sounds, variant, cache)]
    return joined(parts)


def whole_rows(data: Path, sounds: Sequence[Sound], variant: int, cache: Path) -> Rows:
    """A row for each sound with enough speech in it."""
    store = frame_store(data, sounds, variant, cache)
    jobs = [(index, 0, store.count(index)) for index in range(len(sounds))]
    return _measured(store, jobs, cache / f"anger-whole-{variant}", variant)


def cut_rows(data: Path, sounds: Sequence[Sound], variant: int, cache: Path) -> Rows:
    """Stretches of each sound, of random length and place; more of what is no speech."""
    store = frame_store(data, sounds, variant, cache)
    rng = np.random.default_rng(100 + variant)
    jobs = []
    for index, sound in enumerate(sounds):
        # music and noises are long and few
        for _ in range(_CUTS if sound.speech else max(_CUTS, store.count(index) // _CUT_FRAMES[1])):
            count = min(store.count(index), int(rng.integers(*_CUT_FRAMES)))
            jobs.append((index, int(rng.integers(store.count(index) - count + 1)), count))
    return _measured(store, jobs, cache / f"anger-cuts-{variant}", variant)


_Job = tuple[int, int, int]


def _measured(store: FrameStore, jobs: list[_Job], name: Path, line: int) -> Rows:
    code = "".join(Path(str(m.__file__)).read_text(encoding="utf-8") for m in _SOURCES)
    file = name.with_name(f"{name.name}-{zlib.crc32((code + repr(jobs)).encode()) ^ store.mark:08x}.npy")
    if not file.exists():
        chunks = [jobs[start : start + 500] for start in range(0, len(jobs), 500)]
        # forked workers share the store's memory; nothing of it is copied
        with multiprocessing.get_context("fork").Pool(WORKERS, _begin, (store,)) as pool:
            np.save(file, np.concatenate(pool.map(_measure, chunks, chunksize=1)))
    values: NDArray[np.float32] = np.load(file)
    kept = np.isfinite(values[:, 0])
    return Rows(values[kept], np.array([index for index, _, _ in jobs])[kept], np.full(np.count_nonzero(kept), line))


_store: list[FrameStore] = []


def _begin(store: FrameStore) -> None:
    _store[:] = [store]


def _measure(jobs: list[_Job]) -> NDArray[np.float32]:
    rows = np.full((len(jobs), len(MEASURES)), np.nan, dtype=np.float32)
    for row, (index, first, count) in enumerate(jobs):
        if count >= FEWEST_FRAMES:
            rows[row] = voice_quality(_store[0].frames(index, first, count))
    return rows
