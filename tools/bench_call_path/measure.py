"""One run of the call on the virtual headset: its delay, what it lost, and what its processes took."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.call_path.daemon import join, part
from tools.bench_call_path.stalls import Stalls
from tools.fault_drill.ramp import PERIOD, gaps, ramp
from tools.virtual_headset import VirtualHeadset

RATE = 48_000
_TICK_S = os.sysconf("SC_CLK_TCK")
_PCMS = """
pcm.peer_in  { type pipewire  capture_node "pc.capture"  playback_node "-1" }
pcm.peer_out { type pipewire  playback_node "headset.playback"  capture_node "-1" }
"""
_UP_S = 10.0


@dataclass(frozen=True)
class Passage:
    """``delay``: samples at 48 kHz between card and card; None: nothing came. ``gaps``: how many; ``lost``: samples.

    ``stalled``: gaps at a moment when the machine itself stood still.
    """

    delay: int | None
    gaps: int
    lost: int
    seconds: float
    stalled: int = 0


def passage(recorded: NDArray[np.int16], machine: Stalls | None = None, began: float = 0.0) -> Passage:
    """Of the ear's channel of a recording that ``began`` then; ``machine``: who watched whether it stood still."""
    ear, played = recorded[:, 0].astype(np.int64), recorded[:, 2].astype(np.int64)
    found = gaps(recorded[:, 0], recorded[:, 2])
    steps = np.flatnonzero(np.diff(ear) % PERIOD == 1)
    delay = int(np.median((played - ear)[steps] % PERIOD)) if len(steps) > RATE // 10 else None
    stalled = 0 if machine is None else sum(machine.at(began + gap.at / RATE) for gap in found)
    return Passage(delay, len(found), sum(gap.samples for gap in found), len(ear) / RATE, stalled)


def recorded(rig: VirtualHeadset, seconds: float) -> NDArray[np.int16]:
    """So much of the call, the ramp already playing."""
    recorder = rig.record()
    recorder.wait(seconds)
    return recorder.stop()


def own(quantum: int, seconds: float) -> Passage:
    """Our call path."""
    with _rig(quantum) as rig:
        return passage(recorded(rig, seconds))


def peer(words: Sequence[str], quantum: int, seconds: float) -> Passage:
    """A program that carries the call from ``peer_in`` to ``peer_out`` in our place."""
    with _rig(quantum) as rig:
        rig.kill_linker()
        for link in list(rig.graph.links):
            if {rig.graph.by_id(node).name for node in link.nodes} == {"pc.capture", "headset.playback"}:  # type: ignore[union-attr]
                part(link.id)
        with Path(rig.environment["ALSA_CONFIG_PATH"]).open("a", encoding="utf-8") as file:
            file.write(_PCMS)
        carrier = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _join_peer(rig)
            time.sleep(1.0)
            return passage(recorded(rig, seconds))
        finally:
            carrier.kill()
            carrier.wait()


def _join_peer(rig: VirtualHeadset) -> None:
    end = time.monotonic() + _UP_S
    while time.monotonic() < end:
        graph = rig.graph
        streams = {node.wants: node for node in list(graph.nodes) if node.wants in {"pc.capture", "headset.playback"}}
        source, sink = graph.node("pc.capture"), graph.node("headset.playback")
        if len(streams) == 2 and source and sink:
            ins, outs = graph.inputs(streams["pc.capture"]), graph.outputs(streams["headset.playback"])
            if ins and outs:
                join(graph.outputs(source)[0].id, ins[0].id)
                join(outs[0].id, graph.inputs(sink)[0].id)
                return
        time.sleep(0.05)


@contextmanager
def _rig(quantum: int) -> Iterator[VirtualHeadset]:
    with (
        tempfile.TemporaryDirectory(prefix="cuelight-") as folder,
        VirtualHeadset(Path(folder), quantum, records=True) as rig,
    ):
        rig.play(ramp(), RATE, endless=True)
        yield rig


def cpu_s(pid: int) -> float:
    """Seconds of processor time that a process has had; 0 once it has gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICK_S


def memory_mb(pid: int) -> float:
    """Proportional set size: what a process takes beyond what it shares."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def shares(pids: Mapping[str, Sequence[int]], seconds: float) -> dict[str, float]:
    """Per cent of one core over so long, by name."""
    before = {name: sum(map(cpu_s, own)) for name, own in pids.items()}
    time.sleep(seconds)
    return {name: 100 * (sum(map(cpu_s, own)) - before[name]) / seconds for name, own in pids.items()}
