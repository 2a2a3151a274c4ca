"""Whose voice is it, on lines as they are: ``python -m tools.bench.lines --data DIR [--trials 300]``.

Three tables. An angry agent with sidetone and no caller: what is heard of a caller, wrongly. Calls over lines with
sidetone and with the ear-piece's leak: what is left of each side. Lines that are one, or swapped: how soon that is
known, and on how many right lines it is said wrongly.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from firmware_app.audio import SAMPLE_RATE, Block, Samples
from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerHeard, SidesChanged, TurnChanged
from firmware_app.errors import InputError
from firmware_app.facts import Side, Sides
from firmware_app.hearing import Models, load_models
from firmware_app.pipeline import Event, Pipeline
from firmware_app.settings import Settings
from firmware_app.share import shared_file
from models.training.channel import at_level, over_line
from models.training.corpus import read_channels, read_clip, table

_BLOCK = 640
_GAINS_DB = (0.0, -3.0, -6.0, -10.0, -15.0, -20.0, -25.0, -30.0, -40.0)
_DELAYS_MS = (0, 1, 5, 20, 60, 150, 300, 480, 500)
_CODECS = ("none", "mu", "a", "gsm", "opus")
_AGENT_S, _CALL_S = 30.0, 90.0
_CORPORA = ("ravdess", "ased", "nemo", "savee")
_CALLS = ("train_01", "train_05", "train_11", "train_13")
_LINES = ((-6.0, 1, None), (-10.0, 1, None), (-10.0, 150, None), (-20.0, 1, None), (None, 0, -20.0), (None, 0, -35.0))
_SWAPPED = ((-6.0, 1), (-10.0, 1), (-10.0, 100), (-15.0, 20), (-20.0, 1), (-25.0, 1))


@dataclass(frozen=True)
class Line:
    """``gain_db``, ``delay_ms``: of the agent in the ear-piece; None: no sidetone."""

    gain_db: float
    delay_ms: int
    codec: str

    def __str__(self) -> str:
        return f"{self.gain_db:g} dB, {self.delay_ms} ms, {self.codec}"


def sidetone(agent: Samples, line: Line, rng: np.random.Generator) -> Samples:
    """The agent as the ear-piece has it: late, coloured, coded."""
    late = np.concatenate((np.zeros(line.delay_ms * SAMPLE_RATE // 1000, dtype=np.float32), agent))[: len(agent)]
    tilted = signal.lfilter([1.0, rng.uniform(-0.4, 0.4)], [1.0], late)
    heard = np.asarray(tilted * 10.0 ** (line.gain_db / 20.0), dtype=np.float32)
    return heard if line.codec == "none" else over_line(heard, line.codec)


def hiss(length: int, dbfs: float, rng: np.random.Generator) -> Samples:
    """White noise."""
    return np.asarray(10.0 ** (dbfs / 20.0) * rng.standard_normal(length), dtype=np.float32)


def events(caller: Samples, agent: Samples, models: Models) -> list[Event]:
    """All that the product makes of a call."""
    pipeline = Pipeline(Settings(), models)
    found: list[Event] = []
    for start in range(0, len(caller), _BLOCK):
        block = Block(start, caller[start : start + _BLOCK], agent[start : start + _BLOCK])
        found += pipeline.hear(block)
    return [*found, *pipeline.finish()]


class Voices:
    """Angry and neutral people of the emotion corpora."""

    def __init__(self, data: Path) -> None:
        every = table(data / "emotion.csv")
        rows = [row for row in every if row["corpus"] in _CORPORA and float(row["duration_s"]) > 1.2]
        self._data = data
        self._rows = [row for row in rows if row["emotion"] in ("angry", "neutral")]

    def line(self, emotion: str, seconds: float, rng: np.random.Generator) -> Samples:
        """One person's clips with pauses."""
        rows = [row for row in self._rows if row["emotion"] == emotion]
        who = rows[int(rng.integers(len(rows)))]
        rows = [row for row in rows if (row["corpus"], row["speaker"]) == (who["corpus"], who["speaker"])]
        parts = [np.zeros(SAMPLE_RATE, dtype=np.float32)]
        while sum(map(len, parts)) < seconds * SAMPLE_RATE:
            row = rows[int(rng.integers(len(rows)))]
            parts += [
                at_level(read_clip(self._data / row["path"])),
                np.zeros(int(rng.uniform(0.2, 1.5) * SAMPLE_RATE), dtype=np.float32),
            ]
        return np.concatenate(parts)[: round(seconds * SAMPLE_RATE)]


def no_caller(voices: Voices, models: Models, trials: int) -> None:
    """An agent alone, two of three angry, with sidetone at random: nobody is on the caller's line."""
    wrong = readings = listens = swapped = 0
    turns_s = 0.0
    for seed in range(trials):
        rng = np.random.default_rng(seed)
        agent = voices.line("angry" if seed % 3 else "neutral", _AGENT_S, rng)
        line = Line(float(rng.choice(_GAINS_DB)), int(rng.choice(_DELAYS_MS)), str(rng.choice(_CODECS)))
        microphone = agent + hiss(len(agent), rng.uniform(-80.0, -45.0), rng)
        if rng.random() < 0.5:
            microphone = over_line(microphone, "mu")
        ear_piece = sidetone(agent, line, rng) + hiss(len(agent), rng.uniform(-80.0, -50.0), rng)
        found = events(ear_piece, microphone, models)
        spoken = spoken_s(found, Side.CALLER)
        angers = sum(isinstance(event, AngerHeard) for event in found)
        cues = sum(isinstance(event, CueChanged) and event.cue == "listen" for event in found)
        if spoken or angers or cues:
            wrong += 1
            print(f"  {line}: caller speaks {spoken:.2f} s, {angers} readings of anger, {cues} LISTEN", flush=True)
        swapped += any(isinstance(event, SidesChanged) and event.sides is Sides.SWAPPED for event in found)
        readings, turns_s, listens = readings + angers, turns_s + spoken, listens + cues
        if (seed + 1) % 50 == 0:
            print(f"{seed + 1} of {trials} agents", file=sys.stderr, flush=True)
    print(
        f"an agent alone, {trials} lines ({min(_GAINS_DB):g} to {max(_GAINS_DB):g} dB, up to {max(_DELAYS_MS)} ms): "
        f"{wrong} with anything; {readings} readings of anger, {turns_s:.1f} s of caller, {listens} LISTEN; "
        f"{swapped} said to be swapped"
    )


