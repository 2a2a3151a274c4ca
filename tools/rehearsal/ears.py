"""The ears that hear a made-up call: models that never heard the voices in it."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from firmware_app.hearing import Models
from firmware_app.hearing.runtime import Network
from firmware_app.settings import Settings
from models.training.anger_folds import fold_anger
from tools.rehearsal.perform import hear
from tools.rehearsal.truth import Truth
from tools.workers import spread

_HEARING = Path(__file__).resolve().parents[2] / "firmware_app" / "hearing"


@dataclass(frozen=True)
class Ears:
    """``anger`` by the fold of the caller; ``pace`` and ``voice`` by that of the agent."""

    anger: dict[str, Path]
    pace: tuple[Path, ...]
    voice: tuple[Path, ...]

    def of(self, truth: Truth) -> tuple[Path, Path, Path]:
        """The files for one call."""
        return self.anger[truth.caller_fold], self.pace[truth.agent_fold], self.voice[truth.agent_fold]


def heard(truths: Sequence[Path], ears: Ears, settings: Settings) -> list[tuple[Path, Path]]:
    """Lets the ears hear each call: its truth's file and that of the facts, kept beside it until the ears change."""
    jobs = [(file, ears.of(Truth.load(file)), settings) for file in truths]
    found = []
    for pair in spread(_heard, jobs):
        found.append(pair)
        if len(found) % 20 == 0 or len(found) == len(jobs):
            print(f"heard {len(found)} of {len(jobs)} calls", flush=True)
    return found


def _heard(job: tuple[Path, tuple[Path, Path, Path], Settings]) -> tuple[Path, Path]:
    file, (anger, pace, voice), settings = job
    call = file.with_suffix(".flac")
    mark = zlib.crc32(
        b"".join(
            (
                _code(),
                repr(settings.hearing).encode(),
                *map(_read, (anger, anger.with_suffix(".json"), pace, voice, file)),
            )
        )
    )
    kept = file.with_suffix(f".{mark:08x}.facts")
    if not kept.exists():
        told = hear(call, Models(fold_anger(anger), _network(pace), _network(voice)), settings)
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(told))
        part.replace(kept)
    return file, kept


@cache
def _network(path: Path) -> Network:
    return Network(path)


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _code() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(_HEARING.glob("*.py")))
