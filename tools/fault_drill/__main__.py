"""``python -m tools.fault_drill [WORDS]``: strikes the faults whose names hold WORDS, or all, and prints the table."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tools.fault_drill.drills import DRILLS, EAR, PC, Outcome, daemon_death, run
from tools.fault_drill.scene import Scene

_DEATH = "kill -9: PipeWire itself, and its start anew"


def main(words: list[str]) -> int:
    """Exit code 1 where a direction lost samples that it should not."""
    wrong = 0
    print("| fault | lost to the ear, samples at 48 kHz | lost to the PC | shown after, s | well after, s |")
    print("|---|---|---|---|---|", flush=True)
    for name, drill in DRILLS.items():
        if any(word not in name for word in words):
            continue
        with tempfile.TemporaryDirectory(prefix="cuelight-") as folder, Scene(Path(folder)) as scene:
            outcome = run(scene, drill)
        wrong += any(lost and direction not in drill.cuts for direction, lost in outcome.lost.items())
        _print(name, outcome)
    if all(word in _DEATH for word in words):
        with tempfile.TemporaryDirectory(prefix="cuelight-") as folder, Scene(Path(folder)) as scene:
            _print(_DEATH, daemon_death(scene))
    return 1 if wrong else 0


def _print(name: str, outcome: Outcome) -> None:
    times = ["–" if t is None else f"{t:.2f}" for t in (outcome.noticed_s, outcome.well_s)]
    print(f"| {name} | {outcome.lost[EAR]} | {outcome.lost[PC]} | {times[0]} | {times[1]} |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
