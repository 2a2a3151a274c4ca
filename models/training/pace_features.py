"""Every clip at several tempos over several lines, as log-mel frames with their labels, kept under the cache folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.hearing.logmel import LogMel
from firmware_app.hearing.pace import STEP
from models.training.channel import SPEECH_DBFS, at_level, random_line
from models.training.corpus import read_clip, share_of, table
from models.training.pace_data import Clip, density, speaking
from models.training.pace_tempo import change_tempo

_FLUENT_TEMPOS = ((1.0, 1.0), (0.5, 0.8), (0.8, 1.25), (1.25, 1.7), (1.7, 2.3))
_TEMPOS = {
    "speechocean762": ((1.0, 1.0), (0.7, 2.4)),
    "flite": ((1.0, 1.0),),
}
"""Ranges that a clip's tempos are drawn from; learners are slow by nature, a synthesizer has its own."""
_WIDE_SHARE = 0.2
_NOISE_SETS = ("holdmusic_asterisk", "misc_ambience")
"""Backgrounds free of a non-commercial licence; the rest of noise.csv is kept for judging."""
_VERSION = "4"

Half = NDArray[np.float16]


@dataclass(frozen=True)
class Item:
    """One clip at one tempo over one line.

    ``tempo``: times as fast as it was said. ``mel``: dB, shape ``(n, BANDS)``. ``level``: dBFS, shape ``(n,)``.
    ``density``, ``speech``: a row a `STEP`.
    """

    clip: Clip
    tempo: float
    mel: Half
    level: Half
    density: NDArray[np.float32]
    speech: NDArray[np.float32]


def training_items(clips: Sequence[Clip], data: Path, cache: Path, workers: int = 2) -> list[Item]:
    """Items of all clips, from the cache where they are there already. Seeded by each clip's own name."""
    cache.mkdir(parents=True, exist_ok=True)
    key = hashlib.sha256("\n".join([_VERSION, *(c.path.name for c in clips)]).encode()).hexdigest()[:16]
    file = cache / f"pace-{key}.npz"
    if not file.exists():
        print(f"pace: making features of {len(clips)} clips", flush=True)
        noises = [read_clip(data / row["path"]) for row in table(data / "noise.csv") if row["set"] in _NOISE_SETS]
        with Pool(workers, _set_noises, (noises,)) as pool:
            made = pool.map(_versions, clips, chunksize=16)
        flat = [part for parts in made for part in parts]
        np.savez(
            file,
            tempo=np.array([t for t, _, _ in flat]),
            clip=np.array([i for i, parts in enumerate(made) for _ in parts]),
            length=np.array([len(level) for _, _, level in flat]),
            mel=np.concatenate([m for _, m, _ in flat]),
            level=np.concatenate([v for _, _, v in flat]),
        )
    stored = np.load(file)
    mel, level = stored["mel"], stored["level"]
    ends = np.cumsum(stored["length"])
    return [
        item(clips[i], float(tempo), mel[end - n : end], level[end - n : end])
        for i, tempo, n, end in zip(stored["clip"], stored["tempo"], stored["length"], ends, strict=True)
    ]


def item(clip: Clip, tempo: float, mel: Half, level: Half) -> Item:
    """These frames with the labels that belong to them."""
    rows = len(level) // STEP
    return Item(clip, tempo, mel, level, density(clip, tempo, rows), speaking(clip, tempo, rows))


_noises: list[Samples] = []


def _set_noises(noises: list[Samples]) -> None:
    _noises[:] = noises


def _versions(clip: Clip) -> list[tuple[float, Half, Half]]:
    rng = np.random.default_rng(int(share_of(clip.path.name) * 0x10000))
    sound = at_level(read_clip(clip.path))
    made = []
    for low, high in _TEMPOS.get(clip.corpus, _FLUENT_TEMPOS):
        tempo = rng.uniform(low, high) if high > low else low
        changed = change_tempo(sound, tempo)
        if rng.random() >= _WIDE_SHARE:
            changed = random_line(changed, rng, _noises)
        frames = LogMel().push(changed)
        made.append((tempo, frames.mel.astype(np.float16), frames.level.astype(np.float16)))
    return made


def noise_items(data: Path, seconds: float = 20.0) -> list[tuple[Half, Half]]:
    """Frames of sound that is no speech: the free backgrounds, at speech level."""
    made = []
    for row in table(data / "noise.csv"):
        if row["set"] not in _NOISE_SETS:
            continue
        sound = at_level(read_clip(data / row["path"])[: int(seconds * SAMPLE_RATE)], SPEECH_DBFS)
        frames = LogMel().push(sound)
        made.append((frames.mel.astype(np.float16), frames.level.astype(np.float16)))
    return made
