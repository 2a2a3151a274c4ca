"""The peer: a call carried by Python, from ``peer_in`` to ``peer_out``. Usage: python pass_through.py FRAMES"""

from __future__ import annotations

import sys
import threading
from typing import Any

import pyaudio

_RATE = 48_000


def main(frames: int) -> None:
    """Until it is killed."""
    pa = pyaudio.PyAudio()
    names = [str(pa.get_device_info_by_index(k)["name"]) for k in range(pa.get_device_count())]

    def carry(sound: bytes | None, *_: Any) -> tuple[bytes | None, int]:
        return sound, pyaudio.paContinue

    pa.open(
        format=pyaudio.paInt16,
        channels=1,
        rate=_RATE,
        input=True,
        output=True,
        input_device_index=names.index("peer_in"),
        output_device_index=names.index("peer_out"),
        frames_per_buffer=frames,
        stream_callback=carry,
    )
    threading.Event().wait()


if __name__ == "__main__":
    main(int(sys.argv[1]))
