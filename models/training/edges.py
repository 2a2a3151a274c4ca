"""Where the sound of a clip begins and ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples

_EDGE_DB = 30.0
"""What lies further below a clip's loudest moment at its edges is no speech."""
HOPS_PER_S = 100
_HOP = SAMPLE_RATE // HOPS_PER_S
_SHORTEST = SAMPLE_RATE // 10


def sounding(sound: Samples, edge_db: float = _EDGE_DB) -> slice:
    """The samples between the silent edges, ``edge_db`` below the loudest 10 ms; needs as much of sound."""
    loud = loud_hops(sound, edge_db)
    return slice(int(loud[0]) * _HOP, (int(loud[-1]) + 1) * _HOP)


def trimmed(sound: Samples) -> Samples:
    """The sound without its silent edges; less than 0.1 s stays as it is."""
    return sound if len(sound) < _SHORTEST else sound[sounding(sound)]


def loud_hops(sound: Samples, edge_db: float = _EDGE_DB) -> NDArray[np.intp]:
    """Which of its 10 ms lie no further than ``edge_db`` below the loudest; needs one."""
    power = (sound[: len(sound) // _HOP * _HOP].reshape(-1, _HOP) ** 2).mean(axis=1)
    return np.flatnonzero(power >= power.max() * 10.0 ** (-edge_db / 10.0))
