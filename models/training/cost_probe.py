"""Runs parts of the hearing over a call and marks where each begins and ends: `python -m models.training.cost_probe`.

`bench_cost` starts it, here and on an emulated aarch64. It imports nothing but what the product imports, and takes the
call as a .npy file (float32, ``(2, n)``: caller, agent). Every part hears the whole call; the first half warms it up,
the second half is what counts.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples
from firmware_app.facts import Side
from firmware_app.hearing.agent_ear import AgentEar
from firmware_app.hearing.caller_ear import CallerEar
from firmware_app.hearing.crosstalk import Crosstalk
from firmware_app.hearing.hearing import Hearing, Models, load_models
from firmware_app.hearing.logmel import LogMel
from firmware_app.hearing.voice import Voice
from firmware_app.settings import HearingSettings

_BLOCK = 320
"""Samples a block: 20 ms, about what the sound card hands over at once."""

Part = Callable[[Samples, Samples], object]
"""Takes the next samples of caller and agent."""


def parts(models: Models, settings: HearingSettings) -> dict[str, Part]:
    """The parts by name; each of a channel holds the one before it, so a part's own cost is the difference."""
    frames = {side: LogMel() for side in Side}
    bare = {side: Voice(side, settings) for side in Side}
    voice = {side: Voice(side, settings, models.voice) for side in Side}
    caller, agent = CallerEar(settings, models.anger, models.voice), AgentEar(settings, models.pace, models.voice)
    return {
        "caller: frames": lambda c, _: frames[Side.CALLER].push(c),
        "caller: activity": lambda c, _: bare[Side.CALLER].hear(c, lost=False),
        "caller: voice net": lambda c, _: voice[Side.CALLER].hear(c, lost=False),
        "caller: all": lambda c, _: caller.hear(c, lost=False),
        "agent: frames": lambda _, a: frames[Side.AGENT].push(a),
        "agent: activity": lambda _, a: bare[Side.AGENT].hear(a, lost=False),
        "agent: voice net": lambda _, a: voice[Side.AGENT].hear(a, lost=False),
        "agent: all": lambda _, a: agent.hear(a, lost=False),
        "both: whose voice": _whose(settings),
        "both: all": _both(Hearing(settings, models)),
    }


def _whose(settings: HearingSettings) -> Part:
    """Frames of both, and which of them the other end explains."""
    ears, crosstalk = (LogMel(), LogMel()), Crosstalk(settings)
    return lambda c, a: crosstalk.step(ears[0].push(c), ears[1].push(a))


def _both(hearing: Hearing) -> Part:
    heard = 0

    def hear(caller: Samples, agent: Samples) -> object:
        nonlocal heard
        facts = hearing.hear(Block(heard, caller, agent))
        heard += len(caller)
        return facts

    return hear


def _feed(part: Part, call: Samples) -> None:
    for at in range(0, call.shape[1], _BLOCK):
        part(call[0, at : at + _BLOCK], call[1, at : at + _BLOCK])


def main() -> None:
    """Prints JSON: CPU seconds of each part's second half, its length in s, and the peak of memory in MB."""
    words = argparse.ArgumentParser(prog="python -m models.training.cost_probe", description=__doc__)
    words.add_argument("call", type=Path)
    given = words.parse_args()
    call: Samples = np.load(given.call)
    settings = HearingSettings()
    half = call.shape[1] // 2
    spent = {}
    for name, part in parts(load_models(settings), settings).items():
        _feed(part, call[:, :half])
        began = time.process_time()
        os.getppid()  # a mark for tools/insns.c
        _feed(part, call[:, half:])
        os.getppid()
        spent[name] = time.process_time() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": half / SAMPLE_RATE, "cpu_s": spent, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
