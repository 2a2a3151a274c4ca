"""Sounds to play and ways to recognise them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Block, Samples, Source

CALLER_HZ = 440.0
AGENT_HZ = 1000.0


def tones(seconds: float, rate: int, *frequencies: float, level: float = 0.3) -> Samples:
    """One tone a channel, shape ``(n, channels)``."""
    t = np.arange(round(seconds * rate)) / rate
    return np.asarray([level * np.sin(2 * np.pi * hz * t) for hz in frequencies], dtype=np.float32).T


def noise(seconds: float, rate: int, channels: int = 1, seed: int = 1) -> Samples:
    """Noise below 3.4 kHz, shape ``(n, channels)``, another on every channel."""
    n = round(seconds * rate)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal((n, channels)), axis=0)
    spectrum[np.fft.rfftfreq(n, 1 / rate) > 3400.0] = 0
    sound = np.fft.irfft(spectrum, n, axis=0)
    return np.asarray(0.1 * sound / sound.std(), dtype=np.float32)


def level_at(samples: Samples, hz: float) -> float:
    """Amplitude of the tone of that frequency in ``samples``, shape ``(n,)``: the median over pieces of 0.1 s.

    A median, since a busy machine may skip a graph cycle, and a tone that jumps in phase has no level of its own.
    """
    size = SAMPLE_RATE // 10
    pieces = samples[: len(samples) // size * size].reshape(-1, size)
    window = np.hanning(size)
    tone = window * np.exp(-2j * np.pi * hz * np.arange(size) / SAMPLE_RATE)
    return float(np.median(np.abs(pieces @ tone)) * 2 / window.sum())


def lag(first: Samples, second: Samples) -> int:
    """Samples by which what is in ``first`` comes later in ``second``."""
    n = len(first) + len(second)
    product = np.conj(np.fft.rfft(first, n)) * np.fft.rfft(second, n)
    best = int(np.argmax(np.fft.irfft(product, n)))
    return best if best < n // 2 else best - n


def joined(blocks: list[Block]) -> tuple[Samples, Samples]:
    """Both sides, whole; checks on the way that the blocks lie end to end."""
    for before, after in itertools.pairwise(blocks):
        assert after.start == before.end
    for block in blocks:
        assert block.caller.shape == block.agent.shape
        assert block.caller.dtype == block.agent.dtype == np.float32
    return np.concatenate([b.caller for b in blocks]), np.concatenate([b.agent for b in blocks])


def both(block: Block) -> bool:
    """Whether something comes from both sides, be it silence."""
    return len(block.caller) > 0 and not block.lost


def heard(block: Block) -> bool:
    """Whether there is a sound on both sides."""
    return both(block) and bool(block.caller.any()) and bool(block.agent.any())


def until(stream: Iterator[Block], reached: Callable[[Block], bool], most_s: float = 30.0) -> list[Block]:
    """Blocks up to and with the first for which ``reached``; fails where that does not come in ``most_s`` of audio."""
    blocks: list[Block] = []
    for block in stream:
        blocks.append(block)
        if reached(block):
            return blocks
        # blocks of a source that has not begun are empty: they are counted as 30 ms each
        passed = (block.end - blocks[0].start) / SAMPLE_RATE + 0.03 * sum(not len(b.caller) for b in blocks)
        assert passed < most_s, f"not within {most_s} s; lost: {block.lost}"
    raise AssertionError("the stream has ended")


def seconds_of(stream: Iterator[Block], seconds: float) -> list[Block]:
    """The next ``seconds`` of audio."""
    first = next(stream)
    return [first, *until(stream, lambda block: block.end - first.start >= seconds * SAMPLE_RATE)]


def whole(source: Source) -> tuple[Samples, Samples]:
    """Everything a recording gives; closes it."""
    blocks = list(source.blocks())
    source.close()
    assert blocks[0].start == 0
    return joined(blocks)


def written(path: Path, sound: NDArray[np.float32], rate: int, subtype: str | None = None) -> Path:
    """A sound file, its format by its suffix."""
    soundfile.write(path, sound, rate, subtype=subtype)
    return path
