"""Both sides on one sample clock, cut into blocks. No hardware and no clock: time comes in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples
from firmware_app.audio.strand import Strand, Tally
from firmware_app.facts import Side

START_S = 4.0
"""A reader may take this long to bring its first frames: Python and PortAudio start slowly on a small Pi."""

_LEAST = int(0.02 * SAMPLE_RATE)
_MOST = int(0.1 * SAMPLE_RATE)


class Timeline:
    """Joins what the readers hear into blocks.

    The clock begins when each side has been placed or given up, so that a call that is there from the start is heard on
    both sides from the first block on. It goes on as long as `take` is called: with the side that is behind while both
    are heard, with the other where one is lost, with the time that comes in where both are.
    """

    def __init__(self, stall_s: float) -> None:
        """``stall_s``: a side from which nothing has been heard for so long is lost."""
        self._stall_s = stall_s
        self._strands = {side: Strand() for side in Side}
        self._heard_s: dict[Side, float] = {}
        self._begun_s: float | None = None
        self._origin_s: float | None = None
        self._done = 0

    @property
    def lost(self) -> frozenset[Side]:
        """Sides from which nothing comes now."""
        return frozenset(side for side, strand in self._strands.items() if strand.lost)

    @property
    def tally(self) -> Mapping[Side, Tally]:
        """What did not go as it should, a copy."""
        return {side: replace(strand.tally) for side, strand in self._strands.items()}

    def hear(self, side: Side, samples: Samples, at_s: float, waiting: int, now_s: float) -> None:
        """Take in what was read at ``at_s``, with ``waiting`` frames behind it, and has come here at ``now_s``."""
        self._heard_s[side] = now_s
        self._strands[side].hear(samples, at_s, waiting, self._origin_s)

    def overflowed(self, side: Side) -> None:
        """The device of this side has reported a loss."""
        self._strands[side].tally.overflows += 1

    def lose(self, side: Side) -> None:
        """The reader of this side has ended."""
        self._strands[side].lose()

    def take(self, now_s: float) -> Block | None:
        """The next block, or None where there is none yet. To be called until it gives None."""
        self._watch(now_s)
        if self._origin_s is None:
            if not all(strand.lost or strand.placed for strand in self._strands.values()):
                return None
            self._origin_s = now_s
        heard = [strand.end for strand in self._strands.values() if not strand.lost]
        there = (min(heard) if heard else int((now_s - self._origin_s) * SAMPLE_RATE)) - self._done
        return self._cut(there) if there >= _LEAST else None

    def empty(self) -> Block:
        """A block without samples, which still says what is lost."""
        nothing = np.zeros(0, dtype=np.float32)
        return Block(self._done, nothing, nothing, self.lost)

    def _watch(self, now_s: float) -> None:
        self._begun_s = now_s if self._begun_s is None else self._begun_s
        for side, strand in self._strands.items():
            since_s, patience_s = self._heard_s.get(side), self._stall_s
            if since_s is None:
                since_s, patience_s = self._begun_s, START_S
            if not strand.lost and now_s - since_s > patience_s:
                strand.lose()

    def _cut(self, there: int) -> Block:
        ahead = {side: strand.ahead() for side, strand in self._strands.items()}
        n = min(there, _MOST, *(frames for frames, _ in ahead.values() if frames is not None))
        start, self._done = self._done, self._done + n
        samples = {side: strand.hand_out(n) for side, strand in self._strands.items()}
        lost = frozenset(side for side, (_, unknown) in ahead.items() if unknown)
        return Block(start, samples[Side.CALLER], samples[Side.AGENT], lost)
