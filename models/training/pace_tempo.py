"""Speech made faster or slower at the same pitch: nobody in the data speaks as fast as the agent who must be caught."""

from __future__ import annotations

import numpy as np
from scipy.signal.windows import hann

from firmware_app.audio.block import Samples

_FRAME = 480
_REACH = 160
_STRIDE = 3


def change_tempo(samples: Samples, tempo: float) -> Samples:
    """WSOLA (Verhelst & Roelands 1993), 30 ms frames half overlapped, 10 ms of search either way.

    Args:
        samples: 16 kHz, float32, shape ``(n,)``.
        tempo: times as fast; 1 changes nothing.
    """
    if tempo == 1.0:
        return samples
    hop = _FRAME // 2
    window = hann(_FRAME, sym=False).astype(np.float32)
    sound = np.pad(samples, (_REACH, 2 * (_FRAME + _REACH)))
    steps = int(len(samples) / tempo / hop)
    out = np.zeros((steps + 1) * hop, dtype=np.float32)
    natural = 0
    for k in range(steps):
        wanted = min(int(k * hop * tempo), len(samples))
        follow = sound[_REACH + natural : _REACH + natural + _FRAME : _STRIDE]
        near = sound[wanted : wanted + 2 * _REACH + _FRAME : _STRIDE]
        shift = _STRIDE * int(np.argmax(np.correlate(near, follow, "valid"))) - _REACH if k else 0
        at = wanted + shift
        out[k * hop : k * hop + _FRAME] += window * sound[_REACH + at : _REACH + at + _FRAME]
        natural = min(at + hop, len(samples))
    return out
