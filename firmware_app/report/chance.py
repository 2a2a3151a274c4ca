"""How sure a share is that was counted on few occasions."""

from __future__ import annotations

import math

_Z = 1.96


def interval(hits: int, of: int) -> tuple[float, float]:
    """95 % interval of a share: Wilson's score interval (JASA 22, 1927, pp. 209-212). ``of`` 0: nothing is known."""
    if of == 0:
        return 0.0, 1.0
    share = min(max(hits, 0), of) / of
    middle = share + _Z * _Z / (2 * of)
    spread = _Z * math.sqrt(share * (1 - share) / of + _Z * _Z / (4 * of * of))
    whole = 1 + _Z * _Z / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)
