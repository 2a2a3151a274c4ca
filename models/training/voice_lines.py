"""Lines that teach what a voice is: speech, music and other sounds on one made-up channel, frame by frame labelled.

Every source belongs to one of three folds by its speaker, piece or file, and a line is made of one fold's sources
alone: a network trained without a fold has heard none of its voices, pieces and noises.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.hearing.logmel import HOP, WINDOW, LogMel
from firmware_app.hearing.sound_kind import Steadiness
from models.training.activity_sounds import NOISES, RINGING, music, tone
from models.training.channel import SPEECH_DBFS, at_level, random_line
from models.training.corpus import emotion_clips, read_clip, share_of, table
from models.training.pace_data import load_clips
from models.training.pace_folds import FOLDS, fold_of

LINE_S = 10.0
_VERSION = "3"
_LANGUAGE_FOLD = {"en": 0, "fr": 1, "ru": 2}
_PIECE_FOLD = {"macroform-cold_day": 0, "macroform-the_simplicity": 1, "manolo_camp-morning_coffee": 2}
_FREE_NOISE = frozenset({"holdmusic_asterisk", "misc_ambience", "music_games", "ivr_prompts"})
_VOICES_IN_NOISE = ("scream", "crowd", "mall", "restaurant", "cough_sneeze_laugh", "background_webservice")
"""Kinds with people in them: heard behind a voice, but no lesson in what is no voice."""
_REACH_DB, _SURE_DB = 32.0, 24.0
_JOINED_FRAMES = 15

Marks = NDArray[np.int8]
Half = NDArray[np.float16]


@dataclass(frozen=True)
class Sources:
    """Files of one fold."""

    voices: tuple[Path, ...]
    music: tuple[Path, ...]
    noises: tuple[Path, ...]
    crowds: tuple[Path, ...]
    ringing: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One line. ``mel``: dB, ``(n, BANDS)``. ``level``: dBFS. ``voice``, ``music``: 1, 0, or -1: nobody can say.

    ``steady``: as `Steadiness` gives it.
    """

    fold: int
    mel: Half
    level: Half
    voice: Marks
    music: Marks
    steady: Half


def sources(data: Path, free: bool) -> list[Sources]:
    """The files of each fold. ``free``: only those whose licence lets the weights be used for anything."""
    voices: list[list[Path]] = [[] for _ in range(FOLDS)]
    pieces: list[list[Path]] = [[] for _ in range(FOLDS)]
    noises: list[list[Path]] = [[] for _ in range(FOLDS)]
    crowds: list[list[Path]] = [[] for _ in range(FOLDS)]
    for read in load_clips(data):
        voices[fold_of(read)].append(read.path)
    for clip in emotion_clips(data) if not free else []:
        if not clip.held_out and clip.corpus != "emospeech_in":
            voices[int(share_of(clip.speaker) * FOLDS)].append(clip.path)
    for row in table(data / "noise.csv"):
        path, name = data / row["path"], Path(row["path"]).stem
        if row["set"] == "ivr_prompts":
            voices[_LANGUAGE_FOLD[row["lang"][:2]]].append(path)
        elif free and (row["set"] not in _FREE_NOISE or "unknown" in row["licence"]):
            continue
        elif row["kind"] in {"music", "hold_music"}:
            pieces[piece_fold(name)].append(path)
        else:
            peopled = any(kind in row["kind"] for kind in _VOICES_IN_NOISE)
            (crowds if peopled else noises)[int(share_of(name) * FOLDS)].append(path)
    rings = sorted(RINGING)
    return [
        Sources(tuple(voices[k]), tuple(pieces[k]), tuple(noises[k]), tuple(crowds[k]), tuple(rings[k::FOLDS]))
        for k in range(FOLDS)
    ]


def piece_fold(name: str) -> int:
    """The fold of a piece of music; variants of one piece share it."""
    return _PIECE_FOLD.get(name, int(share_of(name.replace("_", "-").split("-")[1].rstrip("0123456789")) * FOLDS))


