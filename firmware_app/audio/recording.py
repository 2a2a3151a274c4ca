"""A recorded call as the same stream of blocks that the headset gives; and one side of a short clip."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np
import soxr

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples, Source
from firmware_app.audio.sound_file import open_sound, read_chunk
from firmware_app.audio.sound_reader import QUALITY, SoundReader, check_numbers
from firmware_app.errors import InputError
from firmware_app.facts import Side

_CHANNEL = {Side.CALLER: 0, Side.AGENT: 1}
_APART_S = 1.0
"""Two files of one call end within this of one another."""


class Recording:
    """A two-channel WAV, FLAC or Ogg file of 8 to 48 kHz: channel 0 caller, channel 1 agent.

    It is read in pieces, never whole. The same file gives the same blocks.
    """

    def __init__(self, path: Path, block_s: float = 0.1) -> None:
        """Open ``path``; each block lasts ``block_s`` seconds, only the last one may be shorter.

        Raises:
            InputError: one line with what is wrong with the file; see `open_sound`.
        """
        self._block = _samples(block_s)
        self._reader = SoundReader(path, channels=2)
        self.duration_s = self._reader.duration_s

    def blocks(self) -> Iterator[Block]:
        """Blocks in order until the recording ends or `close` is called.

        Raises:
            InputError: the file is damaged in its middle, or holds values that are no numbers.
        """
        return _blocks(_held(self._reader, self._block))

    def close(self) -> None:
        """Let go of the file; may be called twice, and from anywhere."""
        self._reader.close()


class MonoPair:
    """A call in two files of one channel each, as some recorders write it. Their rates may differ."""

    def __init__(self, caller: Path, agent: Path, block_s: float = 0.1) -> None:
        """Open both.

        Raises:
            InputError: as `Recording`; or they cannot be of one call.
        """
        self._block = _samples(block_s)
        self._readers = [SoundReader(caller, channels=1)]
        try:
            self._readers.append(SoundReader(agent, channels=1))
            _check_one_call(*self._readers)
        except InputError:
            self.close()
            raise
        self.duration_s = max(reader.duration_s for reader in self._readers)

    def blocks(self) -> Iterator[Block]:
        """See `Recording.blocks`. Where one file has ended a little before the other, it is silent."""
        both = (_held(reader, self._block) for reader in self._readers)
        return _blocks(_side_by_side(caller, agent) for caller, agent in zip_longest(*both, fillvalue=_NOTHING))

    def close(self) -> None:
        """Let go of both; may be called twice, and from anywhere."""
        for reader in self._readers:
            reader.close()


class Swapped:
    """A source whose caller and agent are the wrong way round."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def blocks(self) -> Iterator[Block]:
        """See `Source.blocks`."""
        for block in self._source.blocks():
            yield Block(block.start, block.agent, block.caller, frozenset(side.other for side in block.lost))

    def close(self) -> None:
        """See `Source.close`."""
        self._source.close()


def read_clip(path: Path, side: Side) -> Samples:
    """One side of a short recording, whole: float32, shape ``(n,)``, at `SAMPLE_RATE`.

    A file with one channel is that side; of one with two, the caller is channel 0 and the agent channel 1.

    Raises:
        InputError: one line with what is wrong with the file; see `open_sound`.
    """
    with open_sound(path, channels=(1, 2)) as sound:
        frames = read_chunk(path, sound, sound.frames)
        check_numbers(path, frames)
        samples = np.ascontiguousarray(frames[:, 0 if sound.channels == 1 else _CHANNEL[side]])
        if sound.samplerate == SAMPLE_RATE:
            return samples
        return np.asarray(soxr.resample(samples, sound.samplerate, SAMPLE_RATE, quality=QUALITY), dtype=np.float32)


_NOTHING: Samples = np.zeros((0, 1), dtype=np.float32)


def _check_one_call(caller: SoundReader, agent: SoundReader) -> None:
    if abs(caller.duration_s - agent.duration_s) > _APART_S:
        lasts = f"lasts {agent.duration_s:.1f} s and {caller.path} {caller.duration_s:.1f} s"
        raise InputError(f"{agent.path}: {lasts}; give two files of one call")


def _samples(block_s: float) -> int:
    return max(1, round(block_s * SAMPLE_RATE))


def _held(reader: SoundReader, block: int) -> Iterator[Samples]:
    """The file in pieces of ``block`` samples; only the last one may be shorter."""
    held: Samples | None = None
    for piece in reader.pieces():
        held = piece if held is None else np.concatenate([held, piece])
        whole = len(held) - len(held) % block
        for at in range(0, whole, block):
            if reader.closed:
                return
            yield held[at : at + block]
        held = held[whole:]
    if held is not None and len(held) and not reader.closed:
        yield held


def _side_by_side(caller: Samples, agent: Samples) -> Samples:
    frames = np.zeros((max(len(caller), len(agent)), 2), dtype=np.float32)
    frames[: len(caller), :1] = caller
    frames[: len(agent), 1:] = agent
    return frames


def _blocks(pieces: Iterator[Samples]) -> Iterator[Block]:
    start = 0
    for frames in pieces:
        yield Block(start, np.ascontiguousarray(frames[:, 0]), np.ascontiguousarray(frames[:, 1]))
        start += len(frames)
