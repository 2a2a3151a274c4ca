"""What a telephone line does to a voice: the one line that models are judged on, and the many they are trained on."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import soundfile
import soxr
from scipy import signal

from firmware_app.audio.block import SAMPLE_RATE, Samples

LINE_RATE = 8_000
SPEECH_DBFS = -26.0
"""Active speech level of a line (ITU-T P.56 tests use it): every clip starts there, so that its own level is lost."""

CALM_DBFS = -30.0
"""Of calm speech where levels are kept: shouting lies up to 15 dB above it and must not clip."""
_CODECS = ("mu", "a", "gsm", "opus", "none")
_SHARES = (0.3, 0.3, 0.15, 0.15, 0.1)


def at_level(sound: Samples, dbfs: float = SPEECH_DBFS) -> Samples:
    """The sound with its louder half-second parts at ``dbfs`` RMS (a full-scale square is 0), not clipped."""
    power = _louder_power(sound)
    return sound if power <= 0.0 else _gain(power, dbfs) * sound


def gain_of(calm: Sequence[Samples]) -> np.float32:
    """What brings a voice's calm clips to `CALM_DBFS` on average; with it the voice's other moods keep their levels."""
    powers = [power for sound in calm if (power := _louder_power(sound)) > 0.0]
    return _gain(float(np.exp(np.mean(np.log(powers)))), CALM_DBFS) if powers else np.float32(1.0)


def _louder_power(sound: Samples) -> float:
    part = max(1, min(len(sound), SAMPLE_RATE // 10))
    parts = sound[: len(sound) // part * part].reshape(-1, part)
    powers = np.sort((parts**2).mean(axis=1)) if len(parts) else np.zeros(1)
    return float(powers[len(powers) // 2 :].mean())


def _gain(power: float, dbfs: float) -> np.float32:
    return np.float32(10.0 ** (dbfs / 20.0) / np.sqrt(power))


def telephone(sound: Samples, gain_db: float = 0.0) -> Samples:
    """The line that models are judged on: 300–3400 Hz, µ-law at 8 kHz; 16 kHz in and out.

    The gain comes before the codec, which clips at full scale as a line does.
    """
    return over_line(np.float32(10.0 ** (gain_db / 20.0)) * sound, "mu")


def over_line(sound: Samples, codec: str) -> Samples:
    """300–3400 Hz and one of the codecs ``mu``, ``a``, ``gsm``, ``opus``, ``none``; 16 kHz in and out."""
    return _from_line(_coded(_to_line(sound, 300.0, 3400.0, 4), codec), len(sound))


def random_line(sound: Samples, rng: np.random.Generator, noises: list[Samples]) -> Samples:
    """The same voice over a line drawn at random: room, noise, gain, band limits, clipping, codec.

    Args:
        sound: 16 kHz, near `SPEECH_DBFS`.
        rng: the only source of chance.
        noises: recordings to draw background from; stationary noise is made here. May be empty.
    """
    if rng.random() < 0.3:
        sound = _room(sound, rng)
    if rng.random() < 0.7:
        sound = sound + _noise(len(sound), rng, noises) * np.float32(10 ** ((SPEECH_DBFS - rng.uniform(8, 35)) / 20))
    sound = sound * np.float32(10.0 ** (rng.uniform(-15.0, 15.0) / 20.0))
    low = _to_line(sound, rng.uniform(80.0, 400.0), rng.uniform(3000.0, 3700.0), int(rng.integers(1, 5)))
    if rng.random() < 0.3:
        low = _tilted(low, rng.uniform(-0.25, 0.25))
    coded = _coded(low, str(rng.choice(_CODECS, p=_SHARES)))
    if rng.random() < 0.1:
        coded = _coded(coded, "mu")
    return _from_line(coded, len(sound))


def _to_line(sound: Samples, low_hz: float, high_hz: float, order: int) -> Samples:
    narrow = soxr.resample(sound, SAMPLE_RATE, LINE_RATE)
    sos = signal.butter(order, (low_hz, min(high_hz, 3900.0)), "bandpass", fs=LINE_RATE, output="sos")
    limited: Samples = np.clip(signal.sosfilt(sos, narrow), -1.0, 1.0).astype(np.float32)
    return limited


def _from_line(narrow: Samples, length: int) -> Samples:
    wide = soxr.resample(narrow, LINE_RATE, SAMPLE_RATE).astype(np.float32)[:length]
    return np.pad(wide, (0, length - len(wide)))


def _coded(narrow: Samples, codec: str) -> Samples:
    if codec == "none":
        return narrow
    kind = {
        "mu": ("WAV", "ULAW"),
        "a": ("WAV", "ALAW"),
        "gsm": ("WAV", "GSM610"),
        "opus": ("OGG", "OPUS"),
    }[codec]
    file = io.BytesIO()
    soundfile.write(file, narrow, LINE_RATE, format=kind[0], subtype=kind[1])
    file.seek(0)
    coded: Samples = soundfile.read(file, dtype="float32")[0][: len(narrow)]
    return np.pad(coded, (0, len(narrow) - len(coded)))


def _room(sound: Samples, rng: np.random.Generator) -> Samples:
    """Direct sound and an exponentially decaying tail of noise."""
    decay_s = rng.uniform(0.1, 0.5)
    n = int(decay_s * SAMPLE_RATE)
    tail = rng.standard_normal(n) * 10.0 ** (-3.0 * np.arange(n) / n)
    tail *= 10.0 ** (-rng.uniform(3.0, 15.0) / 20.0) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    heard: Samples = signal.oaconvolve(sound, tail)[: len(sound)].astype(np.float32)
    return heard


def _tilted(narrow: Samples, tilt: float) -> Samples:
    """A handset's own slope: a first-order difference or sum of a few dB over the band."""
    sloped: Samples = np.clip(signal.lfilter([1.0, tilt], [1.0], narrow), -1.0, 1.0).astype(np.float32)
    return sloped


def _noise(length: int, rng: np.random.Generator, noises: list[Samples]) -> Samples:
    """Noise of the given length at 0 dBFS RMS: a recording, or coloured hiss."""
    if noises and rng.random() < 0.6:
        found = noises[int(rng.integers(len(noises)))]
        start = int(rng.integers(len(found)))
        noise = np.resize(np.roll(found, -start), length)
    else:
        colour = rng.uniform(0.0, 0.95)
        noise = signal.lfilter([1.0], [1.0, -colour], rng.standard_normal(length))
    level: Samples = (noise / max(1e-9, float(np.sqrt(np.mean(noise**2))))).astype(np.float32)
    return level
