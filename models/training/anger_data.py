"""Frames of speech of every clip over several lines, made once and kept in the cache."""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.hearing import activity, clearness, logmel, pitch, speech_frames, subharmonics
from firmware_app.hearing.anger import clip_speech
from firmware_app.hearing.speech_frames import SpeechFrames
from firmware_app.settings import HearingSettings
from models.training import channel
from models.training.corpus import Clip, emotion_clips, read_clip, share_of, table

LONGEST_S = 30.0
_SOURCES = (logmel, activity, pitch, subharmonics, clearness, speech_frames, channel)
_WORKERS = 2
_NOISES = {"background", "traffic", "water", "crowd", "machine"}


@dataclass(frozen=True)
class Sound:
    """Anything the ear may hear. ``group``: its speaker, or its file where that is unknown."""

    path: Path
    corpus: str
    language: str
    group: str
    emotion: str
    sex: str
    speech: bool
    held_out: bool


class FrameStore:
    """Frames of speech of a list of sounds over one line, joined: what `SpeechFrames` needs."""

    def __init__(self, values: NDArray[np.float32], starts: NDArray[np.int64], mark: int) -> None:
        self._values, self._starts = values, starts
        self.mark = mark
        """Differs when the frames do."""

    def frames(self, index: int, first: int = 0, count: int | None = None) -> SpeechFrames:
        """Frames of the sound ``index`` from ``first`` on."""
        low = int(self._starts[index]) + first
        high = int(self._starts[index + 1])
        return SpeechFrames(self._values[low : high if count is None else min(high, low + count)].astype(np.float64))

    def count(self, index: int) -> int:
        """How many frames there are of sound ``index``."""
        return int(self._starts[index + 1] - self._starts[index])


def all_sounds(data: Path) -> list[Sound]:
    """Emotional speech, calm speech (prompts, readings) and what is no speech."""
    return [*map(_emotional, emotion_clips(data)), *_noises(data), *_readings(data)]


def frame_store(data: Path, sounds: Sequence[Sound], variant: int, cache: Path) -> FrameStore:
    """Frames over line ``variant``: 0 is the line that models are judged on, others are drawn at random."""
    names = "\n".join(str(sound.path.relative_to(data)) for sound in sounds)
    code = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in _SOURCES)
    mark = zlib.crc32((names + code).encode())
    file = cache / f"anger-{variant}-{mark:08x}.npz"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        values, starts = _make(data, sounds, variant)
        np.savez(file, values=values, starts=starts)
    with np.load(file) as kept:
        return FrameStore(kept["values"], kept["starts"], mark)


def clip_at_level(path: Path) -> Samples:
    """The clip as every model and peer gets it: its first `LONGEST_S`, at the line's speech level."""
    return channel.at_level(read_clip(path)[: int(LONGEST_S * SAMPLE_RATE)])


def _make(data: Path, sounds: Sequence[Sound], variant: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    parts: list[NDArray[np.float32]] = []
    with multiprocessing.Pool(_WORKERS, _start_worker, (data,)) as pool:
        work = partial(_one, variant=variant)
        for part in pool.imap(work, [sound.path for sound in sounds], chunksize=32):
            parts.append(part)
            if len(parts) % 2000 == 0:
                print(f"line {variant}: {len(parts)} of {len(sounds)} sounds", flush=True)
    starts = np.concatenate(([0], np.cumsum([len(part) for part in parts])))
    return np.concatenate(parts), starts


_background: list[Samples] = []


def _start_worker(data: Path) -> None:
    """Background to mix in: recordings from the training part of the noises that are no voices."""
    for row in table(data / "noise.csv"):
        path, kind = data / row["path"], row["kind"]
        noise = kind.split("_")[0] in _NOISES and "scream" not in kind and not _late(path)
        if noise and share_of(path.name[::-1]) < 0.25:
            _background.append(read_clip(path)[: 20 * SAMPLE_RATE])


def _one(path: Path, variant: int) -> NDArray[np.float32]:
    sound = clip_at_level(path)
    if variant == 0:
        line = channel.telephone(sound)
    else:
        rng = np.random.default_rng([variant, zlib.crc32(path.name.encode())])
        line = channel.random_line(sound, rng, _background)
    return clip_speech(line, HearingSettings()).values.astype(np.float32)


def _emotional(clip: Clip) -> Sound:
    return Sound(clip.path, clip.corpus, clip.language, clip.speaker, clip.emotion, clip.sex, True, clip.held_out)


def _late(path: Path) -> bool:
    return share_of(path.name) < 0.3


def _noises(data: Path) -> list[Sound]:
    found = []
    for row in table(data / "noise.csv"):
        path, kind = data / row["path"], row["kind"]
        if "scream" in kind or kind in {"crowd", "cough_sneeze_laugh"}:
            continue  # voices or not: nobody could say
        prompt = kind.startswith("ivr_prompt")
        held_out = kind.startswith("ivr_prompt_ru") if prompt else _late(path)
        emotion = "calm" if prompt else "none"
        found.append(Sound(path, row["set"], row["lang"], path.name, emotion, "", prompt, held_out))
    return found


def _readings(data: Path) -> list[Sound]:
    """A share of the read speech: calm, and of many speakers."""
    found = []
    for row in table(data / "rate.csv"):
        path = data / row["path"]
        if share_of(path.name) < 0.3:
            late = share_of(row["speaker"]) < 0.3
            found.append(Sound(path, row["corpus"], "en", row["speaker"], "calm", row["sex"], True, late))
    return found
