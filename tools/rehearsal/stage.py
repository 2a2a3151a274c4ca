"""Makes two channels of a play: what telephone line, headset and desk do to it before the device hears it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from scipy import signal

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import Side
from models.training.channel import SPEECH_DBFS, over_line
from models.training.corpus import read_clip, share_of, table
from models.training.edges import sounding
from tools.rehearsal.playwright import Play
from tools.rehearsal.truth import Conditions, Dead

HANG_UP_S = 6.5
"""Both lines are dead for this long after a call, and the tail: longer than it takes to be told from a mute."""
TAIL_S = 14.0
_EARPIECE = signal.butter(2, (400.0, 3000.0), "bandpass", fs=SAMPLE_RATE, output="sos")
"""What of an ear-piece reaches the microphone of the same headset."""
_LEAK_DELAY = int(0.004 * SAMPLE_RATE)
_CLIPPED_AT = 0.12
"""Of full scale, with speech at the usual level: peaks are cut off by about 10 dB."""
_KEYS_DBFS = -50.0
_PIECE_S = 1.0
_EDGE_DB = 15.0
"""Edges of a background recording so far below its loudest moment are no part of what goes on."""
_NOISES_DB = (None, 40.0, 30.0, 20.0)
_MICROPHONE_DB = -65.0
"""Hiss of a quiet desk's microphone, dBFS: only a muted one is digitally silent."""


@dataclass(frozen=True)
class Props:
    """Sounds that are nobody's words: hold music, background of homes, streets and desks, single clicks."""

    music: tuple[Path, ...]
    background: tuple[Path, ...]


def find_props(data: Path) -> Props:
    """The props of a data folder; none of them has a voice in it that could count as speech."""
    rows = table(data / "noise.csv")
    music = tuple(data / row["path"] for row in rows if row["kind"] == "hold_music")
    quiet = {"background_house", "background_roads", "traffic_car", "machine"}
    background = tuple(data / row["path"] for row in rows if row["kind"] in quiet and share_of(row["path"]) < 0.3)
    return Props(music, background)


def draw_conditions(rng: np.random.Generator, caller: str, agent: str, *, angry: bool) -> Conditions:
    """A line and a desk."""
    return Conditions(
        caller=caller,
        agent=agent,
        caller_gets_angry=angry,
        codec=str(rng.choice(["mu", "a", "gsm", "opus"], p=[0.4, 0.3, 0.1, 0.2])),
        delay_s=float(rng.uniform(0.0, 0.4)),
        crosstalk_db=float(rng.uniform(-50.0, -25.0)),
        caller_dbfs=float(SPEECH_DBFS + rng.uniform(-12.0, 8.0)),
        agent_dbfs=float(SPEECH_DBFS + rng.uniform(-12.0, 8.0)),
        caller_noise_db=_NOISES_DB[int(rng.choice(len(_NOISES_DB), p=[0.3, 0.3, 0.25, 0.15]))],
        agent_noise_db=_NOISES_DB[int(rng.choice(len(_NOISES_DB), p=[0.2, 0.3, 0.3, 0.2]))],
        clipped=bool(rng.random() < 0.1),
    )


