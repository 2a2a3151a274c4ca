"""A peer: findsylls 1.0 (PyPI), syllables by peaks and valleys of an envelope, without any training."""

from __future__ import annotations

import importlib

from firmware_app.audio.block import SAMPLE_RATE, Samples

_ENVELOPE = "sbs"
"""Its first default. theta counts nearer (9 % off, not 13 %) with no better a correlation at 25 times the cost."""


def findsylls_pace(samples: Samples) -> tuple[float, float]:
    """Syllables of a clip at 16 kHz, and the seconds that they cover together.

    Raises:
        ImportError: findsylls is not installed.
    """
    # a peer that need not be there, and takes seconds to load
    peer = importlib.import_module("findsylls")
    envelope, times = peer.get_amplitude_envelope(samples, SAMPLE_RATE, method=_ENVELOPE)
    syllables = peer.segment_envelope(envelope, times, method="peaks_and_valleys")
    return float(len(syllables)), float(sum(end - start for start, _, end in syllables))
