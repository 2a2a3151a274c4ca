"""Writes made-up calls and their truth: ``python -m tools.rehearsal.compose --data DIR --out DIR --hours 10``.

The same seed and data give the same calls. Nothing of it belongs into the project.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from tools.rehearsal.cast import Agent, Caller, Cast, find_cast
from tools.rehearsal.playwright import Playwright
from tools.rehearsal.stage import HANG_UP_S, TAIL_S, Props, draw_conditions, find_props, staged, write
from tools.rehearsal.truth import Truth
from tools.workers import spread

_CALM_SHARE = 0.4
_MARATHON_SHARE = 0.06
_CALL_S = (180.0, 360.0)
_MARATHON_S = 420.0
_BATCH = 10


def compose(data: Path, out: Path, hours: float, seed: int) -> list[Path]:
    """Writes calls of ``hours`` in all to ``out``, those that are there already kept; returns their truths' files."""
    out.mkdir(parents=True, exist_ok=True)
    cast, props = find_cast(data), find_props(data)
    found: list[Path] = []
    total_s = 0.0
    work = partial(_one, cast=cast, props=props, out=out, seed=seed)
    while total_s < 3600.0 * hours:
        batch = list(spread(work, range(len(found), len(found) + _BATCH)))
        found += batch
        total_s += sum(Truth.load(file).duration_s for file in batch)
        print(f"{len(found)} calls, {total_s / 3600:.1f} of {hours:g} h", flush=True)
    return found


def _one(number: int, cast: Cast, props: Props, out: Path, seed: int) -> Path:
    truth_file = out / f"call-{seed}-{number:04d}.json"
    if not truth_file.exists():
        rng = np.random.default_rng([seed, number])
        truth_file_part = truth_file.with_suffix(".part")
        _made(truth_file.stem, cast, props, out, rng).save(truth_file_part)
        truth_file_part.replace(truth_file)
    return truth_file


def _made(name: str, cast: Cast, props: Props, out: Path, rng: np.random.Generator) -> Truth:
    kind = rng.random()
    angry = kind >= _CALM_SHARE
    caller = _caller(cast.angry if angry else cast.calm, rng)
    agents = [agent for agent in cast.agents if agent.name != caller.name]
    agent: Agent = agents[int(rng.integers(len(agents)))]
    conditions = draw_conditions(rng, caller.name, agent.name, angry=angry)
    writer = Playwright(caller, agent, conditions.delay_s, rng)
    if not angry:
        play = writer.calm_call(float(rng.uniform(*_CALL_S)))
    elif kind > 1.0 - _MARATHON_SHARE:
        play = writer.marathon(_MARATHON_S)
    else:
        play = writer.angry_call(float(rng.uniform(*_CALL_S)))
    channels = staged(play, conditions, props, rng)
    write(out / f"{name}.flac", channels)
    length = play.end + HANG_UP_S + TAIL_S
    return Truth(name, length, play.end, conditions, caller.fold, agent.fold, tuple(play.utterances), tuple(play.dead))


def _caller(callers: Sequence[Caller], rng: np.random.Generator) -> Caller:
    """Any corpus is as likely as any other, whatever its number of speakers."""
    corpora = sorted({caller.name.split("/")[0] for caller in callers})
    corpus = corpora[int(rng.integers(len(corpora)))]
    own = [caller for caller in callers if caller.name.split("/")[0] == corpus]
    return own[int(rng.integers(len(own)))]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m tools.rehearsal.compose", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument("--out", type=Path, required=True, help="folder for the calls (FLAC) and their truth (JSON)")
    words.add_argument("--hours", type=float, default=10.0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args(arguments)
    found = compose(given.data, given.out, given.hours, given.seed)
    print(f"{len(found)} calls in {given.out}")


if __name__ == "__main__":
    main()