def staged(play: Play, conditions: Conditions, props: Props, rng: np.random.Generator) -> NDArray[np.float32]:
    """Both channels at 16 kHz, shape ``(n, 2)``: caller, agent."""
    talk_n = round(play.end * SAMPLE_RATE)
    background = _noise(props, talk_n, rng)
    caller = _laid(play.sounds[Side.CALLER], talk_n)
    caller += _below(background, conditions.caller_noise_db)
    caller = over_line(_gain(conditions.caller_dbfs - SPEECH_DBFS) * caller, conditions.codec)
    caller = _held(caller, play, conditions, props, rng)
    agent = _gain(conditions.agent_dbfs - SPEECH_DBFS) * (
        _laid(play.sounds[Side.AGENT], talk_n)
        + _below(np.roll(background, talk_n // 3), conditions.agent_noise_db)
        + _keys(play, talk_n, rng)
    )
    agent += _gain(_MICROPHONE_DB) * rng.standard_normal(talk_n).astype(np.float32)
    if conditions.clipped:
        agent = np.clip(agent, -_CLIPPED_AT, _CLIPPED_AT)
    heard = signal.sosfilt(_EARPIECE, np.pad(caller, (_LEAK_DELAY, 0))[:talk_n])
    agent = agent + _gain(conditions.crosstalk_db) * heard.astype(np.float32)
    for dead in play.dead:
        if dead.muted:
            agent[_samples(dead.start) : _samples(dead.end)] = 0.0
    silence = np.zeros((_samples(HANG_UP_S + TAIL_S), 2), dtype=np.float32)
    both: NDArray[np.float32] = np.concatenate((np.clip(np.stack((caller, agent), axis=1), -1.0, 1.0), silence))
    return both


def write(path: Path, channels: NDArray[np.float32]) -> None:
    """As a FLAC file."""
    soundfile.write(path, channels, SAMPLE_RATE, subtype="PCM_16")


def _held(line: Samples, play: Play, conditions: Conditions, props: Props, rng: np.random.Generator) -> Samples:
    """The line with music where the call is on hold."""
    for dead in play.dead:
        if dead.how is Dead.MUSIC:
            place = slice(_samples(dead.start), _samples(dead.end))
            tune = read_clip(props.music[int(rng.integers(len(props.music)))])
            start = int(rng.integers(max(1, len(tune) - (place.stop - place.start))))
            music = np.resize(tune[start:], place.stop - place.start)
            level = np.sqrt(np.mean(music**2)) + 1e-9
            loud = _gain(conditions.caller_dbfs + float(rng.uniform(-8.0, 2.0))) / level
            line[place] = over_line(np.float32(loud) * music, conditions.codec)
    return line


def _laid(sounds: Sequence[tuple[float, Samples]], length: int) -> Samples:
    channel = np.zeros(length, dtype=np.float32)
    for at, sound in sounds:
        first = _samples(at)
        part = sound[: max(0, length - first)]
        channel[first : first + len(part)] += part
    return channel


def _noise(props: Props, length: int, rng: np.random.Generator) -> Samples:
    """A background recording on hiss, at the level of speech."""
    found = read_clip(props.background[int(rng.integers(len(props.background)))])
    steady = _steady(found, length, rng)
    mixed = steady / (np.sqrt(np.mean(steady**2)) + 1e-9) + 0.5 * rng.standard_normal(length)
    level: Samples = (_gain(SPEECH_DBFS) * mixed / np.sqrt(np.mean(mixed**2))).astype(np.float32)
    return level


def _steady(recording: Samples, length: int, rng: np.random.Generator) -> Samples:
    """A recording of seconds made to last: random pieces of it, faded into one another, its silent edges left out.

    Looped as it is, a machine that starts in it would start every three seconds.
    """
    sound = recording[sounding(recording, _EDGE_DB)]
    piece = min(len(sound), int(_PIECE_S * SAMPLE_RATE)) // 2 * 2
    # pieces have nothing to do with one another: their powers add up
    window = np.sqrt(signal.windows.hann(piece, sym=False)).astype(np.float32)
    made = np.zeros(length + 2 * piece, dtype=np.float32)
    for at in range(0, length + piece, piece // 2):
        start = int(rng.integers(len(sound) - piece + 1))
        made[at : at + piece] += window * sound[start : start + piece]
    steady: Samples = made[piece : piece + length]
    return steady


def _below(noise: Samples, down_db: float | None) -> Samples:
    return np.zeros_like(noise) if down_db is None else noise * _gain(-down_db)


def _keys(play: Play, length: int, rng: np.random.Generator) -> Samples:
    """Typing: short clicks, four to eight a second."""
    channel = np.zeros(length, dtype=np.float32)
    for dead in play.dead:
        at = dead.start
        while dead.how is Dead.TYPING and at < dead.end:
            first = _samples(at)
            click = rng.standard_normal(int(0.012 * SAMPLE_RATE)) * np.exp(-np.arange(int(0.012 * SAMPLE_RATE)) / 40.0)
            part = channel[first : first + len(click)]
            part += (_gain(_KEYS_DBFS + float(rng.uniform(-6.0, 12.0))) * click[: len(part)]).astype(np.float32)
            at += float(rng.uniform(0.12, 0.25))
    return channel


def _gain(decibels: float) -> np.float32:
    return np.float32(10.0 ** (decibels / 20.0))


def _samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE)
