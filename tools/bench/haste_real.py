"""SLOW DOWN on real calls said faster than they were: ``python -m tools.bench.haste_real --data DIR``.

Every voice of `calls_real` with enough speech, through the agent's own ear: its usual rate is the mean of its natural
speech, then all of it is heard again in less time (WSOLA). How much hurried speech it takes until the light comes on.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples
from firmware_app.coaching import Coach
from firmware_app.conversation import Situation
from firmware_app.errors import InputError
from firmware_app.facts import Syllables
from firmware_app.hearing import Hearing, load_models
from firmware_app.settings import Settings
from models.training.pace_tempo import change_tempo
from tools.bench.real_calls import Line, RealCall, real_calls
from tools.workers import spread

RISES = (1.0, 1.25, 1.35)
_BLOCK = SAMPLE_RATE // 10
_HISS = 10.0 ** (-65.0 / 20.0)
_LEAST_S = 20.0
"""Of speech in phrases, at the highest rise: the window has to be filled."""


@dataclass(frozen=True)
class Told:
    """One voice. ``lit_after``: by (angry, rise), s of hurried speech until SLOW DOWN came on, infinite: never.

    ``speech_s``: how much there was at each rise, phrases that have a rate alone.
    """

    name: str
    source: str
    usual: float
    speech_s: dict[float, float]
    lit_after: dict[tuple[bool, float], float]


def said_by(agent: Samples) -> list[Syllables]:
    """What the agent's ear tells of a channel, nobody being on the other."""
    settings = Settings()
    hearing = Hearing(settings.hearing, load_models(settings.hearing))
    hiss = (_HISS * np.random.default_rng(0).standard_normal(len(agent))).astype(np.float32)
    found: list[Syllables] = []
    for start in range(0, len(agent) - _BLOCK + 1, _BLOCK):
        block = Block(start, hiss[start : start + _BLOCK], agent[start : start + _BLOCK])
        found += [fact for fact in hearing.hear(block) if isinstance(fact, Syllables)]
    return found


def lit_after(said: Sequence[Syllables], usual: float, *, angry: bool) -> float:
    """How much speech it takes until SLOW DOWN comes on, s."""
    settings = Settings().coaching
    coach = Coach(replace(settings, slow_down=replace(settings.slow_down, usual=usual)))
    speech_s = 0.0
    for fact in said:
        speech_s += fact.speech_s
        coach.step(Situation(fact.t, in_call=True, anger_in_call=angry, agent_speaking=True, said=fact))
        if coach.lit == "slow_down":
            return speech_s
    return math.inf


def told_of(call: RealCall) -> Told | None:
    """One voice, natural and hurried; None where it says too little."""
    voice = call.sides()[0]
    natural = said_by(voice)
    speech_s = sum(fact.speech_s for fact in natural)
    if speech_s / max(RISES) < _LEAST_S:
        return None
    usual = sum(fact.count for fact in natural) / speech_s
    hurried = {rise: natural if rise == 1.0 else said_by(change_tempo(voice, rise)) for rise in RISES}
    return Told(
        call.name,
        call.source,
        usual,
        {rise: sum(fact.speech_s for fact in said) for rise, said in hurried.items()},
        {
            (angry, rise): lit_after(said, usual, angry=angry)
            for angry in (False, True)
            for rise, said in hurried.items()
        },
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m tools.bench.haste_real", description=(__doc__ or "").split(":")[0])
    words.add_argument("--data", type=Path, required=True, help="data folder")
    given = words.parse_args(arguments)
    try:
        calls = [call for call in real_calls(given.data) if call.line is not Line.MIXED]
    except InputError as error:
        print(f"haste_real: {error}", file=sys.stderr)
        return error.exit_code
    found = []
    for number, told in enumerate(spread(told_of, calls), start=1):
        found += [] if told is None else [told]
        if number % 10 == 0 or number == len(calls):
            print(f"heard {number} of {len(calls)} voices", file=sys.stderr, flush=True)
    heads = "".join(f"{'angry' if angry else 'calm'} x {rise:<6}" for angry in (False, True) for rise in RISES)
    print(f"{'voice':46}usual  speech x {max(RISES)}   lit after, s: {heads}")
    for told in found:
        row = "".join(f"{_seconds(told.lit_after[angry, rise]):14}" for angry in (False, True) for rise in RISES)
        print(f"{told.name:46}{told.usual:5.2f}{told.speech_s[max(RISES)]:14.1f} {'':16}{row}")
    for angry in (False, True):
        for rise in RISES:
            lit = [told.lit_after[angry, rise] for told in found]
            shown, soon = sum(map(math.isfinite, lit)), sum(after <= 30.0 for after in lit)
            caller = "angry" if angry else "calm"
            print(
                f"{caller} caller, {rise:.2f} times as fast: lit in {shown} of {len(lit)}, {soon} within 30 s of speech"
            )
    return 0


def _seconds(value: float) -> str:
    return f"{value:.1f}" if math.isfinite(value) else "–"


if __name__ == "__main__":
    sys.exit(main())
