"""A reader: the process that listens to one device, seen from here."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.audio.tap import HEADER

READ_FRAMES = SAMPLE_RATE // 50
"""Frames of one blocking read: 20 ms."""

_TAP = Path(__file__).with_name("tap.py")
_CHUNK_BYTES = 65_536
_LAST_WORDS_BYTES = 2048
_END_S = 2.0
_DEATH_S = 0.05
"""The kernel closes the pipe of a process that dies a moment before it can be asked how it died."""


@dataclass(frozen=True)
class Heard:
    """What one read brought.

    ``samples``: int16, shape ``(n, channels)``. ``at_s``: monotonic time right after the read, and ``waiting`` the
    frames that stood ready behind it then: together they tell when each frame came, however late it was read.
    """

    samples: NDArray[np.int16]
    at_s: float
    waiting: int


@dataclass(frozen=True)
class Overflowed:
    """The device itself has reported that it lost frames. How many, only the clock can tell."""


class Reader:
    """Listens to one ALSA PCM in a process of its own; see `tap` for why.

    Frames wait in the device's own ring (1 s) and in the pipe until `drain` fetches them.
    """

    def __init__(self, device: str, channels: int, pipe_bytes: int = -1) -> None:
        """``pipe_bytes``: what the pipe holds; -1: what the system gives, 64 KiB or 2 s of one channel.

        Raises:
            OSError: no process could be started.
        """
        self.device = device
        self._channels = channels
        words = [sys.executable, "-P", str(_TAP), device, str(channels), str(SAMPLE_RATE), str(READ_FRAMES)]
        self._process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            pipesize=pipe_bytes,
            start_new_session=True,  # Ctrl-C is for the kiosk, which then ends its readers
        )
        self._out, self._noise = _non_blocking(self._process.stdout), _non_blocking(self._process.stderr)
        self._unread = bytearray()
        self._last_words = b""
        self._why = ""

    def drain(self) -> tuple[list[Heard | Overflowed], str | None]:
        """All that has come since the last call; and, once the reader has ended, why: one line, the device first."""
        ended = False
        while not ended and (chunk := self._out.read(_CHUNK_BYTES)) is not None:
            ended = not chunk
            self._unread += chunk
        self._hush()
        return self._records(), self._reason() if ended else None

    def close(self) -> None:
        """End the process, whatever it waits for; never hangs, may be called twice."""
        self._process.kill()
        # one that hangs in the kernel, in a driver, ends when that does; nobody waits for it
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _records(self) -> list[Heard | Overflowed]:
        found: list[Heard | Overflowed] = []
        at = 0
        while len(self._unread) - at >= HEADER.size:
            kind, size, when, waiting = HEADER.unpack_from(self._unread, at)
            if len(self._unread) - at - HEADER.size < size:
                break
            body = bytes(self._unread[at + HEADER.size : at + HEADER.size + size])
            at += HEADER.size + size
            if kind == b"F":
                found.append(Heard(np.frombuffer(body, "<i2").reshape(-1, self._channels), when, waiting))
            elif kind == b"O":
                found.append(Overflowed())
            else:
                self._why = body.decode(errors="replace")
        del self._unread[:at]
        return found

    def _reason(self) -> str:
        if not self._why:
            lines = self._last_words.decode(errors="replace").strip().splitlines()
            self._why = f"its reader {self._fate()}{': ' + lines[-1] if lines else ''}"
        return f"{self.device}: {self._why}"

    def _fate(self) -> str:
        try:
            code = self._process.wait(_DEATH_S)
        except subprocess.TimeoutExpired:
            return "has stopped"
        return f"died ({_signal_name(-code) if code < 0 else f'exit {code}'})"

    def _hush(self) -> None:
        """Keep the last of what ALSA, JACK and PortAudio print, for a reader that dies without a word."""
        while chunk := self._noise.read(_CHUNK_BYTES):
            self._last_words = (self._last_words + chunk)[-_LAST_WORDS_BYTES:]


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # most real-time signals have none
        return f"signal {number}"


def _non_blocking(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    os.set_blocking(pipe.fileno(), False)
    return pipe
