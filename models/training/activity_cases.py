"""The lines that speech activity is judged on: who speaks when is known, and no judged model has heard any of it.

Every case belongs to a fold: its speakers, pieces of music and noises are those that the network trained without
that fold never heard. All but the calls go over the judged telephone line (300–3400 Hz, µ-law).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import Side
from models.training.activity_sounds import NOISES, RINGING, music, tone
from models.training.channel import SPEECH_DBFS, at_level, telephone
from models.training.corpus import SINGLE_WORDS, emotion_clips, read_clip, table
from models.training.pace_data import load_clips
from models.training.pace_folds import fold_of
from models.training.voice_lines import piece_fold, sources, voice_marks

_HISS_DBFS = -65.0
_SPEAKER_CLIPS = 10
_OWN_VOICE_S = 4.0
_FOLD_OF_SPEAKER = {"kathleen": 0, "LJ": 1, "26": 1, "19": 2, "27": 2}
UNHEARD_PIECES = frozenset({"macroform-robot_dity.flac", "reno_project-system.flac"})
"""Hold music that is in the composed calls alone: in no fold's training."""

Spans = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Case:
    """One line. ``phrases``: stretches of speech in s; ``music``: of hold music; ``unsure``: not judged."""

    condition: str
    name: str
    fold: int
    sound: Samples
    phrases: Spans = ()
    music: Spans = ()
    unsure: Spans = ()
    side: Side = Side.CALLER


def cases(data: Path, seed: int = 11) -> Iterator[Case]:
    """All cases, in a fixed order."""
    rng = np.random.default_rng(seed)
    yield from _talk(data, rng)
    yield from _prompts(data, rng)
    yield from _acted(data, rng)
    yield from _no_voice(data, rng)
    yield from _leak(data, rng)
    yield from calls(data)


def _talk(data: Path, rng: np.random.Generator) -> Iterator[Case]:
    by_speaker: dict[tuple[int, str], list[tuple[Path, Spans]]] = {}
    for clip in load_clips(data):
        if clip.runs is not None:
            name = clip.speaker if clip.group == "native" else clip.group
            by_speaker.setdefault((fold_of(clip), name), []).append((clip.path, clip.runs))
    folds = sources(data, free=False)
    for (fold, name), clips in sorted(by_speaker.items()):
        chosen = [clips[k] for k in rng.permutation(len(clips))[:_SPEAKER_CLIPS]]
        sound, phrases, unsure = _joined([(at_level(read_clip(path)), runs) for path, runs in chosen], rng)
        noise = _recording(folds[fold].noises, len(sound), rng)
        crowd = _recording(folds[fold].crowds, len(sound), rng)
        for condition, background, snr_db, gain_db in (
            ("talk, clean", noise, np.inf, 0.0),
            ("talk, 15 dB down", noise, np.inf, -15.0),
            ("talk, 15 dB up", noise, np.inf, 15.0),
            ("talk, noise at 20 dB", noise, 20.0, 0.0),
            ("talk, noise at 10 dB", noise, 10.0, 0.0),
            ("talk, noise at 5 dB", noise, 5.0, 0.0),
            ("talk, crowd at 10 dB", crowd, 10.0, 0.0),
        ):
            mixed = sound + _gain(SPEECH_DBFS - snr_db) * background
            yield Case(condition, name, fold, _line(mixed, gain_db, rng), phrases, (), unsure)


def _prompts(data: Path, rng: np.random.Generator) -> Iterator[Case]:
    rows = [row for row in table(data / "noise.csv") if row["set"] == "ivr_prompts"]
    for fold, language in enumerate(("en", "fr", "ru")):
        own = [data / row["path"] for row in rows if row["lang"].startswith(language)]
        chosen = [own[k] for k in rng.permutation(len(own))[:40]]
        yield _marked("prompts, calm", language, fold, chosen, rng)


