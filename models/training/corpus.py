"""The data folder: its tables, its clips, and who is never trained on.

The layout is that of the data's own README: CSV tables at the top, paths relative to the folder.
"""

from __future__ import annotations

import csv
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
import soxr

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.errors import InputError

TEST_SPEAKERS = frozenset(
    {
        *("ravdess_05", "ravdess_06", "ravdess_11", "ravdess_12", "ravdess_17", "ravdess_18"),
        *("nemo_KS0", "nemo_SM0", "nemo_WR0"),
        *("savee_JK",),
        *("tess_YAF",),
        *("turev_1234", "turev_7895"),
        *("emospeech_in_unknown_Misc", "emospeech_in_unknown_webservice", "emospeech_in_unknown_NearLake"),
    }
)
"""See `Clip.held_out`; both sexes where there are both; in the larger corpora a share of ids joins them."""

SENTENCES = ("ased", "nemo", "ravdess", "savee", "tess")
"""Acted corpora of whole sentences, from which turns can be made."""
SINGLE_WORDS = ("emospeech_in", "turev")
"""Acted corpora of single words: nobody talks for a minute in them."""
_HASHED_TEST_SHARE = {"ased": 0.3, "emospeech_in": 0.3}


@dataclass(frozen=True)
class Clip:
    """One row of ``emotion.csv``. ``sex``: ``female``, ``male`` or empty if it is not known."""

    path: Path
    corpus: str
    language: str
    speaker: str
    emotion: str
    sentence: str
    duration_s: float
    sex: str

    @property
    def held_out(self) -> bool:
        """Whether the voice model never trains on the speaker, nor anger with ``--known-speakers``."""
        return is_held_out(self.corpus, self.speaker)


def is_held_out(corpus: str, speaker: str) -> bool:
    """Whether the speaker's clips are never trained on where held-out speakers are asked for."""
    return speaker in TEST_SPEAKERS or _hashed_out(corpus, speaker)


def emotion_clips(data: Path) -> list[Clip]:
    """All clips of ``emotion.csv`` in the file's order."""
    return [
        Clip(
            path=data / row["path"],
            corpus=row["corpus"],
            language=row["language"],
            speaker="".join(row["speaker"].split()),
            emotion=row["emotion"],
            sentence=row["sentence_id"],
            duration_s=float(row["duration_s"]),
            sex=_sex(row["corpus"], row["speaker"]),
        )
        for row in table(data / "emotion.csv")
    ]


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by its own column names."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give the data folder with --data") from error


def read_clip(path: Path) -> Samples:
    """The first channel of a sound file at `SAMPLE_RATE`, float32, shape ``(n,)``."""
    return read_channels(path)[0]


def read_channels(path: Path) -> list[Samples]:
    """Each channel of a sound file at `SAMPLE_RATE`, float32, shape ``(n,)``."""
    sound, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    channels = [np.ascontiguousarray(channel) for channel in sound.T]
    if rate == SAMPLE_RATE:
        return channels
    return [soxr.resample(channel, rate, SAMPLE_RATE).astype(np.float32) for channel in channels]


def share_of(name: str) -> float:
    """A number in 0..1 that depends on the name alone: the same split on every machine."""
    return (zlib.crc32(name.encode()) & 0xFFFF) / 0x10000


def _hashed_out(corpus: str, speaker: str) -> bool:
    return "unknown" not in speaker and share_of(speaker) < _HASHED_TEST_SHARE.get(corpus, 0.0)


def _sex(corpus: str, speaker: str) -> str:
    if corpus == "ravdess":
        return "female" if int(speaker[-2:]) % 2 == 0 else "male"
    return {"tess": "female", "savee": "male"}.get(corpus, "")
