"""Measures what hearing costs: ``python -m models.training.bench_cost --data DIR``.

Instructions are counted on an emulated aarch64 core (tools/aarch64.sh builds it), CPU time is taken here, and openSMILE
hears the caller of the same call in the same run. Each part has heard the first half of the call before the second is
counted, so start-up falls out. Hearing alone: the sound's way in, conversation, cues and lamps come on top.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.errors import InputError
from models.training.corpus import table

CALL_S = 120.0
REPEATS = 3
PI_HZ = 1.0e9
"""A core of the Pi Zero 2 W: Cortex-A53 at 1 GHz."""
PI_IPC = (0.5, 0.8)
"""Instructions a cycle. An assumption, to be measured on the board: an A53 starts at most two a cycle, in order, and
interpreted code with its branches and misses is known to stay below one."""
PI_BUDGET_PERCENT = 25.0
_ROOT = Path(__file__).resolve().parents[2]
_OWN = {
    "frames": ("frames", None),
    "activity": ("activity", "frames"),
    "voice net": ("voice net", "activity"),
    "pitch and anger": ("all", "voice net"),
    "pace": ("all", "voice net"),
    "all": ("all", None),
}
"""What each row of a channel is the difference of: two parts of `cost_probe`."""
_ROWS = {
    "caller": ("frames", "activity", "voice net", "pitch and anger", "all"),
    "agent": ("frames", "activity", "voice net", "pace", "all"),
    "both": ("all",),
}


@dataclass(frozen=True)
class Row:
    """Cost of a part per second of call. ``insns``: counted on aarch64; ``cpu_percent``: of a core here."""

    cpu_percent: float
    insns: float | None = None

    @property
    def pi_percent(self) -> tuple[float, float] | None:
        """Share of a core of the Pi by the better and the worse `PI_IPC`, %."""
        if self.insns is None:
            return None
        best, worst = (100.0 * self.insns / (PI_HZ * ipc) for ipc in reversed(PI_IPC))
        return best, worst


@dataclass
class Cost:
    """All figures. ``left_out``: what could not be measured, and why. ``peak_mb``: whole processes, here."""

    call: str
    seconds: float
    rows: dict[str, Row] = field(default_factory=dict)
    peak_mb: dict[str, float] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m models.training.bench_cost", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="data folder: the first call of its calls.csv is heard")
    words.add_argument("--aarch64", type=Path, default=Path("build/aarch64"), help="what tools/aarch64.sh built")
    words.add_argument("--json", type=Path, help="write the figures here too")
    given = words.parse_args(arguments)
    try:
        cost = measure(given.data, given.aarch64.resolve())
    except InputError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from error
    print_table(cost)
    if given.json:
        told = asdict(cost)
        told["pi"] = {"hz": PI_HZ, "ipc": PI_IPC, "budget_percent": PI_BUDGET_PERCENT}
        given.json.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def measure(data: Path, aarch64: Path) -> Cost:
    """Runs everything. Raises InputError: the call cannot be read, or a measured process failed."""
    with tempfile.TemporaryDirectory() as scratch:
        call = Path(scratch) / "call.npy"
        name = _save_call(data, call)
        print("cost: hearing, here", flush=True)
        own = _least("cost_probe", call)
        cost = Cost(name, own["seconds"], peak_mb={"cuelight": own["peak_mb"]})
        counts: dict[str, float] = {}
        if _ready(aarch64):
            print("cost: hearing, on an emulated aarch64", flush=True)
            counts = _counted(aarch64, call, list(own["cpu_s"]), own["seconds"])
        else:
            cost.left_out.append(f"instructions: {aarch64}/qemu-aarch64 is not built; run tools/aarch64.sh {aarch64}")
        cost.rows |= _own_rows({part: 100.0 * s / own["seconds"] for part, s in own["cpu_s"].items()}, counts)
        if importlib.util.find_spec("opensmile") is None:
            cost.left_out.append("openSMILE: is not installed; run make setup-train")
            return cost
        print("cost: openSMILE, here", flush=True)
        peer = _least("cost_peer", call)
        cost.rows |= {name: Row(100.0 * s / peer["seconds"]) for name, s in peer["cpu_s"].items()}
        cost.peak_mb["openSMILE"] = peer["peak_mb"]
    return cost


def _least(module: str, call: Path) -> dict[str, Any]:
    """The least of `REPEATS` runs, part by part: whatever else runs here only ever adds."""
    told = [_run([sys.executable, "-m", f"models.training.{module}", str(call)], {})[0] for _ in range(REPEATS)]
    return {**told[0], "cpu_s": {part: min(one["cpu_s"][part] for one in told) for part in told[0]["cpu_s"]}}


def _save_call(data: Path, to: Path) -> str:
    row = next((row for row in table(data / "calls.csv") if float(row["duration_s"]) >= CALL_S), None)
    if row is None:
        raise InputError(f"{data / 'calls.csv'}: has no call of {CALL_S:.0f} s; add one")
    sound, rate = soundfile.read(str(data / row["path"]), dtype="float32", always_2d=True)
    call = np.asarray(soxr.resample(sound[: round(CALL_S * rate)], rate, SAMPLE_RATE), dtype=np.float32)
    np.save(to, np.ascontiguousarray(call.T[:2]))
    return row["call_id"]


def _ready(aarch64: Path) -> bool:
    return all((aarch64 / part).exists() for part in ("qemu-aarch64", "insns.so", "root/done", "site"))


def _counted(aarch64: Path, call: Path, parts: list[str], seconds: float) -> dict[str, float]:
    """Instructions per second of call by part: the plug-in tells its count where each begins and ends."""
    root = aarch64 / "root"
    command = [aarch64 / "qemu-aarch64", "-cpu", "cortex-a53", "-L", root, "-plugin", aarch64 / "insns.so"]
    command += [root / "usr/bin/python3.11", "-m", "models.training.cost_probe", call]
    paths = {"PYTHONHOME": str(root / "usr"), "PYTHONPATH": f"{aarch64 / 'site'}:{_ROOT}"}
    _, told = _run([str(word) for word in command], {**paths, "PYTHONDONTWRITEBYTECODE": "1"})
    marks = [int(line.split()[1]) for line in told.splitlines() if line.startswith("insns ")]
    if len(marks) != 2 * len(parts):
        raise InputError(f"{aarch64}/insns.so: told {len(marks)} marks for {len(parts)} parts; run tools/aarch64.sh")
    return {part: (marks[2 * k + 1] - marks[2 * k]) / seconds for k, part in enumerate(parts)}


def _run(command: list[str], environment: dict[str, str]) -> tuple[dict[str, Any], str]:
    """What the process printed, as JSON, and its standard error. One thread: the device gives hearing one core."""
    single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        command, env={**os.environ, **single, **environment}, cwd=_ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no word"]
        raise InputError(f"{Path(command[0]).name}: failed with {done.returncode}: {last[0]}")
    return json.loads(done.stdout), done.stderr


def _own_rows(cpu: dict[str, float], counts: dict[str, float]) -> dict[str, Row]:
    def own(of: dict[str, float], channel: str, name: str) -> float:
        whole, less = _OWN[name]
        return of[f"{channel}: {whole}"] - (of[f"{channel}: {less}"] if less else 0.0)

    return {
        f"{channel}: {name}": Row(own(cpu, channel, name), own(counts, channel, name) if counts else None)
        for channel, names in _ROWS.items()
        for name in names
    }


def print_table(cost: Cost) -> None:
    """One row a part."""
    ipc = f"{PI_IPC[1]:g} to {PI_IPC[0]:g}"
    print(f"\ncall {cost.call}, {cost.seconds:.0f} s of it; per second of call")
    print(f"{'':28}{'M instructions':>15}{'% of a Pi Zero 2 W core':>26}{'% of a core here':>18}")
    for name, row in cost.rows.items():
        pi = row.pi_percent
        counted = f"{'':15}{'':26}" if row.insns is None or pi is None else f"{row.insns / 1e6:15.1f}{_range(pi):>26}"
        print(f"{name:28}{counted}{row.cpu_percent:18.2f}")
    print(
        f"Pi: {PI_HZ / 1e9:g} GHz at {ipc} instructions a cycle, an assumption; budget {PI_BUDGET_PERCENT:g} % for both"
    )
    print("peak memory, MB: " + ", ".join(f"{name} {mb:.0f}" for name, mb in cost.peak_mb.items()))
    for reason in cost.left_out:
        print(f"left out: {reason}")


def _range(of: tuple[float, float]) -> str:
    return f"{of[0]:.1f} to {of[1]:.1f}"


if __name__ == "__main__":
    main()
