"""Calls to judge the mood light by, each heard through the model of a fold that never heard its voice.

Calm: the callers of ``calls.csv`` as they are; prompts, readings, neutral and calm acted clips, hold music, music and
noises, joined by voice into calls of a minute over the telephone line. In a mood: a speaker's calm clips for 15 s, a
second's silence, then the same speaker's clips of that mood, a turn of 5 s or more; the same turn as the first thing
that is heard; and a whole call in that mood.
"""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import CallerVoice, Fact, Side, Speech
from firmware_app.hearing.caller_ear import CallerEar
from firmware_app.hearing.shipped import load_voice
from firmware_app.settings import HearingSettings
from models.training.anger_data import Sound
from models.training.anger_folds import FoldModel, fold_anger, fold_of, left_out
from models.training.channel import at_level, gain_of, telephone
from models.training.corpus import read_clip, table
from models.training.edges import trimmed
from models.training.mood_score import Order, Stream

CALLS, PROMPTS, READINGS, ACTED = "calls", "prompts", "readings", "acted, neutral or calm"
HOLD, MUSIC, NOISES = "hold music", "music", "noises"
MOODS = ("angry", "happy", "surprise", "sad", "fear")
_KINDS = {"ivr_prompts": PROMPTS, "holdmusic_asterisk": HOLD, "music_games": MUSIC}
_CALL_S, _LEAD_S, _TURN_S, _TURNS = 60.0, 15.0, 5.0, 4
_PAUSE_S, _BETWEEN_S = 0.2, 1.0
_HISS = 1e-3
_TELL_GAIN = 12
"""Clips of calm speech that tell the gain of all clips of an acted voice: its moods keep their levels."""
_BLOCK = 1600
_WORKERS = 2


@dataclass(frozen=True)
class Voice:
    """One voice's material. ``moods``: clips of each. ``ready``: a call as it is, not clips to join.

    ``speech``: its silent edges are cut off.
    """

    kind: str
    name: str
    fold: str
    calm: tuple[Path, ...]
    moods: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    ready: bool = False
    speech: bool = True
    language: str = ""
    sex: str = ""


@dataclass(frozen=True)
class Line:
    """One call over the line. ``turn_s``: from where to where the mood lasts; both infinite in a calm call."""

    sound: Samples
    mood: str
    order: Order
    turn_s: tuple[float, float]


def voices(data: Path, sounds: Sequence[Sound], names: Sequence[str]) -> list[Voice]:
    """Everybody and everything to be judged."""
    callers = [
        Voice(
            CALLS, row["caller"] or row["call_id"], fold_of("", row["caller"], names), (data / row["path"],), ready=True
        )
        for row in table(data / "calls.csv")
        if row["corpus"] == "composed"
    ]
    own: dict[tuple[str, str, str], list[Sound]] = {}
    for sound in sounds:
        if sound.emotion in {"neutral", "calm", "none", *MOODS}:
            kind = ACTED if sound.corpus in names else _KINDS.get(sound.corpus, READINGS if sound.speech else NOISES)
            fold = next(fold for fold in names if left_out(sound, fold, names))
            name = sound.group if kind in {ACTED, READINGS, HOLD, MUSIC} else f"{sound.corpus} {sound.language} {fold}"
            own.setdefault((kind, name, fold), []).append(sound)
    return callers + [_voice(*key, found) for key, found in sorted(own.items())]


def streams(found: Sequence[Voice], models: Mapping[str, FoldModel], peer: bool = False) -> list[Stream]:
    """All calls of all voices, heard; with the ``peer``'s measures of the same moments if they are wanted."""
    heard: list[Stream] = []
    with multiprocessing.Pool(_WORKERS, _begin, (models, peer)) as pool:
        for number, part in enumerate(pool.imap(_heard, found), start=1):
            heard += part
            if number % 50 == 0 or number == len(found):
                print(f"heard {number} of {len(found)} voices", flush=True)
    return heard


def _voice(kind: str, name: str, fold: str, sounds: Sequence[Sound]) -> Voice:
    def of(*emotions: str) -> tuple[Path, ...]:
        return tuple(sound.path for sound in sounds if sound.emotion in emotions)

    # an id for many people is calm material, but nobody's turn
    moods = {} if "unknown" in name else {mood: paths for mood in MOODS if (paths := of(mood))}
    first, speech = sounds[0], all(sound.speech for sound in sounds)
    calm = of("neutral", "calm", "none")
    return Voice(kind, name, fold, calm, moods, speech=speech, language=first.language, sex=first.sex)


