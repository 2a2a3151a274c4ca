"""Measures the mood light on streams: ``python -m models.training.bench_mood --data DIR``.

Streams: a held-out speaker's calm clips for 25 s, then the same speaker's angry ones for 15 s, over the telephone line.
Calls: those of ``calls.csv``, calm readings but for one talk between two calm people. Judged is what the desk shows.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.conversation.mood import Mood
from firmware_app.facts import Anger
from firmware_app.hearing.caller_ear import CallerEar
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.shipped import load_voice
from firmware_app.settings import ConversationSettings, HearingSettings
from models.training.channel import at_level, telephone
from models.training.corpus import Clip, emotion_clips, read_clip, table

CALM_S, ANGRY_S = 25.0, 15.0
REPEATS = 3
_CORPORA = {"ravdess", "nemo", "savee", "tess", "ased", "emospeech_in"}
_FEWEST_CLIPS = 4
_BLOCK = 1600


@dataclass(frozen=True)
class Stream:
    """``angry_from``: s, where anger begins; infinite where there is none. ``readings``: (t, p) of the caller's ear."""

    name: str
    duration_s: float
    angry_from: float
    readings: list[tuple[float, float]]


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and prints the table."""
    parser = argparse.ArgumentParser(prog="models.training.bench_mood", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--model", type=Path, default=Path("models/anger.tflite"))
    options = parser.parse_args(arguments)
    network = Network(options.model)
    streams, calls = acted_streams(options.data, network), calm_calls(options.data, network)
    print(f"{len(streams)} streams of held-out speakers, {len(calls)} calm calls of {_hours(calls):.2f} h")
    print(
        "angry_on  within 3 s  within 5 s  ever  angry time shown  calm time shown  calls: time shown  calls: onsets/h"
    )
    shipped = ConversationSettings()
    for on in (shipped.angry_on - 0.06, shipped.angry_on - 0.03, shipped.angry_on, shipped.angry_on + 0.04):
        gap = shipped.angry_on - shipped.angry_off
        _row(ConversationSettings(angry_on=on, angry_off=on - gap), streams, calls)


def acted_streams(data: Path, network: Network) -> list[Stream]:
    """Calm, then angry, `REPEATS` times for each held-out speaker who has enough of both."""
    clips: dict[tuple[str, str], list[Clip]] = {}
    for clip in emotion_clips(data):
        if clip.held_out and clip.corpus in _CORPORA:
            clips.setdefault((clip.corpus, clip.speaker), []).append(clip)
    rng = np.random.default_rng(1)
    found = []
    for (corpus, speaker), own in sorted(clips.items()):
        angry = [clip for clip in own if clip.emotion == "angry"]
        calm = [clip for clip in own if clip.emotion in {"neutral", "calm"}]
        if min(len(angry), len(calm)) < _FEWEST_CLIPS:
            continue
        for _ in range(REPEATS):
            first, second = _joined(calm, CALM_S, rng), _joined(angry, ANGRY_S, rng)
            sound = np.concatenate((np.zeros(SAMPLE_RATE // 2, dtype=np.float32), first, second))
            line = telephone(sound) + (1e-3 * rng.standard_normal(len(sound))).astype(np.float32)
            began = (len(sound) - len(second)) / SAMPLE_RATE
            found.append(Stream(f"{corpus} {speaker}", len(sound) / SAMPLE_RATE, began, _readings(line, network)))
    return found


def calm_calls(data: Path, network: Network) -> list[Stream]:
    """The caller's side of every call."""
    found = []
    for row in table(data / "calls.csv"):
        sound, rate = soundfile.read(str(data / row["path"]), dtype="float32")
        caller = np.ascontiguousarray(sound[:, 0])
        found.append(Stream(row["call_id"], len(caller) / rate, np.inf, _readings(caller, network)))
    return found


def shown(stream: Stream, settings: ConversationSettings) -> list[tuple[float, bool]]:
    """What the mood light shows at each reading."""
    mood = Mood(settings)
    return [(t, mood.read(Anger(t, p))) for t, p in stream.readings]


def _joined(clips: list[Clip], seconds: float, rng: np.random.Generator) -> Samples:
    parts: list[Samples] = []
    order = rng.permutation(len(clips))
    while sum(map(len, parts)) < seconds * SAMPLE_RATE:
        parts.append(at_level(read_clip(clips[order[len(parts) % len(order)]].path)))
    return np.concatenate(parts)


def _readings(line: Samples, network: Network) -> list[tuple[float, float]]:
    ear = CallerEar(HearingSettings(), network, load_voice())
    facts = [fact for at in range(0, len(line), _BLOCK) for fact in ear.hear(line[at : at + _BLOCK], lost=False)]
    return [(fact.t, fact.p) for fact in facts if isinstance(fact, Anger)]


def _row(settings: ConversationSettings, streams: list[Stream], calls: list[Stream]) -> None:
    delays, angry, calm = [], [], []
    for stream in streams:
        states = shown(stream, settings)
        began = stream.angry_from
        delays.append(next((t - began for t, on in states if on and t > began), np.inf))
        angry.append(_share([on for t, on in states if t > began + 3.0]))
        calm.append(_share([on for t, on in states if t < began]))
    wrong = [[on for _, on in shown(call, settings)] for call in calls]
    onsets = sum(now and not before for states in wrong for before, now in pairwise([False, *states]))
    # the 0.3 s are the streams' joints and the frame that completes a reading
    within = [np.mean(np.array(delays) <= limit + 0.3) for limit in (3.0, 5.0)]
    print(
        f"{settings.angry_on:8.2f}{within[0]:12.2f}{within[1]:12.2f}{np.mean(np.isfinite(delays)):6.2f}{np.mean(angry):18.2f}"
        f"{np.mean(calm):17.3f}{np.mean([_share(states) for states in wrong]):19.3f}{onsets / _hours(calls):17.1f}"
    )


def _share(states: list[bool]) -> float:
    return float(np.mean(states)) if states else 0.0


def _hours(streams: list[Stream]) -> float:
    return sum(stream.duration_s for stream in streams) / 3600.0


if __name__ == "__main__":
    main()
