"""Sound for tests of the lines: something like talk, hiss, and what a telephone makes of them."""

from __future__ import annotations

import io

import numpy as np
import soundfile
import soxr

from firmware_app.audio import SAMPLE_RATE, Samples

CODECS = {"mu": ("WAV", "ULAW"), "a": ("WAV", "ALAW"), "gsm": ("WAV", "GSM610"), "opus": ("OGG", "OPUS")}
_LINE_RATE = 8_000


def talk(seconds: float, seed: int) -> Samples:
    """Bursts of coloured noise like syllables, 0.1 to 0.3 s, with gaps."""
    rng = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)
    at = 0
    while at < len(sound):
        length = int(rng.uniform(0.1, 0.3) * SAMPLE_RATE)
        burst = rng.standard_normal(length)
        burst = np.convolve(burst, rng.standard_normal(24), mode="same") * np.hanning(length)
        part = sound[at : at + length]
        part += (0.1 * burst[: len(part)] / (np.abs(burst).max() + 1e-9)).astype(np.float32)
        at += length + int(rng.uniform(0.02, 0.2) * SAMPLE_RATE)
    return sound


def hiss(seconds: float, dbfs: float = -75.0, seed: int = 3) -> Samples:
    noise = np.random.default_rng(seed).standard_normal(round(seconds * SAMPLE_RATE))
    return (10.0 ** (dbfs / 20.0) * noise).astype(np.float32)


def late(sound: Samples, gain_db: float, delay_s: float) -> Samples:
    """The same so much louder and so much later, of the same length."""
    silence = np.zeros(round(delay_s * SAMPLE_RATE), dtype=np.float32)
    return np.concatenate((silence, sound))[: len(sound)] * np.float32(10.0 ** (gain_db / 20.0))


def coded(sound: Samples, codec: str) -> Samples:
    """Through a telephone codec at 8 kHz; 16 kHz in and out."""
    if codec not in CODECS:
        return sound
    kind, subtype = CODECS[codec]
    narrow = np.clip(soxr.resample(sound, SAMPLE_RATE, _LINE_RATE), -1.0, 1.0)
    file = io.BytesIO()
    soundfile.write(file, narrow, _LINE_RATE, format=kind, subtype=subtype)
    file.seek(0)
    wide = soxr.resample(soundfile.read(file, dtype="float32")[0], _LINE_RATE, SAMPLE_RATE)[: len(sound)]
    return np.pad(wide, (0, len(sound) - len(wide))).astype(np.float32)
