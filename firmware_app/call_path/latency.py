"""How late the ear-piece and the microphone are: clicks are played into the ear and found in the microphone.

What goes into the ear is recorded beside what comes from the microphone, sample by sample on one clock, so that
neither Python's buffers nor its lateness are in the figure: what is left is both cards and the air or cable between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.errors import CuelightError

RATE = 48_000
_CLICKS = 8
_APART_S = 0.5
_FRAMES = 1920
_LEVEL = 0.25
_CLEAR = 4.0
"""Times the correlation's own noise: below it there is no telling a click."""


@dataclass(frozen=True)
class Latency:
    """``samples``: at 48 kHz, the median over the clicks; ``spread``: from the earliest to the latest."""

    samples: int
    spread: int
    clicks: int


def clicks() -> NDArray[np.int16]:
    """Bursts of 5 ms of noise, each another, int16: sharp in time and no tone that a canceller could hold."""
    rng = np.random.default_rng(20)
    sound = np.zeros(round(_CLICKS * _APART_S * RATE))
    for k in range(_CLICKS):
        start = round((k + 0.25) * _APART_S * RATE)
        sound[start : start + RATE // 200] = _LEVEL * rng.uniform(-1.0, 1.0, RATE // 200)
    return (sound * 32767).astype(np.int16)


def latency(recorded: NDArray[np.int16]) -> Latency:
    """Of a recording, int16, shape ``(n, 2)``: what went into the ear, what came from the microphone.

    Raises:
        CuelightError: nothing went in, or nothing came back.
    """
    ear, microphone = (recorded[:, channel].astype(np.float64) for channel in (0, 1))
    if np.abs(ear).max(initial=0.0) < 100:
        raise CuelightError("latency: no click went into the ear; is the headset there, and cuelight-link running?")
    found = []
    window, reach = round(0.02 * RATE), round(0.4 * RATE)
    at = 0
    while (start := _onset(ear, at)) is not None:
        click = ear[start : start + window]
        heard = microphone[start : start + window + reach]
        at = start + round(0.6 * _APART_S * RATE)
        if len(heard) < window + reach:
            break
        match = np.abs(np.correlate(heard, click, "valid"))
        if match.max() > _CLEAR * np.sqrt(np.mean(match**2)):
            found.append(int(np.argmax(match)))
    if len(found) < _CLICKS // 2:
        raise CuelightError("latency: no click came back; hold the ear-piece against the microphone, both levels up")
    return Latency(int(np.median(found)), max(found) - min(found), len(found))


def _onset(sound: NDArray[np.float64], start: int) -> int | None:
    loud = np.flatnonzero(np.abs(sound[start:]) > 50)
    return None if len(loud) == 0 else start + int(loud[0])


def play_and_record() -> NDArray[np.int16]:
    """Plays the clicks into the ear and records both ends; int16, shape ``(n, 2)``.

    Raises:
        CuelightError: one of the PCMs is not there.
    """
    import pyaudio  # noqa: PLC0415 - PortAudio looks at the sound devices as it is loaded

    pa = pyaudio.PyAudio()
    names = [str(pa.get_device_info_by_index(k)["name"]) for k in range(pa.get_device_count())]
    for name in ("loop_tap", "ear_cue"):
        if name not in names:
            raise CuelightError(f"latency: no device {name}; run `cuelight wire`, and set ALSA_CONFIG_PATH to its file")
    taken: list[bytes] = []

    def take(sound: bytes | None, *_: Any) -> tuple[None, int]:
        taken.append(sound or b"")
        return None, pyaudio.paContinue

    common: dict[str, Any] = {"format": pyaudio.paInt16, "rate": RATE, "frames_per_buffer": _FRAMES}
    source = pa.open(channels=2, input=True, input_device_index=names.index("loop_tap"), stream_callback=take, **common)
    sink = pa.open(channels=1, output=True, output_device_index=names.index("ear_cue"), **common)
    silence = np.zeros(RATE, dtype=np.int16)
    for part in (silence, clicks(), silence):
        sink.write(part.tobytes())
    for stream in (sink, source):
        stream.stop_stream()
        stream.close()
    pa.terminate()
    return np.frombuffer(b"".join(taken), dtype=np.int16).reshape(-1, 2)
