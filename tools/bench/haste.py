"""SLOW DOWN on simulated shifts: ``python -m tools.bench.haste --data DIR [--hours 100] [--out DIR]``.

Each shift is one person of ``talk_timing.csv.gz``, who speaks as in the recordings, with their pauses, and is read by a
meter as wrong as ours. A minute here and there is cut out and put together, until the shift is long enough. Half of the
people choose the settings, the other half judges. Haste: a stretch of that speech in less time.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from firmware_app.coaching import Coach
from firmware_app.conversation import Situation
from firmware_app.errors import InputError
from firmware_app.facts import Syllables
from firmware_app.hearing.pace import PHRASE_SYLLABLES
from firmware_app.settings import Settings
from tools.workers import spread

CHUNK_S = 0.32
_LEAST_S = 480.0
"""Whoever has less speech than this is left out: a shift of theirs would say the same over and over."""
_BLOCK_S = 60.0
_SILENCE_S = 10.0
"""No silence is longer here: who was listening to a story would fill an hour with it."""
_METER_SD, _METER_S = 0.125, 3.5
"""Standard deviation of the logarithm of our meter's rate over so much speech: 35 utterances of 12 syllables and more
of the SpokenWOZ calls of `calls_real`, against their transcripts (CMUdict's syllables)."""
_LEARNED_S = 300.0
"""Speech before the haste begins."""
LENGTHS_S = (10.0, 15.0, 20.0, 30.0, 45.0, 60.0)
RISES = (1.25, 1.35)
_TRIES = 8
_ONSET = "slow_down"


@dataclass(frozen=True)
class Unit:
    """One phrase: silence before it, s; its length, s; its syllables as the meter counts them."""

    silence_s: float
    length_s: float
    syllables: float


@dataclass(frozen=True)
class Talker:
    """One person's phrases, recording after recording."""

    name: str
    units: tuple[Unit, ...]

    @property
    def judges(self) -> bool:
        """Whether they belong to the half that nothing is chosen on."""
        return zlib.crc32(self.name.encode()) % 2 == 1


@dataclass(frozen=True)
class Shift:
    """What came of one simulated shift. ``onsets``: of SLOW DOWN. ``hours``: of the clock, silences counted."""

    onsets: int
    hours: float


def talkers(data: Path) -> list[Talker]:
    """Everyone who says enough."""
    said: dict[str, dict[str, list[tuple[float, float, float]]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(data / "talk_timing.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            began, ended, syllables = (float(row[name]) for name in ("start_s", "end_s", "syllables"))
            if ended > began:
                said[row["speaker"]][row["recording"]].append((began, ended, syllables))
    found = [Talker(name, tuple(_units(recordings.values()))) for name, recordings in sorted(said.items())]
    return [one for one in found if sum(unit.length_s for unit in one.units) >= _LEAST_S]


def _units(recordings: Iterable[list[tuple[float, float, float]]]) -> Iterator[Unit]:
    for recording in recordings:
        last = 0.0
        for began, ended, syllables in sorted(recording):
            yield Unit(min(max(began - last, 0.0), _SILENCE_S), ended - began, syllables)
            last = max(last, ended)


def minutes(talker: Talker, speech_s: float, rng: np.random.Generator) -> list[Unit]:
    """So much of a person's speech, in blocks of a minute that follow as they did."""
    found: list[Unit] = []
    total = 0.0
    while total < speech_s:
        place, block = int(rng.integers(len(talker.units))), 0.0
        while block < _BLOCK_S and total < speech_s and place < len(talker.units):
            unit = talker.units[place]
            found.append(unit)
            block, total, place = block + unit.length_s, total + unit.length_s, place + 1
    return found


def haste(talker: Talker, speech_s: float, rise: float, rng: np.random.Generator) -> list[Unit]:
    """So many seconds of the person's speech, ``rise`` times as fast as it was said; the silences stay."""
    return [
        Unit(unit.silence_s, unit.length_s / rise, unit.syllables) for unit in minutes(talker, speech_s * rise, rng)
    ]


def situations(
    units: Sequence[Unit], rng: np.random.Generator, *, angry: bool, begin: float = 0.0
) -> Iterator[Situation]:
    """What the coach is shown, as `AgentEar` and `Conversation` would tell it: chunks of phrases that have a rate."""
    t = begin
    for unit in units:
        for quiet in (*np.arange(1.0, unit.silence_s), unit.silence_s):
            yield Situation(t + quiet, in_call=True, anger_in_call=angry, agent_quiet_s=float(quiet))
        t += unit.silence_s
        wrong = float(np.exp(rng.normal(0.0, _METER_SD * np.sqrt(_METER_S / max(unit.length_s, CHUNK_S)))))
        chunks = max(1, round(unit.length_s / CHUNK_S))
        for _ in range(chunks):
            t += unit.length_s / chunks
            said = Syllables(t, unit.syllables * wrong / chunks, unit.length_s / chunks)
            has_rate = unit.syllables >= PHRASE_SYLLABLES
            yield Situation(t, in_call=True, anger_in_call=angry, agent_speaking=True, said=said if has_rate else None)


def natural(talker: Talker, hours: float, *, angry: bool, settings: Settings, seed: int) -> Shift:
    """One shift in which nobody hurries more than they do."""
    rng = np.random.default_rng((seed, zlib.crc32(talker.name.encode())))
    coach, onsets, spent, t = Coach(settings.coaching), 0, 0.0, 0.0
    while spent < hours * 3600.0:
        for now in situations(minutes(talker, _BLOCK_S, rng), rng, angry=angry, begin=t):
            onsets += sum(change.on and change.cue == _ONSET for change in coach.step(now))
            spent += now.t - t
            t = now.t
    return Shift(onsets, spent / 3600.0)


def lit_after(coach: Coach, stretch: Sequence[Unit], begin: float, *, angry: bool, seed: int) -> float:
    """How much hurried speech it takes until SLOW DOWN is lit, s; infinite where it is not."""
    said_s, last = 0.0, begin
    for now in situations(stretch, np.random.default_rng((seed, 2)), angry=angry, begin=begin):
        said_s += now.t - last if now.agent_speaking else 0.0
        last = now.t
        coach.step(now)
        if coach.lit == _ONSET:
            return said_s
    return float("inf")


@dataclass(frozen=True)
class _Task:
    talker: Talker
    hours: float
    settings: Settings


@dataclass(frozen=True)
class Figures:
    """Of one person. ``shifts``: by whether a caller was angry. ``lit_after``: by (angry, rise), s, one a try."""

    judges: bool
    shifts: dict[bool, Shift]
    lit_after: dict[tuple[bool, float], list[float]]


def measured(task: _Task) -> Figures:
    """One person's shifts and hurried stretches."""
    talker, settings, person = task.talker, task.settings, zlib.crc32(task.talker.name.encode())
    shifts = {angry: natural(talker, task.hours, angry=angry, settings=settings, seed=0) for angry in (False, True)}
    found: dict[tuple[bool, float], list[float]] = defaultdict(list)
    for seed in range(_TRIES):
        for angry in (False, True):
            rng = np.random.default_rng((seed, person))
            coach, t = Coach(settings.coaching), 0.0
            for now in situations(minutes(talker, _LEARNED_S, rng), rng, angry=angry):
                coach.step(now)
                t = now.t
            if coach.lit == _ONSET:
                continue  # what comes of itself is no hit
            for rise in RISES:
                stretch = haste(talker, LENGTHS_S[-1], rise, np.random.default_rng((seed, person, 1)))
                found[angry, rise].append(lit_after(deepcopy(coach), stretch, t, angry=angry, seed=seed))
    return Figures(talker.judges, shifts, dict(found))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m tools.bench.haste", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument("--hours", type=float, default=100.0, help="of shifts, for each half of the people")
    words.add_argument("--out", type=Path, help="folder for the plot and the figures")
    given = words.parse_args(arguments)
    try:
        people = talkers(given.data)
    except OSError as error:
        print(f"haste: {error.filename}: {error.strerror}; give the folder with talk_timing.csv.gz", file=sys.stderr)
        return InputError.exit_code
    halves = {judges: [one for one in people if one.judges is judges] for judges in (False, True)}
    tasks = [_Task(one, given.hours / len(part), Settings()) for part in halves.values() for one in part]
    figures = []
    for one in spread(measured, tasks):
        figures.append(one)
        if len(figures) % 10 == 0 or len(figures) == len(tasks):
            print(f"heard {len(figures)} of {len(tasks)} people", file=sys.stderr, flush=True)
    told = {name: _half(name, [one for one in figures if one.judges is judges]) for name, judges in _HALVES}
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "haste.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
        print(f"drawn: {_drawn(told['judging half'], given.out / 'haste.png')}")
    return 0


_HALVES = (("tuning half", False), ("judging half", True))


def _half(name: str, figures: Sequence[Figures]) -> dict[str, Any]:
    told: dict[str, Any] = {"people": len(figures)}
    print(f"\n{name}, {len(figures)} people")
    print(
        f"{'caller':8}{'false an hour':>14}{'hours':>8}   shown, %: {'':9}" + "".join(f"{s:7.0f} s" for s in LENGTHS_S)
    )
    for angry in (False, True):
        onsets = sum(one.shifts[angry].onsets for one in figures)
        hours = sum(one.shifts[angry].hours for one in figures)
        caller = "angry" if angry else "calm"
        told[caller] = {"onsets": onsets, "hours": hours, "shown": {}}
        before = f"{caller:8}{onsets / hours:14.2f}{hours:8.0f}"
        for rise in RISES:
            tries = [after for one in figures for after in one.lit_after[angry, rise]]
            row = [sum(after <= length for after in tries) / len(tries) for length in LENGTHS_S]
            told[caller]["shown"][f"{rise:.2f}"] = row
            print(f"{before}   {f'{rise:.2f} times as fast':19}" + "".join(f"{100 * share:9.0f}" for share in row))
            before = " " * len(before)
    return told


def _drawn(told: dict[str, Any], path: Path) -> Path:
    from matplotlib import pyplot  # noqa: PLC0415  takes a second, and only the picture needs it

    figure, axes = pyplot.subplots(figsize=(7.0, 4.0), layout="constrained")
    for caller, style in (("calm", "-"), ("angry", "--")):
        for kind, row in told[caller]["shown"].items():
            axes.plot(
                LENGTHS_S,
                [100.0 * share for share in row],
                style,
                marker="o",
                label=f"{caller} caller, {kind} times as fast",
            )
    axes.set(xlabel="length of the hurried stretch, s of speech", ylabel="SLOW DOWN shown, %", ylim=(0, 100))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=7)
    figure.savefig(path, dpi=130)
    pyplot.close(figure)
    return path


if __name__ == "__main__":
    sys.exit(main())
