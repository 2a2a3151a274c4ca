"""Listens to one ALSA PCM through PyAudio and hands on what it hears: a process of its own, started by `reader.Reader`.

Usage: python -P tap.py DEVICE CHANNELS RATE FRAMES

Why a process: PortAudio's read() waits for ever, without an error, when a source vanishes; its list of devices is made
once and renewed only by ending every stream; some of its faults abort the process; and it prints on standard error. A
process can be killed, starts with a fresh list, dies alone and has a standard error of its own. This file imports
nothing of the project, so that the process stays small.

Standard output carries records: a `HEADER` and, after it, so many bytes. ``F``: frames, as int16, channels interleaved;
``O``: the device has reported an overflow; ``E``: why this process ends, as UTF-8. Standard input carries nothing: when
it ends, so does this process, even while it waits in read().
"""

from __future__ import annotations

import os
import struct
import sys
import threading
import time
from typing import Any

HEADER = struct.Struct("<cIdI")
"""Kind, bytes that follow, monotonic time in seconds, frames still waiting in the device's ring at that time."""

_OVERFLOWED = -9981  # paInputOverflowed


class TapError(Exception):
    """Why the device cannot be heard, in the words that follow its name in a fault."""


def _leave_with_parent() -> None:
    while os.read(0, 64):
        pass
    os._exit(0)


def _find(pa: Any, device: str) -> int:
    names = [str(pa.get_device_info_by_index(i)["name"]) for i in range(pa.get_device_count())]
    if device in names:
        return names.index(device)
    if names:
        raise TapError(f"no such device; is the sound card plugged in? (there are: {', '.join(names)})")
    raise TapError("no such device; is the sound card plugged in, and PipeWire running?")


def _open(device: str, channels: int, rate: int, frames: int) -> Any:
    import pyaudio  # noqa: PLC0415 - where it is not there, that is a reason to hand on

    pa = pyaudio.PyAudio()
    index = _find(pa, device)
    try:
        return pa.open(
            format=pyaudio.paInt16,
            channels=channels,
            rate=rate,
            input=True,
            input_device_index=index,
            frames_per_buffer=frames,
        )
    except (OSError, ValueError) as error:
        raise TapError(f"cannot be opened ({_words(error)}); is it {channels}-channel, and free?") from error


def _words(error: Exception) -> str:
    """PortAudio's words, without its number."""
    return str(error.args[-1] if error.args and isinstance(error.args[-1], str) else error.args[0])


def _listen(stream: Any, frames: int, wire: int) -> None:
    while True:
        try:
            sound = stream.read(frames)
            waiting = stream.get_read_available()
        except OSError as error:
            if error.errno != _OVERFLOWED:
                raise TapError(f"has stopped ({_words(error)}); is the sound card plugged in?") from error
            os.write(wire, HEADER.pack(b"O", 0, time.monotonic(), 0))
        else:
            os.write(wire, HEADER.pack(b"F", len(sound), time.monotonic(), waiting) + sound)


def main(words: list[str]) -> None:
    """Listen until the device or the parent ends."""
    device, channels, rate, frames = words[0], int(words[1]), int(words[2]), int(words[3])
    wire = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not get among the records
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    try:
        _listen(_open(device, channels, rate, frames), frames, wire)
    except ImportError as error:
        why = f"cannot be heard, for PyAudio is not there ({error}); install the locked requirements"
    except TapError as error:
        why = str(error)
    except BrokenPipeError:
        os._exit(0)
    text = why.encode()
    os.write(wire, HEADER.pack(b"E", len(text), time.monotonic(), 0) + text)
    os._exit(1)  # PortAudio's own clearing up can hang on a dead device; the kernel's cannot


if __name__ == "__main__":
    main(sys.argv[1:])
