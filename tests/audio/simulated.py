"""A simulated device with a ring and a reader, whose every frame carries the time at which it was sounded."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from firmware_app.audio import SAMPLE_RATE, Block, Samples
from firmware_app.audio.timeline import Timeline
from firmware_app.facts import Side

QUANTUM = 341
READ = 320
RING = SAMPLE_RATE
POLL_S = 0.03


def never(_: float) -> bool:
    return False


@dataclass
class Device:
    """Frames come in quanta from ``starts_s`` on; the value of each is its own time, in samples.

    ``silent``: times at which nothing comes. ``stalled``: times at which nobody reads. ``late_s``: how late the nth
    read is noticed. ``ppm``: how much faster its clock is.
    """

    side: Side
    starts_s: float = 0.0
    silent: Callable[[float], bool] = never
    stalled: Callable[[float], bool] = never
    late_s: Callable[[int], float] = lambda _: 0.0
    ppm: float = 0.0
    _ring: list[float] = field(default_factory=list)
    _quanta: int = 0
    _reads: int = 0

    def run(self, timeline: Timeline, until_s: float) -> None:
        """Hand over every read up to a time."""
        while (now_s := self.starts_s + self._quanta * QUANTUM / SAMPLE_RATE / (1 + self.ppm * 1e-6)) <= until_s:
            self._quanta += 1
            if not self.silent(now_s):
                room = RING - len(self._ring)
                first = now_s * SAMPLE_RATE - QUANTUM
                self._ring += [first + i for i in range(min(QUANTUM, room))]
            while len(self._ring) >= READ and not self.stalled(now_s):
                values, self._ring = self._ring[:READ], self._ring[READ:]
                self._reads += 1
                at_s = now_s + self.late_s(self._reads)
                timeline.hear(self.side, np.array(values, dtype=np.float32), at_s, len(self._ring), now_s=until_s)


def run(
    timeline: Timeline, devices: Iterable[Device], seconds: float, begin_s: float = 0.0
) -> list[tuple[float, Block]]:
    """Let time pass; the blocks, each with the time at which it was taken."""
    taken = []
    for turn in range(round(begin_s / POLL_S), round((begin_s + seconds) / POLL_S)):
        now_s = turn * POLL_S
        for device in devices:
            device.run(timeline, now_s)
        while (block := timeline.take(now_s)) is not None:
            taken.append((now_s, block))
    return taken


def offsets(taken: list[tuple[float, Block]], side: Side) -> Samples:
    """For each known sample, its own time less its place in the blocks; nan for the unknown ones."""
    parts = []
    for _, block in taken:
        values = block.caller if side is Side.CALLER else block.agent
        known = values - np.arange(block.start, block.end)
        parts.append(np.where(values == 0, np.nan, known) if side not in block.lost else np.full(len(values), np.nan))
    return np.concatenate(parts)
