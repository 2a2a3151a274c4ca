"""Takes: voices in one mood over a telephone line, measured as the caller's ear measures them in a call.

A take is one voice's clips of one emotion in a row, a reading, a prompt, a noise, or one channel of a real call of the
tuning half. Each is heard over the line that models are judged on and over one drawn at random.
"""

from __future__ import annotations

import multiprocessing
import pickle
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import CallerVoice
from firmware_app.hearing.caller_ear import CallerEar
from firmware_app.hearing.logmel import Array
from firmware_app.hearing.shipped import load_voice
from firmware_app.hearing.voice_quality import MEASURES
from firmware_app.settings import HearingSettings
from models.training.channel import at_level, gain_of, random_line, telephone
from models.training.corpus import emotion_clips, read_clip, table
from models.training.edges import trimmed
from tools.bench.real_calls import Line, RealCall, real_calls

LINES = 2
"""The judged one and one drawn at random."""
_LONGEST_S = {"acted": 40.0, "reading": 40.0, "prompt": 60.0, "noise": 60.0}
_CLIP_S = 30.0
_MANY = 60
"""A reader of more clips is heard in `_PARTS` takes."""
_PARTS = {"reading": 4, "prompt": 8, "noise": 8}
_PAUSE_S, _EDGE_S = 0.2, 1.0
_HISS = 1e-3
_TELL_GAIN = 6
"""Clips of each kind of calm speech."""
_BLOCK = 1600
_WORKERS = 2
_HEARING = Path(__file__).resolve().parents[3] / "firmware_app" / "hearing"
_APART = ("__init__", "agent_ear", "anger", "caller_level", "caller_mood", "hearing", "mood_", "pace", "shipped")
"""Beginnings of the names of files there that measure nothing of a caller."""
_USED = tuple(Path(__file__).parents[1] / name for name in ("channel.py", "corpus.py", "edges.py"))


class Kind(str, Enum):
    """Where a take is from."""

    ACTED = "acted"
    READING = "reading"
    PROMPT = "prompt"
    NOISE = "noise"
    REAL = "real"


@dataclass(frozen=True)
class Source:
    """What a take is made of. ``voice``: who speaks, or what sounds. ``emotion``: ``none`` of a noise.

    ``calm``: some clips of the same voice's calm speech, which tell the gain of all its clips; empty: each has its own.
    """

    kind: Kind
    corpus: str
    voice: str
    emotion: str
    language: str = ""
    sex: str = ""
    part: int = 0
    paths: tuple[Path, ...] = ()
    calm: tuple[Path, ...] = ()
    call: RealCall | None = None


@dataclass(frozen=True)
class Take:
    """``measures``: float32, shape ``(n, len(MEASURES))``. ``t``, ``fresh_s``, ``speech_s``: of each, shape ``(n,)``.

    ``dbfs``: level of each, shape ``(n,)``. ``line``: 0 for the judged one.
    """

    source: Source
    line: int
    duration_s: float
    t: NDArray[np.float64]
    fresh_s: NDArray[np.float64]
    speech_s: NDArray[np.float64]
    measures: NDArray[np.float32]
    dbfs: NDArray[np.float64]

    @property
    def silence_s(self) -> NDArray[np.float64]:
        """How long nothing was said before each, shape ``(n,)``."""
        return np.maximum(np.diff(self.t, prepend=self.t[:1]) - self.fresh_s, 0.0)


def takes(data: Path, cache: Path) -> list[Take]:
    """Every take, measured now unless the cache has it."""
    found = list(sources(data))
    code = code_of_measures() + Path(__file__).read_bytes()
    file = cache / f"takes-{zlib.crc32(code + repr(found).encode()):08x}.pickle"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        part.write_bytes(pickle.dumps(_measured([(source, line) for line in range(LINES) for source in found])))
        part.replace(file)
    kept: list[Take] = pickle.loads(file.read_bytes())
    return kept


def code_of_measures() -> bytes:
    """Differs when what is measured of a caller may."""
    hearing = {path for path in _HEARING.glob("*.py") if not path.name.startswith(_APART)}
    return b"".join(path.read_bytes() for path in sorted({*_USED, *hearing}))


def sources(data: Path) -> Iterator[Source]:
    """Everything that is taught on. Ids for many people are left out: they are nobody's voice."""
    yield from _acted(data)
    yield from _readings(data)
    yield from _noises(data)
    for call in real_calls(data):
        if not call.judges and call.line is not Line.MIXED:
            yield Source(Kind.REAL, call.source, call.name, "calm", call=call)


def heard_take(source: Source, line: int) -> Take:
    """One take, heard."""
    sound = heard_sound(source, line)
    voices = _voices(sound)
    return Take(
        source=source,
        line=line,
        duration_s=len(sound) / SAMPLE_RATE,
        t=np.array([each.t for each in voices]),
        fresh_s=np.array([each.fresh_s for each in voices]),
        speech_s=np.array([each.speech_s for each in voices]),
        measures=np.array([each.place for each in voices], dtype=np.float32).reshape(-1, len(MEASURES)),
        dbfs=np.array([each.dbfs for each in voices]),
    )


