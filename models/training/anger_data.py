"""Every sound that anger is judged by, and who or what it is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firmware_app.audio.block import SAMPLE_RATE, Samples
from models.training import channel
from models.training.corpus import Clip, emotion_clips, read_clip, share_of, table

LONGEST_S = 30.0


@dataclass(frozen=True)
class Sound:
    """Anything the ear may hear. ``group``: its speaker, its file where that is unknown, or what sounds."""

    path: Path
    corpus: str
    language: str
    group: str
    emotion: str
    sex: str
    speech: bool
    held_out: bool


def all_sounds(data: Path) -> list[Sound]:
    """Emotional speech, calm speech (prompts, readings) and what is no speech."""
    return [*map(_emotional, emotion_clips(data)), *_noises(data), *_readings(data)]


def clip_at_level(path: Path) -> Samples:
    """The clip as every model and peer gets it: its first `LONGEST_S`, at the line's speech level."""
    return channel.at_level(read_clip(path)[: int(LONGEST_S * SAMPLE_RATE)])


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
        group = path.name if prompt else f"{row['set']} {kind}"
        found.append(Sound(path, row["set"], row["lang"], group, emotion, "", prompt, held_out))
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