def _acted(data: Path, rng: np.random.Generator) -> Iterator[Case]:
    clips = [c for c in emotion_clips(data) if c.held_out and c.corpus not in SINGLE_WORDS]
    for corpus in sorted({c.corpus for c in clips}):
        for angry in (True, False):
            own = [c.path for c in clips if c.corpus == corpus and (c.emotion == "angry") == angry]
            chosen = [own[k] for k in rng.permutation(len(own))[:30]]
            # held-out speakers are in no fold's training
            yield _marked("acted, angry" if angry else "acted, others", corpus, 0, chosen, rng)


def _marked(condition: str, name: str, fold: int, paths: list[Path], rng: np.random.Generator) -> Case:
    parts = []
    for path in paths:
        sound = at_level(read_clip(path))
        marks = np.concatenate(([0], voice_marks(sound) == 1, [0]))
        edges = np.diff(marks).nonzero()[0] / SAMPLE_RATE
        parts.append((sound, tuple(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))))
    sound, phrases, unsure = _joined(parts, rng)
    return Case(condition, name, fold, _line(sound, 0.0, rng), phrases, (), unsure)


def _no_voice(data: Path, rng: np.random.Generator) -> Iterator[Case]:
    """After four seconds of the line's own voice, which set its level: sounds that are none."""
    folds = sources(data, free=False)
    for row in table(data / "noise.csv"):
        if row["kind"] in {"hold_music", "music"}:
            name = Path(row["path"]).stem
            seconds = 75 if row["kind"] == "hold_music" else 20
            piece = at_level(read_clip(data / row["path"])[: seconds * SAMPLE_RATE])
            condition = "hold music" if row["kind"] == "hold_music" else "game music"
            yield _after_voice(condition, name, piece, piece_fold(name), folds[piece_fold(name)].voices, rng)
            if row["kind"] == "hold_music":
                yield Case("hold music at once", name, piece_fold(name), _line(piece, -6.0, rng), (), _whole(piece))
    for fold, own in enumerate(folds):
        yield _after_voice("made music", str(fold), at_level(music(40.0, rng)), fold, own.voices, rng)
        for name in own.ringing:
            sound = tone(RINGING[name], 20.0, rng) * _gain(SPEECH_DBFS + 3)
            yield _after_voice("ringing, tones", name, sound, fold, own.voices, rng)
        for name, make in NOISES.items():
            sound = make(30.0, rng) * _gain(SPEECH_DBFS - 4)
            yield _after_voice(name, str(fold), sound, fold, own.voices, rng)
        for path in [own.noises[k] for k in rng.permutation(len(own.noises))[:40]]:
            sound = at_level(read_clip(path)[: 10 * SAMPLE_RATE]) * _gain(-6.0)
            yield _after_voice("recorded noises", path.stem, sound, fold, own.voices, rng)
    for row in table(data / "noise.csv"):
        if row["kind"] == "cough_sneeze_laugh":
            sound = at_level(read_clip(data / row["path"]))
            yield _after_voice("cough, sneeze, laugh", Path(row["path"]).stem, sound, 0, folds[0].voices, rng)


def _after_voice(
    condition: str, name: str, sound: Samples, fold: int, voices: tuple[Path, ...], rng: np.random.Generator
) -> Case:
    parts: list[Samples] = []
    while sum(map(len, parts)) < _OWN_VOICE_S * SAMPLE_RATE:
        parts.append(at_level(read_clip(voices[int(rng.integers(len(voices)))])))
    own = np.concatenate([*parts, np.zeros(SAMPLE_RATE, dtype=np.float32)])
    whole = np.concatenate((own, sound))
    began = len(own) / SAMPLE_RATE
    played = ((began, len(whole) / SAMPLE_RATE),) if "music" in condition else ()
    return Case(condition, name, fold, _line(whole, 0.0, rng), (), played, ((0.0, began),))