def training_lines(data: Path, cache: Path, count: int, free: bool, workers: int = 2) -> list[Line]:
    """So many lines of each fold, from the cache where they are there already."""
    cache.mkdir(parents=True, exist_ok=True)
    folds = sources(data, free)
    key = hashlib.sha256(repr((_VERSION, count, folds)).encode()).hexdigest()[:16]
    file = cache / f"voice-{key}.npz"
    if not file.exists():
        print(f"voice: making {count * FOLDS} lines of {LINE_S:.0f} s", flush=True)
        with Pool(workers, _set_folds, (folds,)) as pool:
            made = []
            for line in pool.imap(_line, range(count * FOLDS), chunksize=8):
                made.append(line)
                if len(made) % 300 == 0:
                    print(f"voice: {len(made)} lines", flush=True)
        np.savez(
            file,
            fold=np.array([line.fold for line in made]),
            **{
                name: np.stack([getattr(line, name) for line in made])
                for name in ("mel", "level", "voice", "music", "steady")
            },
        )
    stored = np.load(file)
    parts = zip(*(stored[name] for name in ("fold", "mel", "level", "voice", "music", "steady")), strict=True)
    return [Line(int(fold), *arrays) for fold, *arrays in parts]


_folds: list[Sources] = []


def _set_folds(folds: Sequence[Sources]) -> None:
    _folds[:] = folds


class _Desk:
    """A line being made: the sound, and for each sample whether it is voice and music (-1: nobody can say)."""

    def __init__(self, rng: np.random.Generator) -> None:
        n = round(LINE_S * SAMPLE_RATE)
        self.rng = rng
        self.sound = np.zeros(n, dtype=np.float32)
        self.voice = np.zeros(n, dtype=np.int8)
        self.music = np.zeros(n, dtype=np.int8)

    def put(self, sound: Samples, at_s: float, db: float) -> slice:
        first = round(at_s * SAMPLE_RATE)
        part = sound[: max(0, len(self.sound) - first)]
        self.sound[first : first + len(part)] += np.float32(10.0 ** (db / 20.0)) * part
        return slice(first, first + len(part))

    def say(self, path: Path, at_s: float, db: float) -> float:
        """Puts a clip's voice; returns its length in s."""
        sound = at_level(read_clip(path))[: round(6.0 * SAMPLE_RATE)]
        place = self.put(sound, at_s, db)
        marks = voice_marks(sound)[: place.stop - place.start]
        self.voice[place] = np.where(marks == 0, self.voice[place], marks)
        return len(sound) / SAMPLE_RATE

    def play(self, sound: Samples, at_s: float, dbfs: float) -> None:
        self.music[self.put(sound, at_s, dbfs)] = 1


