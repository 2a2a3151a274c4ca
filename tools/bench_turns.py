"""When a turn's end is known: ``python -m tools.bench_turns FOLDER`` of composed calls with their truth (JSON).

Prints percentiles of the delay from the end of a segment, as the truth has it, to the moment when the device knows it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from firmware_app.audio import Recording
from firmware_app.facts import Side, Speech
from firmware_app.hearing.shipped import load_voice
from firmware_app.hearing.voice import Voice
from firmware_app.settings import HearingSettings

_NEAR_S = (-1.0, 1.5)
"""An end that is known within this of the truth's belongs to it."""


def main() -> int:
    """Measures every call of the folder."""
    delays: list[float] = []
    missed = 0
    for truth in sorted(Path(sys.argv[1]).glob("*.json")):
        segments = json.loads(truth.read_text(encoding="utf-8"))["segments"]
        known = _ends(truth.with_suffix(".opus"))
        for segment in segments:
            if segment["kind"] not in {"turn", "continuation"}:
                continue
            late = known[Side(segment["channel"])] - segment["end_s"]
            near = late[(late > _NEAR_S[0]) & (late < _NEAR_S[1])]
            missed += not len(near)
            # of several, the one that the hangover leads to expect
            delays += [float(near[np.argmin(np.abs(near - 0.15))])] if len(near) else []
    if not delays:
        print(f"{sys.argv[1]}: no composed calls", file=sys.stderr)
        return 2
    parts = (5, 25, 50, 75, 95)
    told = ", ".join(f"{part} %: {value:.3f}" for part, value in zip(parts, np.percentile(delays, parts), strict=True))
    print(f"{len(delays)} turn ends, {missed} never known; known after (s) {told}")
    return 0


def _ends(call: Path) -> dict[Side, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    network = load_voice()
    voices = {side: Voice(side, HearingSettings(), network) for side in Side}
    ends: dict[Side, list[float]] = {side: [] for side in Side}
    for block in Recording(call).blocks():
        for side, samples in ((Side.CALLER, block.caller), (Side.AGENT, block.agent)):
            facts = voices[side].hear(samples, lost=False).facts
            ends[side] += [fact.t for fact in facts if isinstance(fact, Speech) and not fact.on]
    return {side: np.array(times) for side, times in ends.items()}


if __name__ == "__main__":
    sys.exit(main())