def _heard(voice: Voice) -> list[Stream]:
    return [_stream(voice, line) for line in _lines(voice)]


def _lines(voice: Voice) -> Iterator[Line]:
    rng = np.random.default_rng(zlib.crc32(voice.name.encode()))
    if voice.ready:
        yield Line(read_clip(voice.calm[0]), "", Order.CALM, (np.inf, np.inf))
        return
    gain = gain_of([read_clip(path) for path in voice.calm[:_TELL_GAIN]]) if voice.moods and voice.calm else None
    calm = [_clip(path, voice.speech, gain) for path in voice.calm]
    for call in _joined(_shuffled(calm, rng), _CALL_S, keep_rest=True):
        yield Line(_call([call], rng), "", Order.CALM, (np.inf, np.inf))
    for mood, paths in voice.moods.items():
        clips = _shuffled([_clip(path, True, gain) for path in paths], rng)
        for turn in _joined(clips, _TURN_S, keep_rest=False)[:_TURNS]:
            lead = _joined(_shuffled(calm, rng), _LEAD_S, keep_rest=True)[:1]
            yield from (_with_turn(part, turn, mood, rng) for part in ([lead, []] if lead else [[]]))
        if mood != "angry":
            for call in _joined(clips, _CALL_S, keep_rest=True)[:1]:
                yield Line(_call([call], rng), mood, Order.THROUGHOUT, (np.inf, np.inf))


def _with_turn(lead: Sequence[Samples], turn: Samples, mood: str, rng: np.random.Generator) -> Line:
    line = _call([*lead, turn], rng)
    ends = len(line) / SAMPLE_RATE - _BETWEEN_S
    return Line(line, mood, Order.AFTER if lead else Order.FIRST, (ends - len(turn) / SAMPLE_RATE, ends))


def _shuffled(clips: Sequence[Samples], rng: np.random.Generator) -> list[Samples]:
    return [clips[index] for index in rng.permutation(len(clips))]


def _clip(path: Path, speech: bool, gain: np.float32 | None) -> Samples:
    clip = read_clip(path)
    sound = at_level(clip) if gain is None else gain * clip
    return trimmed(sound) if speech else sound


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


def _stream(voice: Voice, line: Line) -> Stream:
    model = fold_anger(_models[voice.fold].int8_file)
    ear, sound = CallerEar(HearingSettings(), model, load_voice()), line.sound
    facts = [fact for at in range(0, len(sound), _BLOCK) for fact in ear.hear(sound[at : at + _BLOCK], lost=False)]
    duration_s = len(sound) / SAMPLE_RATE
    voices = [fact for fact in facts if isinstance(fact, CallerVoice)]
    return Stream(
        kind=voice.kind,
        mood=line.mood,
        order=line.order,
        fold=voice.fold,
        voice=voice.name,
        language=voice.language,
        sex=voice.sex,
        duration_s=duration_s,
        turn_s=line.turn_s,
        speech=speech_spans(facts, Side.CALLER, duration_s),
        voices=voices,
        peer=_peer[0](sound, np.array([voice.t for voice in voices])) if _peer else None,
    )


def speech_spans(facts: Iterable[Fact], who: Side, duration_s: float) -> list[tuple[float, float]]:
    """When one side spoke, as it was heard, (from, to) in s; what is going on at the end lasts to ``duration_s``."""
    found, began = [], None
    changes = (fact for fact in facts if isinstance(fact, Speech) and fact.who is who)
    for change in sorted(changes, key=lambda c: c.t):
        if change.on:
            began = change.since
        elif began is not None:
            found.append((began, change.since))
            began = None
    return found if began is None else [*found, (began, duration_s)]


_models: dict[str, FoldModel] = {}
_peer: list[Callable[[Samples, NDArray[np.float64]], NDArray[np.float32]]] = []


def _begin(models: Mapping[str, FoldModel], peer: bool) -> None:
    _models.clear()
    _models.update(models)
    if peer:
        from models.training.mood.egemaps import functionals  # noqa: PLC0415 (openSMILE, only where it is wanted)

        _peer[:] = [functionals]
