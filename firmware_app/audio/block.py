"""The one thing that leaves the audio room: a block of both channels on one sample clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firmware_app.facts import Side

SAMPLE_RATE = 16_000
"""Hz of every block. The telephone band ends at 3.4 kHz; a near-end microphone may use the rest."""

Samples: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True)
class Block:
    """Both channels of a short stretch of the call.

    ``start``: index of the first sample since the source was opened, at `SAMPLE_RATE`.
    ``caller``, ``agent``: float32, shape ``(n,)``, the same ``n``, full scale at ±1; ``n`` may be 0.
    ``lost``: sides whose input delivers nothing now; their samples here are zeros that stand for "unknown".
    """

    start: int
    caller: Samples
    agent: Samples
    lost: frozenset[Side] = frozenset()

    @property
    def end(self) -> int:
        """Index one past the last sample."""
        return self.start + len(self.caller)


class Source(Protocol):
    """Where blocks come from: the headset or a recording."""

    def blocks(self) -> Iterator[Block]:
        """Blocks in order, without gaps in ``start``, until the recording ends or `close` is called."""

    def close(self) -> None:
        """Let go of the device or file; may be called twice."""
