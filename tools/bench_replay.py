"""Replays every call of a folder through ``cuelight replay``, one process each, and measures the whole process.

    python -m tools.bench_replay FOLDER

Prints a row a call: audio seconds, CPU seconds, times real time by CPU and by clock, peak memory, events, cues.
Exits with 1 if a call fails, its events run back in time, or a second run writes other bytes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import soundfile

_FORMATS = {".wav", ".flac", ".ogg", ".opus"}


@dataclass(frozen=True)
class Run:
    """One process: exit code, CPU and clock seconds, peak resident memory in MB."""

    code: int
    cpu_s: float
    clock_s: float
    peak_mb: float


def main() -> int:
    """Replays; returns the exit code."""
    folder = Path(sys.argv[1])
    calls = sorted(path for path in folder.rglob("*") if path.suffix in _FORMATS)
    print(f"{'call':<28}{'audio s':>9}{'CPU s':>8}{'x CPU':>7}{'x clock':>8}{'peak MB':>9}{'events':>8}{'cues':>6}")
    failures = 0
    total_audio = total_cpu = total_clock = worst_mb = 0.0
    for call in calls:
        audio_s = soundfile.info(call).duration
        with tempfile.TemporaryDirectory() as scratch:
            first, again = Path(scratch) / "first.jsonl", Path(scratch) / "again.jsonl"
            run = _replay(call, first)
            _replay(call, again)
            problem = _problem(run, first, again)
            events = [json.loads(line) for line in first.read_text(encoding="utf-8").splitlines()]
        cues = sum(event["event"] == "cue" and event["on"] for event in events)
        print(
            f"{call.name:<28}{audio_s:9.1f}{run.cpu_s:8.2f}{audio_s / run.cpu_s:7.0f}{audio_s / run.clock_s:8.0f}"
            f"{run.peak_mb:9.0f}{len(events):8d}{cues:6d}{'  ' + problem if problem else ''}",
            flush=True,
        )
        failures += bool(problem)
        total_audio, total_cpu, total_clock = total_audio + audio_s, total_cpu + run.cpu_s, total_clock + run.clock_s
        worst_mb = max(worst_mb, run.peak_mb)
    if not calls:
        print(f"{folder}: no calls", file=sys.stderr)
        return 2
    print(
        f"{len(calls)} calls, {failures} failed: {total_audio:.0f} s of audio, {total_audio / total_cpu:.0f}x real "
        f"time by CPU, {total_audio / total_clock:.0f}x by clock, start-up included; peak {worst_mb:.0f} MB"
    )
    return 1 if failures else 0


def _replay(call: Path, events: Path) -> Run:
    began = time.monotonic()
    command = [sys.executable, "-m", "firmware_app", "replay", str(call), "--events", str(events)]
    # waited for by hand: only wait4 tells what this one process used
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    cpu_s = usage.ru_utime + usage.ru_stime
    return Run(process.returncode, cpu_s, time.monotonic() - began, usage.ru_maxrss / 1024)


def _problem(run: Run, first: Path, again: Path) -> str:
    if run.code != 0:
        return f"EXIT {run.code}"
    times = [json.loads(line)["t"] for line in first.read_text(encoding="utf-8").splitlines()]
    if times != sorted(times):
        return "EVENTS OUT OF ORDER"
    return "" if first.read_bytes() == again.read_bytes() else "NOT DETERMINISTIC"


if __name__ == "__main__":
    sys.exit(main())
