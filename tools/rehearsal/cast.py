"""Who can play: callers with calm and angry clips, callers who are only calm, and agents whose syllables are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from models.training.anger_data import Sound, all_sounds
from models.training.anger_folds import fold_of as anger_fold_of
from models.training.anger_folds import folds
from models.training.channel import at_level
from models.training.corpus import SINGLE_WORDS, read_clip
from models.training.edges import sounding
from models.training.pace_data import Clip, load_clips
from models.training.pace_folds import fold_of as pace_fold_of
from models.training.pace_tempo import change_tempo

_FEWEST = 6
"""Calm and angry clips of a caller, or calm ones of an agent: fewer would be heard again and again."""
_SHORTEST = SAMPLE_RATE // 50
_LONGEST_S = 15.0


@dataclass(frozen=True)
class Caller:
    """A far end. ``fold``: the anger model that never heard it. ``angry`` is empty where only calm clips are known."""

    name: str
    fold: str
    calm: tuple[Path, ...]
    angry: tuple[Path, ...]


@dataclass(frozen=True)
class Agent:
    """A near end. ``fold``: the pace model that never heard it."""

    name: str
    fold: int
    clips: tuple[Clip, ...]


@dataclass(frozen=True)
class Take:
    """A clip as it is said: at the line's speech level, its silent edges cut off.

    ``nuclei``: middles of its vowels, s from its start; empty where unknown.
    """

    sound: Samples
    nuclei: NDArray[np.float64]

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.sound) / SAMPLE_RATE


@dataclass(frozen=True)
class Cast:
    """Everybody there is."""

    angry: tuple[Caller, ...]
    calm: tuple[Caller, ...]
    agents: tuple[Agent, ...]


def find_cast(data: Path) -> Cast:
    """The voices of a data folder. Raises InputError if it is none."""
    sounds = all_sounds(data)
    names = folds(sounds)
    clips = [clip for clip in load_clips(data) if clip.group == "native" and _syllables(clip)]
    agents = [
        Agent(speaker, pace_fold_of(own[0]), tuple(own))
        for speaker, own in sorted(_by_name(clips).items())
        if len(own) >= _FEWEST
    ]
    readers = [
        Caller(agent.name, anger_fold_of("", agent.name.split("/")[1], names), tuple(c.path for c in agent.clips), ())
        for agent in agents
    ]
    actors = _actors(sounds, names)
    return Cast(tuple(a for a in actors if a.angry), (*actors, *readers), tuple(agents))


def calm_take(path: Path) -> Take:
    """A caller's clip."""
    sound, _ = _trimmed(at_level(read_clip(path)[: int(_LONGEST_S * SAMPLE_RATE)]))
    return Take(sound, np.zeros(0))


def agent_take(clip: Clip, rate: float | None) -> Take:
    """An agent's clip, said at ``rate`` syllables a second of speech by changing its tempo; None: as it was said."""
    own = len(_syllables(clip)) / max(0.1, clip.speech_s or clip.duration_s)
    tempo = 1.0 if rate is None else float(np.clip(rate / own, 0.6, 2.2))
    sound, cut_s = _trimmed(at_level(read_clip(clip.path)))
    nuclei = (np.array(_syllables(clip)) - cut_s) / tempo
    said = change_tempo(sound, tempo)
    inside = (nuclei >= 0.0) & (nuclei < len(said) / SAMPLE_RATE)
    return Take(said, nuclei[inside])


def _actors(sounds: Sequence[Sound], names: Sequence[str]) -> list[Caller]:
    own: dict[tuple[str, str], list[Sound]] = {}
    for sound in sounds:
        if sound.corpus in names and sound.corpus not in SINGLE_WORDS and "unknown" not in sound.group:
            own.setdefault((sound.corpus, sound.group), []).append(sound)
    found = []
    for (corpus, group), clips in sorted(own.items()):
        calm = tuple(c.path for c in clips if c.emotion in {"neutral", "calm"})
        angry = tuple(c.path for c in clips if c.emotion == "angry")
        if len(calm) >= _FEWEST and len(angry) >= _FEWEST:
            found.append(Caller(f"{corpus}/{group}", corpus, calm, angry))
    return found


def _by_name(clips: Sequence[Clip]) -> dict[str, list[Clip]]:
    own: dict[str, list[Clip]] = {}
    for clip in clips:
        own.setdefault(clip.speaker, []).append(clip)
    return own


def _syllables(clip: Clip) -> list[float]:
    """Middles of the syllables, s: of the vowels, or spread over each word where only words are known."""
    if clip.nuclei:
        return list(clip.nuclei)
    found: list[float] = []
    for start, end, count in clip.words or ():
        whole = max(1, round(count))
        found += (start + (np.arange(whole) + 0.5) * (end - start) / whole).tolist()
    return found


def _trimmed(sound: Samples) -> tuple[Samples, float]:
    """Without its silent edges, and how many seconds were cut off its beginning."""
    if len(sound) < _SHORTEST:
        return sound, 0.0
    place = sounding(sound)
    return sound[place], place.start / SAMPLE_RATE