def spoken(found: Sequence[Event], who: Side, length: int) -> NDArray[np.bool_]:
    """Where a side spoke, by 10 ms."""
    speaks = np.zeros(length // 160, dtype=np.bool_)
    began: float | None = None
    for event in found:
        if isinstance(event, TurnChanged) and event.who is who:
            if not event.on and began is not None:
                speaks[round(100 * began) : round(100 * event.since)] = True
            began = event.since if event.on else None
    return speaks


def spoken_s(found: Sequence[Event], who: Side) -> float:
    """How long a side spoke, s."""
    return float(spoken(found, who, 3600 * SAMPLE_RATE).sum() / 100.0)


def angry_s(found: Sequence[Event]) -> float:
    """How long the caller counted as angry, s."""
    moods = [event for event in found if isinstance(event, AngerHeard)]
    return sum(min(after.t - at.t, 1.5) for at, after in pairwise(moods) if at.angry)


def calls(data: Path) -> Iterator[tuple[str, Samples, Samples]]:
    """The demo call, composed calls, and real ones."""
    files = [shared_file("demo_call.ogg"), *(data / "calls/composed" / f"{name}.opus" for name in _CALLS)]
    for file in [*files, *sorted((data / "calls/real").glob("spokenwoz*.flac"))]:
        caller, agent = (side[: round(_CALL_S * SAMPLE_RATE)] for side in read_channels(file))
        yield file.stem, caller, agent


def with_caller(data: Path, models: Models) -> None:
    """What is left of each side's speech, and of the anger that is shown, on worse lines."""
    print("| call | line | caller kept, % | agent kept, % | added, % of speech | angry, s: without; with |")
    print("|---|---|---|---|---|---|")
    for name, caller, agent in calls(data):
        clean = events(caller, agent, models)
        for gain_db, delay_ms, leak_db in _LINES:
            rng = np.random.default_rng(1)
            ear_piece = caller
            if gain_db is not None:
                ear_piece = caller + sidetone(agent, Line(gain_db, delay_ms, "mu"), rng)
            microphone = agent
            if leak_db is not None:
                microphone = agent + np.roll(ear_piece, 48) * np.float32(10.0 ** (leak_db / 20.0))
            found = events(ear_piece, microphone, models)
            said = f"sidetone {gain_db:g} dB, {delay_ms} ms" if gain_db is not None else f"leak {leak_db:g} dB, 3 ms"
            kept, added = zip(*(_kept(clean, found, side, len(caller)) for side in Side), strict=True)
            print(
                f"| {name} | {said} | {kept[0]:.1f} | {kept[1]:.1f} | {sum(added):.1f} "
                f"| {angry_s(clean):.1f}; {angry_s(found):.1f} |",
                flush=True,
            )


def _kept(clean: Sequence[Event], found: Sequence[Event], who: Side, length: int) -> tuple[float, float]:
    before, after = spoken(clean, who, length), spoken(found, who, length)
    return 100.0 * float((before & after).sum() / before.sum()), 100.0 * float((after & ~before).sum() / before.sum())


def sides(data: Path, models: Models) -> None:
    """Right lines, one line on both channels, and swapped ones."""
    print("| lines | calls | said to be one | said to be swapped | known after, s: median, latest |")
    print("|---|---|---|---|---|")
    every = list(calls(data))
    _sides_row("right", [(caller, agent) for _, caller, agent in every], models)
    _sides_row("both voices on both", [(both, both) for both in (caller + agent for _, caller, agent in every)], models)
    for gain_db, delay_ms in _SWAPPED:
        line, rng = Line(gain_db, delay_ms, "mu"), np.random.default_rng(1)
        heard = [(caller + sidetone(agent, line, rng), agent) for _, caller, agent in every]
        _sides_row(f"right, sidetone {line}", heard, models)
        _sides_row(f"swapped, sidetone {line}", [(agent, ear_piece) for ear_piece, agent in heard], models)


def _sides_row(name: str, lines: Sequence[tuple[Samples, Samples]], models: Models) -> None:
    told = [[event for event in events(*line, models) if isinstance(event, SidesChanged)] for line in lines]
    counts = [sum(any(event.sides is kind for event in one) for one in told) for kind in (Sides.SAME, Sides.SWAPPED)]
    after = [one[0].t for one in told if one]
    known = f"{np.median(after):.1f}, {max(after):.1f}" if after else "–"
    print(f"| {name} | {len(lines)} | {counts[0]} | {counts[1]} | {known} |", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m tools.bench.lines", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument("--trials", type=int, default=300, help="agents without a caller (300)")
    given = words.parse_args(arguments)
    try:
        models = load_models(Settings().hearing)
        no_caller(Voices(given.data), models, given.trials)
        with_caller(given.data, models)
        sides(given.data, models)
    except InputError as error:
        print(f"bench_lines: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