def heard_sound(source: Source, line: int) -> Samples:
    """What a take is measured on: the same sound each time."""
    rng = np.random.default_rng([line, zlib.crc32(f"{source.voice} {source.emotion} {source.part}".encode())])
    return _over_line(source, line, rng)


def _measured(jobs: Sequence[tuple[Source, int]]) -> list[Take]:
    found: list[Take] = []
    with multiprocessing.Pool(_WORKERS) as pool:
        for take in pool.imap(_take, jobs, chunksize=4):
            if len(take.t):
                found.append(take)
            if len(found) % 200 == 0:
                print(f"measured {len(found)} of {len(jobs)} takes", flush=True)
    return found


def _take(job: tuple[Source, int]) -> Take:
    return heard_take(*job)


def _acted(data: Path) -> Iterator[Source]:
    own: dict[tuple[str, str, str, str, str], list[Path]] = {}
    for clip in emotion_clips(data):
        if "unknown" not in clip.speaker:
            key = (clip.corpus, clip.speaker, clip.emotion, clip.language, clip.sex)
            own.setdefault(key, []).append(clip.path)
    calm: dict[tuple[str, str], list[Path]] = {}
    for (corpus, voice, emotion, _, _), paths in own.items():
        calm.setdefault((corpus, voice), []).extend(paths[:_TELL_GAIN] if emotion in ("neutral", "calm") else [])
    for (corpus, voice, emotion, language, sex), paths in own.items():
        known = tuple(calm[corpus, voice])
        yield Source(Kind.ACTED, corpus, voice, emotion, language, sex, paths=tuple(paths), calm=known)


def _readings(data: Path) -> Iterator[Source]:
    own: dict[tuple[str, str], list[Path]] = {}
    for row in table(data / "rate.csv"):
        own.setdefault((row["corpus"], row["speaker"]), []).append(data / row["path"])
    for (corpus, voice), paths in own.items():
        yield from _in_parts(Source(Kind.READING, corpus, voice, "calm", "en"), paths, len(paths) > _MANY)


def _noises(data: Path) -> Iterator[Source]:
    own: dict[tuple[Kind, str, str], list[Path]] = {}
    for row in table(data / "noise.csv"):
        kind = row["kind"]
        if "scream" in kind or kind in {"crowd", "cough_sneeze_laugh"}:
            continue  # voices or not: nobody could say
        prompt = kind.startswith("ivr_prompt")
        key = (Kind.PROMPT, row["set"], row["lang"]) if prompt else (Kind.NOISE, row["set"], kind)
        own.setdefault(key, []).append(data / row["path"])
    for (kind_of, corpus, name), paths in own.items():
        emotion = "calm" if kind_of is Kind.PROMPT else "none"
        yield from _in_parts(Source(kind_of, corpus, f"{corpus} {name}", emotion), paths, True)


def _in_parts(source: Source, paths: Sequence[Path], many: bool) -> Iterator[Source]:
    parts = min(_PARTS[source.kind.value], max(1, len(paths) // 12)) if many else 1
    for part in range(parts):
        yield Source(**{**vars(source), "part": part, "paths": tuple(paths[part::parts])})


def _over_line(source: Source, line: int, rng: np.random.Generator) -> Samples:
    if source.call is not None:
        sound = source.call.sides()[0]
        return sound if line == 0 else random_line(at_level(sound), rng, [])
    sound = _joined(source, rng)
    sound = telephone(sound) if line == 0 else random_line(sound, rng, [])
    hissing: Samples = (sound + _HISS * rng.standard_normal(len(sound))).astype(np.float32)
    return hissing


def _joined(source: Source, rng: np.random.Generator) -> Samples:
    parts, total = [_silence(_EDGE_S)], 0
    gain = gain_of([read_clip(path) for path in source.calm]) if source.calm else None
    for index in rng.permutation(len(source.paths)):
        clip = read_clip(source.paths[index])
        sound = at_level(clip) if gain is None else gain * clip
        if source.kind is not Kind.NOISE:
            sound = trimmed(sound)
        sound = sound[: round(_CLIP_S * SAMPLE_RATE)]
        parts += [sound, _silence(_PAUSE_S)]
        total += len(sound)
        if total >= _LONGEST_S[source.kind.value] * SAMPLE_RATE:
            break
    return np.concatenate([*parts, _silence(_EDGE_S)])


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


class _Measures:
    """In the anger model's place: what it would have been given."""

    def place(self, caller_measures: Array) -> tuple[float, ...]:
        """The measures themselves."""
        return tuple(caller_measures.tolist())


def _voices(sound: Samples) -> list[CallerVoice]:
    """As the caller's ear hears them, measures for places."""
    ear = CallerEar(HearingSettings(), _Measures(), load_voice())
    facts = [fact for at in range(0, len(sound), _BLOCK) for fact in ear.hear(sound[at : at + _BLOCK], lost=False)]
    return [fact for fact in facts if isinstance(fact, CallerVoice)]


def by_voice(found: Sequence[Take]) -> Mapping[tuple[str, str, int], list[Take]]:
    """Takes of one voice over one line."""
    own: dict[tuple[str, str, int], list[Take]] = {}
    for take in found:
        own.setdefault((take.source.corpus, take.source.voice, take.line), []).append(take)
    return own
