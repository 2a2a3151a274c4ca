"""A recorded call as the same stream of blocks that the headset gives; and one side of a short clip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples
from firmware_app.audio.closing import Closing
from firmware_app.audio.sound_file import check_flac_end, cut_short, open_sound, read_chunk
from firmware_app.errors import InputError
from firmware_app.facts import Side

_QUALITY = (
    "HQ"  # flat to 0.91 of the lower Nyquist frequency, 3650 Hz of an 8 kHz call, and as fast as the rougher ones
)
_READ_S = 0.5
_CHANNEL = {Side.CALLER: 0, Side.AGENT: 1}


class Recording:
    """A two-channel WAV, FLAC or Ogg file of 8 to 48 kHz: channel 0 caller, channel 1 agent.

    It is read in pieces, never whole. The same file gives the same blocks.
    """

    def __init__(self, path: Path, block_s: float = 0.1) -> None:
        """Open ``path``; each block lasts ``block_s`` seconds, only the last one may be shorter.

        Raises:
            InputError: one line with what is wrong with the file; see `open_sound`.
        """
        self._path = path
        self._block = max(1, round(block_s * SAMPLE_RATE))
        self._sound = open_sound(path, channels=(2,))
        self._closing = Closing(self._sound.close)
        try:
            check_flac_end(path, self._sound)
        except InputError:
            self._sound.close()
            raise
        self.duration_s: float = self._sound.frames / self._sound.samplerate

    def blocks(self) -> Iterator[Block]:
        """Blocks in order until the recording ends or `close` is called.

        Raises:
            InputError: the file is damaged in its middle, or holds values that are no numbers.
        """
        start, held = 0, np.zeros((0, 2), dtype=np.float32)
        for piece in self._pieces():
            held = np.concatenate([held, piece])
            whole = len(held) - len(held) % self._block
            for at in range(0, whole, self._block):
                if self._closing.closed:
                    return
                yield _block(start, held[at : at + self._block])
                start += self._block
            held = held[whole:]
        if len(held) and not self._closing.closed:
            yield _block(start, held)

    def close(self) -> None:
        """Let go of the file; may be called twice, and from anywhere."""
        self._closing.close()

    def _pieces(self) -> Iterator[Samples]:
        """All of the file at `SAMPLE_RATE`, shape ``(n, 2)`` each."""
        rate = self._sound.samplerate
        stream = soxr.ResampleStream(rate, SAMPLE_RATE, 2, dtype="float32", quality=_QUALITY)
        frames, left = round(_READ_S * rate), self._sound.frames
        while left > 0:
            with self._closing.at_work() as open_still:
                if not open_still:
                    return
                chunk = read_chunk(self._path, self._sound, frames)
            if not len(chunk):
                there = self._sound.frames - left
                raise cut_short(self._path, there / rate, self._sound.frames / rate)
            _check_numbers(self._path, chunk)
            left -= len(chunk)
            yield chunk if rate == SAMPLE_RATE else stream.resample_chunk(chunk, last=left <= 0)


def read_clip(path: Path, side: Side) -> Samples:
    """One side of a short recording, whole: float32, shape ``(n,)``, at `SAMPLE_RATE`.

    A file with one channel is that side; of one with two, the caller is channel 0 and the agent channel 1.

    Raises:
        InputError: one line with what is wrong with the file; see `open_sound`.
    """
    with open_sound(path, channels=(1, 2)) as sound:
        frames = read_chunk(path, sound, sound.frames)
        _check_numbers(path, frames)
        samples = np.ascontiguousarray(frames[:, 0 if sound.channels == 1 else _CHANNEL[side]])
        if sound.samplerate == SAMPLE_RATE:
            return samples
        return np.asarray(soxr.resample(samples, sound.samplerate, SAMPLE_RATE, quality=_QUALITY), dtype=np.float32)


def _block(start: int, frames: Samples) -> Block:
    return Block(start, np.ascontiguousarray(frames[:, 0]), np.ascontiguousarray(frames[:, 1]))


def _check_numbers(path: Path, frames: NDArray[np.float32]) -> None:
    if not np.isfinite(frames).all():
        raise InputError(f"{path}: holds values that are no numbers (nan or infinite); export it again")
