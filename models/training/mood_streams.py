"""Calls to judge the mood light by, each heard through the model of a fold that never heard its voice.

Calm: the callers of ``calls.csv`` as they are; prompts, readings, neutral and calm acted clips, hold music, music and
noises, joined by voice into calls of a minute over the telephone line. Angry: a speaker's calm clips for 15 s, a
second's silence, then the same speaker's angry clips, a turn of 5 s or more.
"""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import Anger, Speech
from firmware_app.hearing.caller_ear import CallerEar
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.shipped import load_voice
from firmware_app.settings import HearingSettings
from models.training.anger_data import Sound
from models.training.anger_folds import fold_of, left_out
from models.training.channel import at_level, telephone
from models.training.corpus import read_clip, table
from models.training.edges import sounding
from models.training.mood_score import Stream

CALLS, PROMPTS, READINGS, ACTED = "calls", "prompts", "readings", "acted, neutral or calm"
HOLD, MUSIC, NOISES, ANGRY = "hold music", "music", "noises", "angry turns"
_KINDS = {"ivr_prompts": PROMPTS, "holdmusic_asterisk": HOLD, "music_games": MUSIC}
_CALL_S, _LEAD_S, _TURN_S, _TURNS = 60.0, 15.0, 5.0, 4
_PAUSE_S, _BETWEEN_S = 0.2, 1.0
_HISS = 1e-3
_BLOCK = 1600
_WORKERS = 2
_Model = Mapping[str, Path]


@dataclass(frozen=True)
class Voice:
    """One voice's material. ``ready``: a call as it is, not clips to join. ``speech``: its silent edges are cut off."""

    kind: str
    name: str
    fold: str
    calm: tuple[Path, ...]
    angry: tuple[Path, ...] = ()
    ready: bool = False
    speech: bool = True


def voices(data: Path, sounds: Sequence[Sound], names: Sequence[str]) -> list[Voice]:
    """Everybody and everything to be judged; other emotions than calm and anger are left out."""
    callers = [
        Voice(
            CALLS, row["caller"] or row["call_id"], fold_of("", row["caller"], names), (data / row["path"],), (), True
        )
        for row in table(data / "calls.csv")
    ]
    own: dict[tuple[str, str, str], list[Sound]] = {}
    for sound in sounds:
        if sound.emotion in {"neutral", "calm", "none", "angry"}:
            kind = ACTED if sound.corpus in names else _KINDS.get(sound.corpus, READINGS if sound.speech else NOISES)
            fold = next(fold for fold in names if left_out(sound, fold, names))
            name = sound.group if kind in {ACTED, READINGS, HOLD, MUSIC} else f"{sound.corpus} {sound.language} {fold}"
            own.setdefault((kind, name, fold), []).append(sound)
    return callers + [_voice(*key, found) for key, found in sorted(own.items())]


def streams(found: Sequence[Voice], models: _Model) -> list[Stream]:
    """All calls of all voices, heard."""
    heard: list[Stream] = []
    with multiprocessing.Pool(_WORKERS, _begin, (models,)) as pool:
        for number, part in enumerate(pool.imap(_heard, found), start=1):
            heard += part
            if number % 50 == 0 or number == len(found):
                print(f"heard {number} of {len(found)} voices", flush=True)
    return heard


def _voice(kind: str, name: str, fold: str, sounds: Sequence[Sound]) -> Voice:
    calm = tuple(s.path for s in sounds if s.emotion != "angry")
    # an id for many people is calm material, but nobody's turn
    angry = () if "unknown" in name else tuple(s.path for s in sounds if s.emotion == "angry")
    return Voice(kind, name, fold, calm, angry, speech=all(s.speech for s in sounds))


def _heard(voice: Voice) -> list[Stream]:
    network = Network(_models[voice.fold])
    if voice.ready:
        return [_stream(voice, voice.kind, read_clip(voice.calm[0]), np.inf, network)]
    return [
        _stream(voice, ANGRY if np.isfinite(began) else voice.kind, line, began, network)
        for line, began in _lines(voice, np.random.default_rng(zlib.crc32(voice.name.encode())))
    ]


def _lines(voice: Voice, rng: np.random.Generator) -> Iterator[tuple[Samples, float]]:
    """Calls over the line, and where anger begins in each, s."""
    calm = [_clip(path, voice.speech) for path in voice.calm]
    for call in _joined([calm[k] for k in rng.permutation(len(calm))], _CALL_S, keep_rest=True):
        yield _call([call], rng), np.inf
    angry = [_clip(voice.angry[k], True) for k in rng.permutation(len(voice.angry))]
    for turn in _joined(angry, _TURN_S, keep_rest=False)[:_TURNS]:
        lead = _joined([calm[k] for k in rng.permutation(len(calm))], _LEAD_S, keep_rest=True)[:1]
        line = _call([*lead, turn], rng)
        yield line, (len(line) - len(turn)) / SAMPLE_RATE - _BETWEEN_S


def _clip(path: Path, speech: bool) -> Samples:
    sound = at_level(read_clip(path))
    if not speech or len(sound) < _BLOCK:
        return sound
    return sound[sounding(sound)]


def _joined(clips: Sequence[Samples], seconds: float, keep_rest: bool) -> list[Samples]:
    """Clips one after another, a short pause between, until each stretch is long enough."""
    found, parts = [], list[Samples]()
    for clip in clips:
        parts += [_silence(_PAUSE_S), clip] if parts else [clip]
        if sum(map(len, parts)) >= seconds * SAMPLE_RATE:
            found.append(np.concatenate(parts))
            parts = []
    return [*found, np.concatenate(parts)] if parts and keep_rest else found


def _call(turns: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """Over the line, with silence before, between and after, and hiss throughout: a line is never digitally silent."""
    between = _silence(_BETWEEN_S)
    line = telephone(np.concatenate([between, *(part for turn in turns for part in (turn, between))]))
    hissing: Samples = line + (_HISS * rng.standard_normal(len(line))).astype(np.float32)
    return hissing


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


def _stream(voice: Voice, kind: str, line: Samples, angry_from: float, network: Network) -> Stream:
    ear = CallerEar(HearingSettings(), network, load_voice())
    facts = [fact for at in range(0, len(line), _BLOCK) for fact in ear.hear(line[at : at + _BLOCK], lost=False)]
    duration_s = len(line) / SAMPLE_RATE
    spoken = _spoken([fact for fact in facts if isinstance(fact, Speech)], duration_s)
    readings = [(fact.t, fact.p) for fact in facts if isinstance(fact, Anger)]
    return Stream(kind, voice.fold, voice.name, duration_s, angry_from, spoken, readings)


def _spoken(changes: Sequence[Speech], duration_s: float) -> list[tuple[float, float]]:
    found, began = [], None
    for change in sorted(changes, key=lambda c: c.t):
        if change.on:
            began = change.since
        elif began is not None:
            found.append((began, change.since))
            began = None
    return found if began is None else [*found, (began, duration_s)]


_models: dict[str, Path] = {}


def _begin(models: _Model) -> None:
    _models.clear()
    _models.update(models)
