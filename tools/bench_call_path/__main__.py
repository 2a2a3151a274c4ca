"""``make bench-call-path [MINUTES=60]``: the graph's delay, what it costs, and a long run, beside peers."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tools.bench_call_path.measure import Passage, memory_mb, own, passage, peer, shares
from tools.bench_call_path.stalls import Stalls
from tools.fault_drill.drills import processes
from tools.fault_drill.scene import Scene

_PASS = str(Path(__file__).with_name("pass_through.py"))
_LOOP = "alsaloop -C peer_in -P peer_out -f S16_LE -c 1 -r 48000 -S 0 -t"
_PEERS = {
    "alsaloop, 10 ms asked for": [*_LOOP.split(), "10000"],
    "alsaloop, 50 ms asked for": [*_LOOP.split(), "50000"],
    "Python, PyAudio callback of 256": [sys.executable, _PASS, "256"],
    "Python, PyAudio callback of 1024": [sys.executable, _PASS, "1024"],
}
_HEAD = (
    "| who carries the call | quantum | delay, samples (ms) | gaps | samples lost | of s |\n|---|---|---|---|---|---|"
)


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="make bench-call-path", description=__doc__)
    words.add_argument("--minutes", type=float, default=60.0, help="of the long run")
    words.add_argument("--seconds", type=float, default=15.0, help="of each short one")
    given = words.parse_args()
    print(_HEAD, flush=True)
    for quantum in (64, 128, 256, 512, 1024):
        _print("PipeWire's own links (ours)", quantum, own(quantum, given.seconds))
    for name, command in _PEERS.items():
        _print(name, 256, peer(command, 256, given.seconds))
    _cost(given.minutes)


def _cost(minutes: float) -> None:
    """What each process takes, and what the call loses over a long run with everything on."""
    with tempfile.TemporaryDirectory(prefix="cuelight-") as folder, Scene(Path(folder), quantum=256) as scene:
        parts = {
            "PipeWire": [scene.rig.daemon_pid],
            "linker": processes(scene, "firmware_app link"),
            "linker's pw-dump": processes(scene, "pw-dump"),
            "two readers": processes(scene, "tap.py"),
            "kiosk (hearing both sides)": [scene.kiosk_pid],
        }
        print("\n| process | % of a core | memory, MB |\n|---|---|---|")
        for name, share in shares(parts, 60.0).items():
            print(f"| {name} | {share:.2f} | {sum(map(memory_mb, parts[name])):.1f} |", flush=True)
        if minutes:
            _long_run(scene, round(minutes))


def _long_run(scene: Scene, minutes: int) -> None:
    found: list[Passage] = []
    with Stalls() as machine:
        for minute in range(minutes):
            began = time.monotonic()
            found.append(passage(scene.minute(), machine, began))
            p = found[-1]
            line = f"minute {minute + 1}: {p.gaps} gaps, {p.lost} samples; {p.stalled} where the machine stood still"
            print(line, file=sys.stderr, flush=True)
    gaps, lost, stalled = sum(p.gaps for p in found), sum(p.lost for p in found), sum(p.stalled for p in found)
    seconds = sum(p.seconds for p in found)
    print(f"\nLong run, {seconds / 60:.0f} min at quantum 256 with kiosk and taps: {gaps} gaps, ", end="")
    print(f"{lost} samples of {round(seconds * 48_000)}; {stalled} of the gaps where the machine itself stood still ")
    print(
        f"for longer than a quantum, which it did {len(machine.seen)} times, {machine.longest_s * 1000:.0f} ms at most"
    )


def _print(name: str, quantum: int, passed: Passage) -> None:
    delay = "–" if passed.delay is None else f"{passed.delay} ({passed.delay / 48:.1f})"
    print(f"| {name} | {quantum} | {delay} | {passed.gaps} | {passed.lost} | {passed.seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
