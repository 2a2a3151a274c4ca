"""A signal that tells every lost or added sample: each one is the one before it, and one more."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PERIOD = 65_535
_AGENT_AHEAD = 20_000
"""The agent's ramp runs so far ahead of the caller's, so that a crossed call would show."""
_RUN = 480
"""Fewer samples in step than 10 ms are chance."""


@dataclass(frozen=True)
class Gap:
    """``at``: the recording's frame. ``samples``: of the call that were lost or replaced there."""

    at: int
    samples: int


def ramp() -> NDArray[np.int16]:
    """One period, int16, shape ``(PERIOD, 2)``: caller, agent; it joins on to itself.

    It passes the graph bit by bit: 16 bits fit into a float's 24.
    """
    caller = np.arange(PERIOD)
    both: NDArray[np.int64] = np.stack((caller, caller + _AGENT_AHEAD), axis=1) % PERIOD - PERIOD // 2
    return both.astype(np.int16)


def gaps(heard: NDArray[np.int16], played: NDArray[np.int16]) -> list[Gap]:
    """Where one channel is not the ramp, from its first to its last run; int16, shape ``(n,)``.

    ``played``: the ramp itself, recorded beside it: it tells how much of the call went by meanwhile.
    """
    values = heard.astype(np.int64)
    passed = np.concatenate(([0], np.cumsum(np.diff(played.astype(np.int64)) % PERIOD)))
    steps = np.flatnonzero(np.diff(values) % PERIOD != 1)
    edges = np.concatenate(([-1], steps, [len(values) - 1]))
    runs = [(int(a) + 1, int(b)) for a, b in pairwise(edges) if b - a >= _RUN]
    found = []
    for (_, end), (start, _) in pairwise(runs):
        went_by = int(passed[start] - passed[end]) - 1
        lost = int(values[start] - values[end] - 1) % PERIOD
        # the ramp comes round every 1.4 s: as often as went by
        lost += PERIOD * max(0, round((went_by - lost) / PERIOD))
        found.append(Gap(end, max(lost, start - end - 1)))
    return found


def crossed(caller: NDArray[np.int16], agent: NDArray[np.int16]) -> bool:
    """Whether the two channels bear each other's ramp; both of one recording, where both sound."""
    ahead = (agent.astype(np.int64) - caller.astype(np.int64)) % PERIOD
    return bool(np.median(ahead) != _AGENT_AHEAD)
