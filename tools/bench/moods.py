"""The caller's mood beside sidetone, value by value: ``python -m tools.bench.moods --data DIR [--trials 40]``.

Angry callers and a neutral agent: how much of what is shown without sidetone is shown with it. Neutral callers and an
angry agent: whether anything is shown, and how far any reading moves. They take turns, and begin up to a second before
the other has ended.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import numpy as np

from firmware_app.audio import SAMPLE_RATE, Samples
from firmware_app.conversation import AngerHeard
from firmware_app.errors import InputError
from firmware_app.hearing import Models, load_models
from firmware_app.pipeline import Event
from firmware_app.settings import Settings
from tools.bench.lines import Line, Voices, angry_s, events, hiss, sidetone

_CALL_S = 60.0
_LINES = (Line(-10.0, 1, "mu"), Line(-10.0, 150, "mu"), Line(-20.0, 1, "mu"))
_HISS_DBFS = -70.0
_CALLER_TURN_S, _AGENT_TURN_S = (6.0, 15.0), (3.0, 8.0)
_ANSWER_S = (-1.0, 1.0)


def in_turns(caller: Samples, agent: Samples, rng: np.random.Generator) -> tuple[Samples, Samples]:
    """Both people's speech, cut into turns."""
    length = round(_CALL_S * SAMPLE_RATE)
    lines = np.zeros((2, length), dtype=np.float32)
    at, taken = 0, [0, 0]
    for who in cycle((0, 1)):
        turn_s = (_CALLER_TURN_S, _AGENT_TURN_S)[who]
        turn = (caller, agent)[who][taken[who] :][: round(rng.uniform(*turn_s) * SAMPLE_RATE)][: length - at]
        lines[who, at : at + len(turn)] = turn
        taken[who] += len(turn)
        at += len(turn)
        if at == length:
            break
        at = min(length, at + round(rng.uniform(*_ANSWER_S) * SAMPLE_RATE))
    return lines[0], lines[1]


def readings(found: Sequence[Event]) -> dict[float, float]:
    """The caller's anger at each moment that has a reading."""
    return {round(event.t, 2): event.p for event in found if isinstance(event, AngerHeard)}


def furthest(one: dict[float, float], other: dict[float, float]) -> float:
    """The largest change of a reading that both have; 0 where they share none."""
    return max((abs(p - other[t]) for t, p in one.items() if t in other), default=0.0)


def row(
    name: str, calls: Sequence[tuple[Samples, Samples]], line: Line, clean: Sequence[Sequence[Event]], models: Models
) -> str:
    """A row: the same calls with sidetone on the caller's line."""
    shown_s = kept_s = added_s = moved = 0.0
    lit = 0
    for number, ((caller, agent), before) in enumerate(zip(calls, clean, strict=True)):
        ear_piece = caller + sidetone(agent, line, np.random.default_rng(number))
        after = events(ear_piece, agent, models)
        without, with_it = angry_s(before), angry_s(after)
        shown_s += without
        kept_s += min(without, with_it)
        added_s += max(0.0, with_it - without)
        lit += with_it > 0.0
        moved = max(moved, furthest(readings(before), readings(after)))
    share = f"{100.0 * kept_s / shown_s:.0f} %" if shown_s else "–"
    return f"| {name} | {line} | {len(calls)} | {shown_s:.1f} | {share} | {added_s:.1f} | {lit} | {moved:.2f} |"


def measure(voices: Voices, models: Models, trials: int) -> None:
    """Prints the table."""
    print(
        "| caller, agent | sidetone | calls | angry without, s | still shown | added, s | calls lit | moved, at most |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for mine, others in (("angry", "neutral"), ("neutral", "angry")):
        calls = []
        for seed in range(trials):
            rng = np.random.default_rng(seed)
            both = voices.line(mine, _CALL_S, rng), voices.line(others, _CALL_S, rng)
            caller, agent = in_turns(*both, rng)
            calls.append((caller + hiss(len(caller), _HISS_DBFS, rng), agent + hiss(len(agent), _HISS_DBFS, rng)))
        clean = [events(caller, agent, models) for caller, agent in calls]
        for line in _LINES:
            print(row(f"{mine}, {others}", calls, line, clean, models), flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m tools.bench.moods", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument("--trials", type=int, default=40, help="calls of each kind (40)")
    given = words.parse_args(arguments)
    try:
        measure(Voices(given.data), load_models(Settings().hearing), given.trials)
    except InputError as error:
        print(f"bench_moods: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
