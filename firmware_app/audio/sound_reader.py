"""A sound file read in pieces at the rate of all blocks, never whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.audio.closing import Closing
from firmware_app.audio.sound_file import check_flac_end, cut_short, open_sound, read_chunk
from firmware_app.errors import InputError

QUALITY = "HQ"  # flat to 0.91 of the lower Nyquist frequency, 3650 Hz of an 8 kHz call, and as fast as the rougher ones
_READ_S = 0.5


class SoundReader:
    """One file with a given number of channels. The same file gives the same pieces."""

    def __init__(self, path: Path, channels: int) -> None:
        """Open ``path``.

        Raises:
            InputError: one line with what is wrong with the file; see `open_sound`.
        """
        self.path = path
        self._channels = channels
        self._sound = open_sound(path, channels=(channels,))
        self._closing = Closing(self._sound.close)
        try:
            check_flac_end(path, self._sound)
        except InputError:
            self._sound.close()
            raise
        self.duration_s: float = self._sound.frames / self._sound.samplerate

    @property
    def closed(self) -> bool:
        """`close` has been called."""
        return self._closing.closed

    def close(self) -> None:
        """Let go of the file; may be called twice, and from anywhere."""
        self._closing.close()

    def pieces(self) -> Iterator[Samples]:
        """All of the file at `SAMPLE_RATE`, shape ``(n, channels)`` each, until its end or `close`.

        Raises:
            InputError: the file is damaged in its middle, or holds values that are no numbers.
        """
        rate = self._sound.samplerate
        stream = soxr.ResampleStream(rate, SAMPLE_RATE, self._channels, dtype="float32", quality=QUALITY)
        frames, left = round(_READ_S * rate), self._sound.frames
        while left > 0:
            with self._closing.at_work() as open_still:
                if not open_still:
                    return
                chunk = read_chunk(self.path, self._sound, frames)
            if not len(chunk):
                there = self._sound.frames - left
                raise cut_short(self.path, there / rate, self._sound.frames / rate)
            check_numbers(self.path, chunk)
            left -= len(chunk)
            yield chunk if rate == SAMPLE_RATE else stream.resample_chunk(chunk, last=left <= 0)


def check_numbers(path: Path, frames: NDArray[np.float32]) -> None:
    """Raises InputError where a value is none."""
    if not np.isfinite(frames).all():
        raise InputError(f"{path}: holds values that are no numbers (nan or infinite); export it again")
