"""Signalling tones told, and music and talk taken for one: ``python -m tools.bench.tones --data DIR``.

Cadences of ITU-T E.180 Supplement 2 and T.30, through the whole product, behind three codecs and two noises.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from firmware_app.audio import SAMPLE_RATE, Samples
from firmware_app.conversation import HoldChanged, ToneChanged
from firmware_app.errors import InputError
from firmware_app.facts import Side
from firmware_app.hearing import Models, load_models
from firmware_app.settings import Settings
from models.training.channel import at_level, over_line
from models.training.corpus import emotion_clips, read_clip, table
from tools.bench.lines import events, hiss, spoken_s
from tools.bench.real_calls import Line, real_calls

_SIT = ((950.0,), (1400.0,), (1800.0,), ())
CADENCES: dict[str, tuple[tuple[tuple[float, ...], ...], tuple[float, ...]]] = {
    "busy, 425 Hz": (((425.0,), ()), (0.5, 0.5)),
    "busy, Italy": (((425.0,), ()), (0.2, 0.2)),
    "busy, Russia": (((425.0,), ()), (0.4, 0.4)),
    "busy, Australia": (((425.0,), ()), (0.375, 0.375)),
    "busy, France": (((440.0,), ()), (0.5, 0.5)),
    "busy, United Kingdom": (((400.0,), ()), (0.375, 0.375)),
    "busy, Japan": (((400.0,), ()), (0.5, 0.5)),
    "busy, India": (((400.0,), ()), (0.75, 0.75)),
    "busy, North America": (((480.0, 620.0), ()), (0.5, 0.5)),
    "congestion, 425 Hz": (((425.0,), ()), (0.25, 0.25)),
    "reorder, North America": (((480.0, 620.0), ()), (0.25, 0.25)),
    "howler": (((1400.0, 2060.0, 2450.0, 2600.0), ()), (0.1, 0.1)),
    "special information": (_SIT, (0.33, 0.33, 0.33, 1.0)),
    "ringback, 425 Hz": (((425.0,), ()), (1.0, 4.0)),
    "ringback, North America": (((440.0, 480.0), ()), (2.0, 4.0)),
    "ringback, United Kingdom": (((400.0, 450.0), (), (400.0, 450.0), ()), (0.4, 0.2, 0.4, 2.0)),
    "ringback, China": (((450.0,), ()), (1.0, 4.0)),
    "ringback, Japan": (((384.0, 416.0), ()), (1.0, 2.0)),
    "ringback, India": (((375.0, 425.0), (), (375.0, 425.0), ()), (0.4, 0.2, 0.4, 2.0)),
    "dial, 425 Hz": (((425.0,),), (60.0,)),
    "dial, North America": (((350.0, 440.0),), (60.0,)),
    "dial, France": (((440.0,),), (60.0,)),
    "fax calling": (((1100.0,), ()), (0.5, 3.0)),
    "fax answering": (((2100.0,), ()), (3.0, 0.5)),
}
"""Each part's frequencies in Hz, and how long it lasts, s."""
_CODECS = ("mu", "a", "gsm")
_SNR_DB = (40.0, 12.0)
_TONE_DBFS = -20.0
_LEAD_S, _TONE_S = 2.0, 20.0
_TALK_CLIPS = 300


def signal(name: str) -> Samples:
    """A cadence, repeated, at ``_TONE_DBFS`` while it sounds."""
    parts, lengths = CADENCES[name]
    t = np.arange(round(_TONE_S * SAMPLE_RATE)) / SAMPLE_RATE
    part_of = np.searchsorted(np.cumsum(lengths), t % sum(lengths), side="right")
    sound = np.zeros(len(t))
    for number, part in enumerate(parts):
        for hz in part:
            sound += (part_of == number) * np.sin(2.0 * np.pi * hz * t) * np.sqrt(2.0 / len(part))
    return np.asarray(10.0 ** (_TONE_DBFS / 20.0) * sound, dtype=np.float32)


def cadences(models: Models) -> None:
    """When each is sure, and what else is made of it."""
    print("| tone | sure after, s: median, latest | not told | as a caller, s | holds |")
    print("|---|---|---|---|---|")
    lead = np.zeros(round(_LEAD_S * SAMPLE_RATE), dtype=np.float32)
    for name in CADENCES:
        after: list[float] = []
        missed: list[str] = []
        spoken, holds = 0.0, 0
        for codec in _CODECS:
            for snr_db in _SNR_DB:
                rng = np.random.default_rng(1)
                clean = np.concatenate((lead, signal(name)))
                line = over_line(clean + hiss(len(clean), _TONE_DBFS - snr_db, rng), codec)
                found = events(line, hiss(len(line), -65.0, rng), models)
                sure = [event.t for event in found if isinstance(event, ToneChanged) and event.sure]
                if sure:
                    after.append(sure[0] - _LEAD_S)
                else:
                    missed.append(f"{codec} {snr_db:g} dB")
                spoken += spoken_s(found, Side.CALLER)
                holds += sum(isinstance(event, HoldChanged) and event.on for event in found)
        known = f"{np.median(after):.1f}, {max(after):.1f}" if after else "–"
        print(f"| {name} | {known} | {', '.join(missed) or '–'} | {spoken:.1f} | {holds} |", flush=True)


def false_alarms(name: str, sounds: Iterable[tuple[Samples, Samples]], models: Models) -> None:
    """How often what is no tone is sure to be one."""
    sure, total_s = 0, 0.0
    for caller, agent in sounds:
        found = events(caller, agent, models)
        sure += sum(isinstance(event, ToneChanged) and event.sure for event in found)
        total_s += len(caller) / SAMPLE_RATE
    print(f"| {name} | {total_s / 60.0:.1f} | {sure} |", flush=True)


def _beside_hiss(sounds: Iterable[Samples]) -> Iterable[tuple[Samples, Samples]]:
    for sound in sounds:
        line = over_line(at_level(sound), "mu")
        yield line, hiss(len(line), -65.0, np.random.default_rng(1))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m tools.bench.tones", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, required=True, help="data folder")
    given = words.parse_args(arguments)
    try:
        models = load_models(Settings().hearing)
        cadences(models)
        print("| no tone | min | sure to be one, times |")
        print("|---|---|---|")
        noise = table(given.data / "noise.csv")
        for kind in ("hold_music", "music"):
            pieces = (read_clip(given.data / row["path"]) for row in noise if row["kind"] == kind)
            false_alarms(kind.replace("_", " "), _beside_hiss(pieces), models)
        clips = emotion_clips(given.data)
        talk = (read_clip(clip.path) for clip in clips[:: max(1, len(clips) // _TALK_CLIPS)])
        false_alarms("acted speech", _beside_hiss(talk), models)
        calls = [call for call in real_calls(given.data) if call.line is not Line.MIXED]
        false_alarms("real calls", (call.sides() for call in calls), models)
    except InputError as error:
        print(f"bench_tones: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
