"""One side's samples on the common sample clock. No hardware and no clock: time comes in.

Each read says when it was made and how many frames stood ready behind it, so it is known when every frame came,
however late it was read. A side's place on the clock is set by the promptest of its first reads; from then on its
frames follow one another, and only when they are early or late for good is something put right: one sample now and then
where two clocks drift apart, the whole stretch where frames were lost or came too late.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Samples

PLACE_READS = 10
"""Reads heard before a side is placed: 0.2 s."""

_JUDGE_S = 0.15  # longer than a busy machine delays a graph cycle
_JUMP = int(0.04 * SAMPLE_RATE)
_SLIP = int(0.002 * SAMPLE_RATE)


@dataclass
class Tally:
    """What did not go as it should on one side since the headset was opened, in frames at `SAMPLE_RATE`.

    ``missing``: zeros that stand in blocks for frames that never came. ``dropped``: frames that came but had no place
    any more (those of the first 0.2 s, by which a side is placed, among them). ``slipped``: single frames repeated or
    left out to follow a drifting clock. ``overflows``: times that the device itself reported a loss. ``returned``:
    times that the side was lost and came back.
    """

    missing: int = 0
    dropped: int = 0
    slipped: int = 0
    overflows: int = 0
    returned: int = 0


class Strand:
    """One side's samples: those not yet handed out, and where on the clock they end.

    ``lost``: nothing comes; what is handed out are zeros. ``end``: sample index one past the last one known.
    """

    def __init__(self) -> None:
        self.lost = False
        self.end = 0
        self.tally = Tally()
        self._queue: deque[tuple[Samples, bool]] = deque()  # samples, and whether they are zeros for the unknown
        self._restart()

    @property
    def placed(self) -> bool:
        """Whether enough has been heard to say where this side lies on the clock."""
        return self._live or len(self._zeros_s) >= PLACE_READS

    def lose(self) -> None:
        """Nothing comes any more. What is queued still goes out; what comes later is placed afresh."""
        self._restart()
        self.lost = True

    def hear(self, samples: Samples, at_s: float, waiting: int, origin_s: float | None) -> None:
        """Take in what was read at ``at_s`` with ``waiting`` frames behind it.

        ``origin_s``: when the common clock began; None: it has not yet.
        """
        self._received += len(samples)
        if not self._live:
            self._zeros_s.append(at_s - (self._received + waiting) / SAMPLE_RATE)
            if origin_s is None or not self.placed:
                self.tally.dropped += len(samples)
                return
            self._place(len(samples), origin_s)
        self._append(samples)
        if origin_s is not None:
            self._judge(at_s, (at_s - origin_s) * SAMPLE_RATE - (self.end + waiting - self._skip))

    def ahead(self) -> tuple[int | None, bool]:
        """How many samples can be handed out that are alike (None: any number), and whether they are unknown."""
        if not self._queue:
            return None, True
        unknown = self._queue[0][1]
        return sum(len(samples) for samples, _ in takewhile(lambda part: part[1] is unknown, self._queue)), unknown

    def hand_out(self, n: int) -> Samples:
        """The next ``n`` samples; zeros where there are none."""
        parts = []
        while n and self._queue:
            samples, unknown = self._queue.popleft()
            if len(samples) > n:
                self._queue.appendleft((samples[n:], unknown))
                samples = samples[:n]
            parts.append(samples)
            n -= len(samples)
        if n:
            self.tally.missing += n
            self.end += n
            parts.append(np.zeros(n, dtype=np.float32))
        return np.concatenate(parts) if len(parts) != 1 else parts[0]

    def _restart(self) -> None:
        self._live = False
        self._received = 0
        self._skip = 0
        self._zeros_s: deque[float] = deque(maxlen=3 * PLACE_READS)
        self._late: deque[tuple[float, float]] = deque()

    def _place(self, n: int, origin_s: float) -> None:
        """Find where the ``n`` frames just received belong."""
        self.tally.returned += self.lost
        self._live, self.lost = True, False
        first = round((min(self._zeros_s) - origin_s) * SAMPLE_RATE) + self._received - n
        self._leap(first - self.end)

    def _leap(self, frames: int) -> None:
        """Let the next frame lie so much later, with zeros in between, or earlier: what has no place is dropped."""
        frames -= self._skip
        self._skip = max(0, -frames)
        if frames > 0:
            self._push(np.zeros(frames, dtype=np.float32), unknown=True)
            self.tally.missing += frames

    def _append(self, samples: Samples) -> None:
        skipped = min(self._skip, len(samples))
        self._skip -= skipped
        self.tally.dropped += skipped
        self._push(samples[skipped:], unknown=False)

    def _push(self, samples: Samples, *, unknown: bool) -> None:
        if len(samples):
            self._queue.append((samples, unknown))
            self.end += len(samples)

    def _judge(self, at_s: float, late: float) -> None:
        """Put right what is early or late for good. ``late``: frames by which the newest one lags behind the clock."""
        self._late.append((at_s, late))
        while len(self._late) > 1 and at_s - self._late[1][0] >= _JUDGE_S:
            self._late.popleft()
        if at_s - self._late[0][0] < _JUDGE_S:
            return
        least, most = min(frames for _, frames in self._late), max(frames for _, frames in self._late)
        if least > _JUMP or most < -_JUMP:
            self._leap(round(least if least > 0 else most))
            self._late.clear()
        elif abs(least) > _SLIP:
            self._slip(1 if least > 0 else -1)

    def _slip(self, frames: int) -> None:
        """Repeat the last sample, or take it away."""
        samples, unknown = self._queue[-1] if self._queue else (np.zeros(0, dtype=np.float32), True)
        if unknown or len(samples) < 2:
            return
        self._queue[-1] = (np.append(samples, samples[-1:]) if frames > 0 else samples[:-1], False)
        self.end += frames
        self.tally.slipped += 1
