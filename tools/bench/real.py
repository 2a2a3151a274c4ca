"""False onsets and cues on real conversation: ``python -m tools.bench.real --data DIR [--draw CALL]``.

Nobody in the recordings is known to be angry, so whatever lights, lights wrongly. Each channel of a two-channel call is
the caller's in turn, with the other for the agent; so is a recording of one voice. Recordings in which several voices
share a channel are no caller's line; they are reported apart.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.errors import InputError
from firmware_app.facts import Fact, Side
from firmware_app.hearing import load_models
from firmware_app.settings import Settings
from models.training.mood_streams import speech_spans
from tools.bench.real_calls import Line, RealCall, real_calls
from tools.bench.real_haste import slow_downs_known
from tools.bench.real_picture import picture
from tools.bench.real_tally import Rate, Run, cue_rates, episode_rate, hours, onset_rate, run_of, share
from tools.rehearsal.perform import HeardCall, Performance, hear, perform
from tools.workers import spread

Heard = tuple[RealCall, Run]


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m tools.bench.real", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument("--out", type=Path, default=Path("build/real"), help="folder for the figures and pictures")
    words.add_argument(
        "--draw",
        metavar="CALL",
        action="append",
        default=[],
        help="draw this call; by itself: the one with most episodes",
    )
    given = words.parse_args(arguments)
    try:
        _run(given)
    except InputError as error:
        print(f"bench_real: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _run(given: argparse.Namespace) -> None:
    given.out.mkdir(parents=True, exist_ok=True)
    calls = real_calls(given.data)
    if unknown := set(given.draw) - {call.name for call in calls}:
        raise InputError(f"--draw {sorted(unknown)[0]}: no such call; known: {', '.join(call.name for call in calls)}")
    heard = _counted(zip(calls, spread(heard_as, calls), strict=True), len(calls))
    told = _told(heard)
    (given.out / "real.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    most = max(heard, key=lambda one: (one[1].episodes, one[0].name))[0].name
    for call in calls:
        if call.name in (given.draw or [most]):
            call_heard, performance = followed(call)
            for file in picture(call, call_heard.facts, performance, given.out):
                print(f"drawn: {file}")


def heard_as(call: RealCall) -> Run:
    """One call through the product, counted."""
    heard, performance = followed(call)
    caller, _ = call.sides()
    duration_s = len(caller) / SAMPLE_RATE
    known = slow_downs_known(heard, duration_s) if call.line is Line.BOTH else 0
    return run_of(performance, duration_s, spoken_s(heard.facts, Side.CALLER, duration_s), known)


def followed(call: RealCall) -> tuple[HeardCall, Performance]:
    """What the ears told of a call, and what conversation and coach made of it."""
    settings = Settings()
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "call.wav"
        soundfile.write(file, np.stack(call.sides(), axis=1), SAMPLE_RATE, subtype="FLOAT")
        heard = hear(file, load_models(settings.hearing), settings)
    return heard, perform(heard, settings)


def spoken_s(facts: Sequence[Fact], who: Side, duration_s: float) -> float:
    """How long one side spoke, as it was heard, s."""
    return sum(end - began for began, end in speech_spans(facts, who, duration_s))


def _counted(pairs: Iterable[Heard], count: int) -> list[Heard]:
    found: list[Heard] = []
    for pair in pairs:
        found.append(pair)
        if len(found) % 10 == 0 or len(found) == count:
            print(f"heard {len(found)} of {count} channels", file=sys.stderr, flush=True)
    return found


def _told(heard: Sequence[Heard]) -> dict[str, Any]:
    """Prints every table; the same as data."""
    told: dict[str, Any] = {}
    print(f"{'source':12}{'caller line':36}{'half':9}channels  hours  onsets  an hour  at most  time lit, %")
    for key in sorted({(call.line.value, call.source) for call, _ in heard}):
        part = [one for one in heard if (one[0].line.value, one[0].source) == key]
        told["/".join(key)] = _row(part)
    lines = [one for one in heard if one[0].line is not Line.MIXED]
    halves = {"tuning half": False, "judging half": True}
    for name, judges in halves.items():
        told[name] = _half(name, [run for call, run in lines if call.judges is judges])
    told["all"] = _half("both halves", [run for _, run in lines])
    both = [run for call, run in heard if call.line is Line.BOTH]
    told["cues"] = _cues("two-channel calls, both halves", both)
    told["cues, judging half"] = _cues(
        "two-channel calls, judging half", [run for call, run in heard if call.line is Line.BOTH and call.judges]
    )
    return told


def _row(part: Sequence[Heard]) -> dict[str, Any]:
    call, runs = part[0][0], [run for _, run in part]
    rate, lit = onset_rate(runs), 100.0 * share((run.angry_s for run in runs), (run.duration_s for run in runs))
    half = "judging" if call.judges else "tuning"
    print(
        f"{call.source:12}{call.line.value:36}{half:9}{len(runs):8}{rate.hours:7.2f}{rate.count:8}"
        f"{rate.an_hour:9.1f}{rate.most:9.1f}{lit:14.1f}"
    )
    return {"channels": len(runs), **_as_data(rate), "lit_percent": lit}


def _half(name: str, runs: Sequence[Run]) -> dict[str, Any]:
    rate, episodes = onset_rate(runs), episode_rate(runs)
    lit = 100.0 * share((run.angry_s for run in runs), (run.spoke_s for run in runs))
    print(f"\n{name}, without several voices on one channel:")
    print(f"  onsets of the mood light: {rate}; angry for {lit:.2f} % of the caller's speech")
    print(f"  episodes of all cues together: {episodes}")
    return {"onsets": _as_data(rate), "episodes": _as_data(episodes), "angry_percent_of_speech": lit}


def _cues(name: str, runs: Sequence[Run]) -> dict[str, Any]:
    lit = 100.0 * share((run.lit_s for run in runs), (run.duration_s for run in runs))
    rates = cue_rates(runs)
    every = Rate(sum(rate.count for rate in rates.values()), hours(runs))
    print(f"\ncues on {name}; lit for {lit:.1f} % of the time:")
    known = Rate(sum(run.slow_downs_known for run in runs), hours(runs))
    told = {**rates, "all": every, "episodes": episode_rate(runs), "slow_down, the agent's usual rate known": known}
    for cue, rate in told.items():
        print(f"  {cue:40}{rate}")
    return {
        **{cue: _as_data(rate) for cue, rate in rates.items()},
        "all": _as_data(every),
        "slow_down_known": _as_data(known),
        "lit_percent": lit,
    }


def _as_data(rate: Rate) -> dict[str, float]:
    return {"count": rate.count, "hours": rate.hours, "an_hour": rate.an_hour, "at_most": rate.most}


if __name__ == "__main__":
    sys.exit(main())
