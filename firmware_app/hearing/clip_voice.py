"""Where in a whole clip someone speaks: what a call's own ears would hear, for `cuelight measure`."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import Side
from firmware_app.hearing.logmel import HOP, WINDOW
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.voice import Voice
from firmware_app.settings import HearingSettings


def spoken_frames(samples: Samples, who: Side, settings: HearingSettings, voice: Network) -> NDArray[np.bool_]:
    """For each frame of the clip whether it is of a voice: no tone, key, music or noise.

    What stands out of the line's noise in one piece is of a voice if any part of it is found to be one: a call's ear
    needs a moment to know. The clip is gone through twice: in a call the line's noise is known by the time someone
    speaks.

    Args:
        samples: float32, shape ``(n,)``, full scale at ±1.
        who: whose line it is.
        settings: of the hearing.
        voice: the network of `SoundKind`.

    Returns:
        Shape ``(frames,)``, as many as `clip_frames` gives.
    """
    count = max(0, (len(samples) - WINDOW) // HOP + 1)
    whole = np.pad(samples, (0, -len(samples) % HOP))
    ear = Voice(who, settings, voice)
    heard = [
        ear.hear(sound[at : at + SAMPLE_RATE], lost=False)
        for sound in (whole, whole, np.zeros(WINDOW, dtype=np.float32))
        for at in range(0, len(sound), SAMPLE_RATE)
    ]
    first = len(whole) // HOP
    clip = slice(first, first + count)
    stands_out = np.concatenate([each.voice | each.speaking for each in heard])[clip]
    return _pieces(stands_out, np.concatenate([each.spoken for each in heard])[clip])


def _pieces(stands_out: NDArray[np.bool_], spoken: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pieces of what stands out that have something spoken in them."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], stands_out, [False])).astype(np.int8)))
    found = np.zeros(len(stands_out), dtype=np.bool_)
    for first, end in edges.reshape(-1, 2).tolist():
        found[first:end] = spoken[first:end].any()
    return found
