"""The clips that pace is judged by, each as it is heard: its line, its tempo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from firmware_app.audio.block import Samples
from models.training.channel import SPEECH_DBFS, at_level, telephone
from models.training.corpus import read_clip, share_of, table
from models.training.pace_data import Clip
from models.training.pace_folds import fold_of
from models.training.pace_tempo import change_tempo

PER_SPEAKER = 80
TEMPOS = (0.7, 1.8)
AS_SAID, CHANGED = "as said", f"tempo {TEMPOS[0]}-{TEMPOS[1]}"
TELEPHONE, WIDE, NOISY, QUIET, LOUD = "telephone", "wide band", "noise 15 dB", "level -15 dB", "level +15 dB"
_NOISE_SETS = ("emospeech_background", "hu_nonspeech")
"""Backgrounds that no pace model was trained with."""
_SNR_DB = 15.0


@dataclass(frozen=True)
class Trial:
    """A clip as it is heard, ``tempo`` times as fast as it was said (``speed``: `AS_SAID` or `CHANGED`)."""

    clip: Clip
    speed: str
    line: str
    tempo: float
    sound: Samples


def trials(clips: Sequence[Clip], data: Path) -> Iterator[Trial]:
    """Each clip over the telephone as it was said and, if its times are known, at another tempo.

    Those of fluent speakers also over the other lines.
    """
    noises = [row["path"] for row in table(data / "noise.csv") if row["set"] in _NOISE_SETS]
    for clip in clips:
        rng = np.random.default_rng(int(share_of(clip.path.name) * 0x10000) + 1)
        said = at_level(read_clip(clip.path))
        tempo = rng.uniform(*TEMPOS)
        noise = at_level(read_clip(data / noises[int(rng.integers(len(noises)))]), SPEECH_DBFS - _SNR_DB)
        for speed, times in ((AS_SAID, 1.0), (CHANGED, tempo))[: 1 if clip.runs is None else 2]:
            sound = change_tempo(said, times)
            yield Trial(clip, speed, TELEPHONE, times, telephone(sound))
            if clip.group != "native":
                continue
            yield Trial(clip, speed, WIDE, times, sound)
            yield Trial(clip, speed, NOISY, times, telephone(sound + np.resize(noise, len(sound))))
            yield Trial(clip, speed, QUIET, times, telephone(sound, -15.0))
            yield Trial(clip, speed, LOUD, times, telephone(sound, 15.0))


def chosen(clips: Sequence[Clip]) -> list[Clip]:
    """At most so many clips a fluent speaker, drawn by name; of the learners half that for each fold and kind."""
    kept: dict[tuple[object, ...], list[Clip]] = {}
    for clip in sorted(clips, key=lambda c: share_of(c.path.name)):
        fluent = clip.group == "native"
        kind = (clip.speaker,) if fluent else (fold_of(clip), clip.group, clip.runs is None)
        if len(kept.setdefault(kind, [])) < (PER_SPEAKER if fluent else PER_SPEAKER // 2):
            kept[kind].append(clip)
    return [clip for some in kept.values() for clip in some]
