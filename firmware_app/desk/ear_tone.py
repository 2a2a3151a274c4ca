"""A soft tone in the agent's ear for each byte on standard input, and a byte on standard output after it.

A process of its own, started by `ear.EarCue`. Usage: python -P ear_tone.py DEVICE DBFS

Why a process: PortAudio waits for ever where the headset is gone. It holds the device only while it sounds. The daemon
mixes the tone into the ear-piece alone: there is no way from here to the caller.
"""

from __future__ import annotations

import array
import math
import os
import sys
from typing import Any

RATE = 48_000
HZ = 660.0
SECONDS = 0.18
_FADE_S = 0.03
_FRAMES = 960


def tone(dbfs: float) -> bytes:
    """One tone, int16: faded in and out, so that it does not click; ``dbfs``: its peak."""
    count, fade = round(SECONDS * RATE), round(_FADE_S * RATE)
    peak = 32767 * 10 ** (dbfs / 20)
    wave = array.array("h")
    for k in range(count):
        edge = min(1.0, k / fade, (count - k) / fade)
        wave.append(round(peak * edge * math.sin(2 * math.pi * HZ * k / RATE)))
    return wave.tobytes()


def _play(pa: Any, device: int, sound: bytes) -> None:
    import pyaudio  # noqa: PLC0415

    stream = pa.open(
        format=pyaudio.paInt16,
        channels=1,
        rate=RATE,
        output=True,
        output_device_index=device,
        frames_per_buffer=_FRAMES,
    )
    # silence before it, while the linker joins the stream to the ear, and after it, so that its end is played
    stream.write(bytes(2 * RATE // 5) + sound + bytes(2 * RATE // 5))
    stream.stop_stream()
    stream.close()


def main(words: list[str]) -> None:
    """Until standard input ends."""
    import pyaudio  # noqa: PLC0415

    wire = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not pass for the end of a tone
    pa, sound = pyaudio.PyAudio(), tone(float(words[1]))
    names = [str(pa.get_device_info_by_index(k)["name"]) for k in range(pa.get_device_count())]
    device = names.index(words[0])
    while os.read(0, 64):  # several at once are one
        _play(pa, device, sound)
        os.write(wire, b".")
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