def _leak(data: Path, rng: np.random.Generator) -> Iterator[Case]:
    folds = sources(data, free=False)
    for fold, own in enumerate(folds):
        for down in (-25.0, -30.0, -40.0, -50.0):
            parts = [at_level(read_clip(own.voices[int(k)])) for k in rng.integers(len(own.voices), size=10)]
            leak = np.concatenate(parts) * _gain(down)
            yield _after_voice(f"leak {down:.0f} dB", str(fold), leak, fold, own.voices, rng)


def calls(data: Path) -> Iterator[Case]:
    """Both channels of the composed calls, as they are."""
    for truth in sorted((data / "calls" / "composed").glob("*.json")):
        call = json.loads(truth.read_text(encoding="utf-8"))
        sound = soundfile.read(str(truth.with_suffix(".opus")), dtype="float32")[0]
        holds = [e for e in call["events"] if e["type"] == "hold" and e["music_on_caller_channel"]]
        for channel, side in enumerate((Side.CALLER, Side.AGENT)):
            own = [s for s in call["segments"] if s["channel"] == side.value]
            words = [[(w[0], w[1]) for w in s.get("words") or []] for s in own]
            phrases = tuple(span for spoken in words if spoken for span in _phrases(spoken))
            unsure = [(s["start_s"], s["end_s"]) for s, spoken in zip(own, words, strict=True) if not spoken]
            heard = [(e["start_s"], e["end_s"], e["track"]) for e in holds if side is Side.CALLER]
            new = tuple((a, b) for a, b, track in heard if track in UNHEARD_PIECES)
            unsure += [(a, b) for a, b, track in heard if track not in UNHEARD_PIECES]
            fold = _FOLD_OF_SPEAKER[call[f"{side.value}_speaker"]]
            line = np.ascontiguousarray(sound[:, channel])
            name = f"calls, {side.value}"
            yield Case(name, call["call_id"], fold, line, phrases, new, tuple(unsure), side)


def _phrases(words: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Words joined over gaps too short to be a pause."""
    joined = [list(words[0])]
    for start, end in words[1:]:
        if start - joined[-1][1] < 0.05:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return [(start, end) for start, end in joined]


def _joined(parts: list[tuple[Samples, Spans]], rng: np.random.Generator) -> tuple[Samples, Spans, Spans]:
    """Clips with pauses between them; what lies beside a clip's own speech in it is not judged."""
    sounds, phrases, unsure = [np.zeros(SAMPLE_RATE, dtype=np.float32)], [], []
    at = 1.0
    for sound, runs in parts:
        length = len(sound) / SAMPLE_RATE
        phrases += [(at + start, at + end) for start, end in runs]
        # readers breathe and rooms sound before and after their words
        edges = [(0.0, runs[0][0]), (runs[-1][1] + 0.25, length)] if runs else [(0.0, length)]
        unsure += [(at + start, at + end) for start, end in edges if end > start]
        pause = rng.uniform(0.8, 2.0)
        sounds += [sound, np.zeros(round(pause * SAMPLE_RATE), dtype=np.float32)]
        at = sum(map(len, sounds)) / SAMPLE_RATE
    return np.concatenate(sounds), tuple(phrases), tuple(unsure)


def _recording(paths: tuple[Path, ...], length: int, rng: np.random.Generator) -> Samples:
    """Recordings one after the other, each at 0 dBFS RMS."""
    parts: list[Samples] = []
    while sum(map(len, parts)) < length:
        found = read_clip(paths[int(rng.integers(len(paths)))])[: 20 * SAMPLE_RATE]
        parts.append(found / np.float32(max(1e-6, float(np.sqrt(np.mean(found**2))))))
    return np.concatenate(parts)[:length]


def _line(sound: Samples, gain_db: float, rng: np.random.Generator) -> Samples:
    hiss = _gain(_HISS_DBFS) * rng.standard_normal(len(sound)).astype(np.float32)
    return telephone(sound + hiss, gain_db)


def _gain(db: float) -> np.float32:
    return np.float32(10.0 ** (db / 20.0))


def _whole(sound: Samples) -> Spans:
    return ((0.0, len(sound) / SAMPLE_RATE),)
