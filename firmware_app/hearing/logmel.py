"""Streaming log-mel: the same frames come out whatever sizes the sound comes in.

Only the telephone band is looked at. A line carries no more, and what a wide-band microphone adds
must not teach the ears anything that a caller's channel can never show.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples

HOP = 160
"""Samples between frames: 10 ms."""
WINDOW = 512
"""Samples in a frame: 32 ms, two periods of a 65 Hz voice."""
SPAN = 960
"""Samples that a pitch is looked for in: 60 ms, three periods of the lowest voice. They end with the frame."""
BANDS = 24
"""Mel bands in the telephone band."""
BAND_HZ = (300.0, 3400.0)
"""The telephone band (ITU-T G.712)."""
FRAMES_PER_S = SAMPLE_RATE / HOP

_POWER_FLOOR = 1e-10
"""-100 dBFS: keeps the logarithm of digital silence finite, below any line's noise."""

_BEFORE = SPAN - WINDOW
_STILL = 0.5 / 32_768
"""Half a step of 16 bits: what a resampler makes of samples that are all the same moves less."""
_STILL_STEP = 32

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Frames:
    """Frames of one channel, in order.

    ``first``: index of the first frame; frame ``k`` covers samples ``k * HOP`` to ``k * HOP + WINDOW``.
    ``mel``: dB, shape ``(n, BANDS)``. ``level``: dBFS of the telephone band, shape ``(n,)``, a full-scale sine at 0.
    ``power``: power spectrum, shape ``(n, WINDOW // 2 + 1)``. ``zero``: all samples were
    the same, which is a line's silence whatever their value (A-law idles at 8); ``gap``: 10 ms of them were, as where a
    lost packet was replaced. Both bool, shape ``(n,)``.
    ``span``: the last samples up to the frame's end, shape ``(n, SPAN)``, zeros before the line began.
    """

    first: int
    mel: Array
    level: Array
    power: Array
    zero: NDArray[np.bool_]
    gap: NDArray[np.bool_]
    span: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.level)


def frame_end(index: int) -> float:
    """Seconds from the start until frame ``index`` is complete: the moment when it can be known."""
    return (index * HOP + WINDOW) / SAMPLE_RATE


def frame_at(t: float) -> int:
    """The frame that is complete at ``t``, s from the start: the inverse of `frame_end`."""
    return round((t * SAMPLE_RATE - WINDOW) / HOP)


class LogMel:
    """Turns one channel's samples into frames; keeps the samples of what is not complete."""

    def __init__(self) -> None:
        self._window = np.hanning(WINDOW + 1)[:-1]
        self._filters = _mel_filters()
        # a full-scale sine has mean square 1/2: scaled so that it reads 0 dBFS
        self._scale = 4.0 / (WINDOW * np.sum(self._window**2))
        low, high = (round(hz * WINDOW / SAMPLE_RATE) for hz in BAND_HZ)
        self._band = slice(low, high + 1)
        self._rest = np.zeros(_BEFORE, dtype=np.float32)
        self._next = 0

    def push(self, samples: Samples) -> Frames:
        """The frames that these samples complete; none if they are too few.

        Args:
            samples: float32, shape ``(n,)``, any ``n``, full scale at ±1.
        """
        sound = np.concatenate((self._rest, samples))
        count = max(0, (len(sound) - SPAN) // HOP + 1)
        first = self._next
        self._next += count
        self._rest = sound[count * HOP :]
        if count == 0:
            return _no_frames(first)
        spans = sliding_window_view(sound, SPAN)[: (count - 1) * HOP + 1 : HOP]
        windows = spans[:, _BEFORE:]
        spectrum = np.fft.rfft(windows * self._window, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2) * self._scale
        zero, gap = _still(sound, _BEFORE + HOP * np.arange(count))
        return Frames(
            first=first,
            mel=_decibels(power @ self._filters),
            level=_decibels(power[:, self._band].sum(axis=1)),
            power=power,
            zero=zero,
            gap=gap,
            span=spans,
        )


def clip_frames(*sounds: Samples) -> Iterator[Frames]:
    """The frames of these sounds, one after the other as one clip, a second at a time: their spectra fill memory."""
    ear = LogMel()
    for sound in sounds:
        for at in range(0, len(sound), SAMPLE_RATE):
            yield ear.push(sound[at : at + SAMPLE_RATE])


def _still(sound: Samples, starts: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of the frames that begin there: whether nothing changes in all of it, and in some 10 ms of it."""
    changes = np.concatenate(([0], np.cumsum(np.abs(np.diff(sound)) > _STILL)))
    parts = starts[:, None] + np.arange(0, WINDOW - HOP + 1, _STILL_STEP)
    zero: NDArray[np.bool_] = changes[starts + WINDOW - 1] == changes[starts]
    gap: NDArray[np.bool_] = (changes[parts + HOP - 1] == changes[parts]).any(axis=1)
    return zero, gap


def _decibels(power: Array) -> Array:
    decibels: Array = 10.0 * np.log10(np.maximum(power, _POWER_FLOOR))
    return decibels


def _no_frames(first: int) -> Frames:
    none = np.zeros(0)
    spans = np.zeros((0, SPAN), dtype=np.float32)
    no = none.astype(bool)
    return Frames(first, np.zeros((0, BANDS)), none, np.zeros((0, WINDOW // 2 + 1)), no, no, spans)


def _mel_filters() -> Array:
    """Triangular filters on the mel scale of O'Shaughnessy (1987), shape ``(WINDOW // 2 + 1, BANDS)``."""
    low, high = (2595.0 * np.log10(1.0 + hz / 700.0) for hz in BAND_HZ)
    edges_mel = np.linspace(low, high, BANDS + 2)
    edges = 700.0 * (10.0 ** (edges_mel / 2595.0) - 1.0)
    bins = np.arange(WINDOW // 2 + 1) * SAMPLE_RATE / WINDOW
    rising = (bins[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins[:, None]) / (edges[2:] - edges[1:-1])
    filters: Array = np.maximum(0.0, np.minimum(rising, falling))
    return filters
