"""How fast this machine is just now, so that a time limit on the host means work done and not the time of day.

Only the host's own limits need it: a guest's clock counts its instructions (``machine.OWN_CLOCK``).
"""

from __future__ import annotations

import functools
import time

_ROUNDS = 3
_COUNT = 2_000_000
REFERENCE_S = 0.045
"""What one round takes on the machine that the limits were set on (two cores, Python 3.11) while it is idle."""


@functools.cache
def factor() -> float:
    """How many times slower than the reference this machine is, at least 1: the slowest of some rounds of counting.

    Measured once a process, when it is first asked for.
    """
    return max(1.0, max(_round_s() for _ in range(_ROUNDS)) / REFERENCE_S)


def scaled(seconds: float) -> float:
    """A limit that was set on the reference machine, for this one."""
    return seconds * factor()


def _round_s() -> float:
    began = time.perf_counter()
    total = 0
    for number in range(_COUNT):
        total += number
    return time.perf_counter() - began