def voice_marks(sound: Samples) -> Marks:
    """For each sample of a clean clip: 1 voice, 0 none, -1 nobody can say (soft edges)."""
    level = LogMel().push(np.pad(sound, (0, WINDOW))).level
    loud = float(np.sort(level)[-8:].mean())
    noise = float(np.sort(level)[: max(1, len(level) // 20)].mean())
    sure = level > max(loud - _SURE_DB, min(noise + 10.0, loud - 12.0))
    perhaps = level > max(loud - _REACH_DB, min(noise + 5.0, loud - 15.0))
    marks = np.where(_close(sure, _JOINED_FRAMES), 1, np.where(perhaps, -1, 0)).astype(np.int8)
    # a frame's middle is 16 ms after its start
    each = np.repeat(marks, HOP)
    return np.pad(each, (WINDOW // 2 - HOP // 2, 0))[: len(sound)]


def _close(on: NDArray[np.bool_], gap: int) -> NDArray[np.bool_]:
    """Fills gaps of at most so many frames."""
    places = on.nonzero()[0]
    closed = on.copy()
    for first, last in pairwise(places.tolist()):
        if last - first <= gap:
            closed[first:last] = True
    return closed


def _line(number: int) -> Line:
    rng = np.random.default_rng((7, number))
    fold = number % FOLDS
    own, desk = _folds[fold], _Desk(rng)
    kind = rng.choice(["talk", "music", "noise"], p=[0.46, 0.34, 0.2])
    if kind == "talk":
        _talk(desk, own, 0.0)
    elif kind == "music":
        _hold(desk, own)
    else:
        _noise_only(desk, own)
    _background(desk, own, rng.uniform(3.0, 35.0))
    sound = random_line(desk.sound, rng, [])
    frames = LogMel().push(np.pad(sound, (0, WINDOW - HOP)))
    middles = np.minimum(np.arange(len(frames)) * HOP + WINDOW // 2, len(sound) - 1)
    return Line(
        fold,
        frames.mel.astype(np.float16),
        frames.level.astype(np.float16),
        desk.voice[middles],
        desk.music[middles],
        Steadiness().push(frames.power).astype(np.float16),
    )


def _talk(desk: _Desk, own: Sources, at: float) -> None:
    rng = desk.rng
    if rng.random() < 0.35:
        _leak(desk, own)
    db = rng.uniform(-6.0, 3.0)
    at += rng.uniform(0.0, 1.5)
    while at < LINE_S - 0.5:
        at += desk.say(_one(own.voices, rng), at, db + rng.uniform(-3.0, 3.0))
        gap = rng.uniform(0.1, 2.0)
        if rng.random() < 0.4:
            desk.put(_event(own, max(0.3, gap), rng), at, SPEECH_DBFS + rng.uniform(-25.0, 3.0))
        at += gap


def _leak(desk: _Desk, own: Sources) -> None:
    """The other end's voice in this microphone. A second of it alone is like any soft voice: only level over time tells
    (`SpeechActivity`), so it is no lesson here."""
    at = desk.rng.uniform(0.0, 2.0)
    down = desk.rng.uniform(-50.0, -25.0)
    while at < LINE_S - 0.5:
        sound = at_level(read_clip(_one(own.voices, desk.rng)))
        place = desk.put(sound, at, down)
        desk.voice[place] = np.where(voice_marks(sound)[: place.stop - place.start] != 0, -1, desk.voice[place])
        at += len(sound) / SAMPLE_RATE + desk.rng.uniform(0.2, 2.0)


def _hold(desk: _Desk, own: Sources) -> None:
    rng = desk.rng
    spoken = rng.random()
    start = rng.uniform(1.0, 4.0) if spoken < 0.35 else rng.uniform(0.0, 1.0)
    stop = rng.uniform(5.0, 8.0) if spoken > 0.75 else LINE_S
    if spoken < 0.35:
        desk.say(_one(own.voices, rng), start - rng.uniform(0.8, 3.0) if start > 3.0 else 0.0, 0.0)
    length = stop - start
    if rng.random() < 0.65:
        whole = read_clip(_one(own.music, rng))
        first = int(rng.integers(max(1, len(whole) - round(length * SAMPLE_RATE))))
        piece = at_level(whole[first : first + round(length * SAMPLE_RATE)])
    else:
        piece = at_level(music(length, rng))
    desk.play(piece, start, rng.uniform(-15.0, 4.0))
    if stop < LINE_S:
        desk.say(_one(own.voices, rng), stop + rng.uniform(-0.3, 0.5), rng.uniform(-3.0, 3.0))


def _noise_only(desk: _Desk, own: Sources) -> None:
    rng = desk.rng
    at = rng.uniform(0.0, 1.0)
    while at < LINE_S - 0.3:
        length = rng.uniform(0.3, 5.0)
        desk.put(_event(own, length, rng), at, SPEECH_DBFS + rng.uniform(-20.0, 5.0))
        at += length + rng.uniform(0.0, 2.0)


def _event(own: Sources, seconds: float, rng: np.random.Generator) -> Samples:
    """Some sound that is no voice, at 0 dBFS RMS."""
    draw = rng.random()
    if draw < 0.25:
        return tone(RINGING[own.ringing[int(rng.integers(len(own.ringing)))]], seconds, rng)
    if draw < 0.65:
        return _made_up(seconds, rng)
    return _noise(own, seconds, rng)


def _noise(own: Sources, seconds: float, rng: np.random.Generator) -> Samples:
    """A recording, or one made up where a fold has none: hardly any is free for every use."""
    if own.noises:
        return _recorded(own.noises, seconds, rng)
    return _made_up(seconds, rng)


def _made_up(seconds: float, rng: np.random.Generator) -> Samples:
    return NOISES[sorted(NOISES)[int(rng.integers(len(NOISES)))]](seconds, rng)


def _recorded(paths: Sequence[Path], seconds: float, rng: np.random.Generator) -> Samples:
    found = read_clip(_one(paths, rng))
    n = round(seconds * SAMPLE_RATE)
    cut = np.resize(np.roll(found, -int(rng.integers(len(found)))), n)
    noise: Samples = (cut / max(1e-6, float(np.sqrt(np.mean(cut**2))))).astype(np.float32)
    return noise


def _background(desk: _Desk, own: Sources, below_db: float) -> None:
    draw = desk.rng.random()
    if draw < 0.5:
        desk.put(_noise(own, LINE_S, desk.rng), 0.0, SPEECH_DBFS - below_db)
    elif draw < 0.65 and own.crowds:
        desk.put(_recorded(own.crowds, LINE_S, desk.rng), 0.0, SPEECH_DBFS - below_db)
        desk.voice[desk.voice == 0] = -1


def _one(paths: Sequence[Path], rng: np.random.Generator) -> Path:
    return paths[int(rng.integers(len(paths)))]
