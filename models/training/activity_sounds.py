"""Sounds that are no voice, made here: ringing and other tones of the telephone, keys, breath, knocks, and music.

All take the one source of chance and give 16 kHz float32 at any level: who mixes them sets it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from firmware_app.audio.block import SAMPLE_RATE, Samples

Sound: TypeAlias = Callable[[float, np.random.Generator], Samples]
Wave: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Cadence:
    """A signal tone: frequencies in Hz, and seconds on, off, on, off … (ITU-T E.180, supplement 2)."""

    hz: tuple[float, ...]
    on_off_s: tuple[float, ...]
    flutter_hz: float = 0.0


RINGING = {
    "ring_eu": Cadence((425.0,), (1.0, 4.0)),
    "ring_us": Cadence((440.0, 480.0), (2.0, 4.0)),
    "ring_uk": Cadence((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),
    "ring_fr": Cadence((440.0,), (1.5, 3.5)),
    "ring_jp": Cadence((400.0,), (1.0, 2.0), 16.0),
    "ring_in": Cadence((400.0, 425.0), (0.4, 0.2, 0.4, 2.0)),
    "busy_eu": Cadence((425.0,), (0.5, 0.5)),
    "busy_us": Cadence((480.0, 620.0), (0.5, 0.5)),
    "busy_uk": Cadence((400.0,), (0.375, 0.375)),
    "congestion": Cadence((425.0,), (0.25, 0.25)),
    "dial_us": Cadence((350.0, 440.0), (9.0, 0.1)),
    "dial_eu": Cadence((425.0,), (9.0, 0.1)),
    "waiting": Cadence((440.0,), (0.3, 3.0)),
    "special": Cadence((950.0, 1400.0), (0.33, 0.7)),
    "fax": Cadence((1100.0,), (0.5, 3.0)),
}
_DTMF_LOW, _DTMF_HIGH = (697.0, 770.0, 852.0, 941.0), (1209.0, 1336.0, 1477.0, 1633.0)


def tone(cadence: Cadence, seconds: float, rng: np.random.Generator) -> Samples:
    """A signal tone that begins anywhere in its cadence."""
    t = _time(seconds)
    at = (t + rng.uniform(0.0, sum(cadence.on_off_s))) % sum(cadence.on_off_s)
    edges = np.cumsum(cadence.on_off_s)
    on = np.searchsorted(edges, at, side="right") % 2 == 0
    wave = sum((np.sin(2 * np.pi * hz * t) for hz in cadence.hz), np.zeros(len(t)))
    if cadence.flutter_hz:
        wave = wave * (1.0 + 0.9 * np.sin(2 * np.pi * cadence.flutter_hz * t))
    ramp = np.hanning(80)
    return _unit(wave * signal.convolve(on.astype(float), ramp / ramp.sum(), mode="same"))


def dialling(seconds: float, rng: np.random.Generator) -> Samples:
    """Keys pressed on a telephone."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at = 0.0
    while at < seconds:
        t = _time(min(rng.uniform(0.06, 0.3), seconds - at))
        pair = np.sin(2 * np.pi * rng.choice(_DTMF_LOW) * t) + np.sin(2 * np.pi * rng.choice(_DTMF_HIGH) * t)
        _add(wave, pair, at)
        at += len(t) / SAMPLE_RATE + rng.uniform(0.05, 0.5)
    return _unit(wave)


def typing(seconds: float, rng: np.random.Generator) -> Samples:
    """A keyboard near a microphone: presses and softer releases in bursts, each key with its own resonances."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    pace, body = rng.uniform(3.0, 10.0), rng.uniform(200.0, 900.0)
    at = rng.uniform(0.0, 0.5)
    while at < seconds:
        loud = rng.uniform(0.4, 1.0)
        _add(wave, loud * _click(rng, body), at)
        _add(wave, 0.4 * loud * _click(rng, body), at + rng.uniform(0.05, 0.12))
        at += rng.exponential(1.0 / pace) + 0.05 + (rng.uniform(0.3, 1.5) if rng.random() < 0.1 else 0.0)
    return _unit(wave)


def knocks(seconds: float, rng: np.random.Generator) -> Samples:
    """Cups, drawers, a headset that is put down: low and woody or bright and ringing."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at = rng.uniform(0.0, 0.5)
    while at < seconds:
        t = _time(0.25)
        decay = np.exp(-t / rng.uniform(0.005, 0.06))
        ring = sum(
            (rng.uniform(0.2, 1.0) * np.sin(2 * np.pi * rng.uniform(150.0, 3000.0) * t) for _ in range(4)), 0 * t
        )
        _add(wave, rng.uniform(0.3, 1.0) * decay * (ring + rng.uniform(0.1, 1.0) * rng.standard_normal(len(t))), at)
        at += rng.uniform(0.1, 1.5)
    return _unit(wave)


def breath(seconds: float, rng: np.random.Generator) -> Samples:
    """Breathing into a headset's microphone: hiss through a throat, swelling and falling, 12 to 40 a minute."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at = rng.uniform(0.0, 1.0)
    centre = rng.uniform(400.0, 1800.0)
    while at < seconds:
        length = rng.uniform(0.25, 1.0)
        n = round(length * SAMPLE_RATE)
        hiss = rng.standard_normal(n)
        sos = signal.butter(
            1, (centre * 0.5, min(7500.0, centre * rng.uniform(1.5, 4.0))), "bandpass", fs=SAMPLE_RATE, output="sos"
        )
        rise = rng.uniform(0.2, 0.8)
        shape = np.interp(np.linspace(0, 1, n), [0, rise, 1], [0, 1, 0]) ** rng.uniform(0.7, 2.0)
        _add(wave, rng.uniform(0.4, 1.0) * shape * signal.sosfilt(sos, hiss), at)
        at += length + rng.uniform(0.3, 2.0)
    return _unit(wave)


def cough(seconds: float, rng: np.random.Generator) -> Samples:
    """Coughs and cleared throats: a burst of hiss, then a short rough tail."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    at = rng.uniform(0.0, 1.0)
    while at < seconds:
        t = _time(rng.uniform(0.15, 0.4))
        hiss = np.exp(-t / rng.uniform(0.03, 0.08)) * rng.standard_normal(len(t))
        rough = np.sign(
            np.sin(2 * np.pi * np.cumsum(rng.uniform(90, 250) + 40 * rng.standard_normal(len(t))) / SAMPLE_RATE)
        )
        tail = rng.uniform(0.0, 0.4) * np.exp(-((t - 0.12) ** 2) / 0.004) * rough
        sos = signal.butter(
            1, (rng.uniform(300, 700), rng.uniform(1800, 4000)), "bandpass", fs=SAMPLE_RATE, output="sos"
        )
        _add(wave, signal.sosfilt(sos, hiss + tail), at)
        at += rng.uniform(0.3, 2.0)
    return _unit(wave)


def rustle(seconds: float, rng: np.random.Generator) -> Samples:
    """Paper, clothes, wind on a microphone: hiss that comes and goes."""
    n = round(seconds * SAMPLE_RATE)
    knots = max(4, round(seconds * rng.uniform(2.0, 20.0)))
    slow = np.interp(np.linspace(0, knots, n), np.arange(knots + 1), rng.random(knots + 1) ** 3)
    hiss = signal.lfilter([1.0], [1.0, -rng.uniform(-0.6, 0.95)], rng.standard_normal(n))
    return _unit(slow * hiss)


def music(seconds: float, rng: np.random.Generator) -> Samples:
    """A piece of four parts drawn at random: chords, a run of notes, a tune that may vibrate as a voice does, drums."""
    wave = np.zeros(round(seconds * SAMPLE_RATE))
    beat = 60.0 / rng.uniform(60.0, 150.0)
    root = 110.0 * 2.0 ** rng.uniform(-0.5, 0.7)
    scale = _SCALES[int(rng.integers(len(_SCALES)))]
    if rng.random() < 0.8:
        wave += rng.uniform(0.3, 1.0) * _chords(len(wave), beat, root, scale, rng)
    if rng.random() < 0.6:
        wave += rng.uniform(0.3, 1.0) * _run(len(wave), beat / rng.choice([1, 2, 4]), 2 * root, scale, rng)
    if rng.random() < 0.6 or not wave.any():
        wave += rng.uniform(0.4, 1.2) * _tune(len(wave), beat, 2 * root, scale, rng)
    if rng.random() < 0.5:
        wave += rng.uniform(0.2, 1.0) * _drums(len(wave), beat, rng)
    return _unit(wave)


_SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 3, 5, 7, 10), (0, 2, 4, 7, 9))
_VOWELS = ((700.0, 1200.0, 2600.0), (300.0, 2300.0, 3000.0), (320.0, 800.0, 2400.0), (500.0, 1800.0, 2500.0))


def _chords(n: int, beat: float, root: float, scale: tuple[int, ...], rng: np.random.Generator) -> Wave:
    wave = np.zeros(n)
    length = beat * float(rng.choice([1, 2, 4]))
    voice = _timbre(rng)
    for at in np.arange(0.0, n / SAMPLE_RATE, length):
        first = int(rng.integers(len(scale)))
        for step in (0, 2, 4):
            _add(wave, voice(root * _degree(scale, first + step), length * 1.1, rng), float(at))
    return wave


def _run(n: int, step_s: float, root: float, scale: tuple[int, ...], rng: np.random.Generator) -> Wave:
    wave = np.zeros(n)
    voice, pattern = _timbre(rng), rng.integers(0, 10, int(rng.integers(3, 9)))
    for place, at in enumerate(np.arange(0.0, n / SAMPLE_RATE, max(0.08, step_s))):
        _add(
            wave,
            voice(root * _degree(scale, int(pattern[place % len(pattern)])), max(0.12, step_s * 1.5), rng),
            float(at),
        )
    return wave


def _tune(n: int, beat: float, root: float, scale: tuple[int, ...], rng: np.random.Generator) -> Wave:
    wave = np.zeros(n)
    sung = rng.random() < 0.5
    voice = _sung if sung else _timbre(rng)
    at, degree = 0.0, int(rng.integers(7))
    while at < n / SAMPLE_RATE:
        length = beat * float(rng.choice([0.5, 1, 1, 2, 3]))
        degree = int(np.clip(degree + rng.integers(-3, 4), 0, 12))
        if rng.random() < 0.85:
            _add(wave, voice(root * _degree(scale, degree), length, rng), at)
        at += length
    return wave


def _drums(n: int, beat: float, rng: np.random.Generator) -> Wave:
    wave = np.zeros(n)
    bars = rng.random((3, 8)) < np.array([[0.4], [0.25], [0.7]])
    for place, at in enumerate(np.arange(0.0, n / SAMPLE_RATE, beat / 2)):
        t = _time(0.2)
        if bars[0, place % 8]:
            _add(wave, 1.2 * np.exp(-t / 0.06) * np.sin(2 * np.pi * (60 * t + 8 * (1 - np.exp(-t / 0.02)))), float(at))
        if bars[1, place % 8]:
            _add(wave, 0.7 * np.exp(-t / 0.05) * (rng.standard_normal(len(t)) + np.sin(2 * np.pi * 190 * t)), float(at))
        if bars[2, place % 8]:
            _add(wave, 0.25 * np.exp(-t / 0.02) * np.diff(rng.standard_normal(len(t) + 1)), float(at))
    return wave


def _timbre(rng: np.random.Generator) -> Callable[[float, float, np.random.Generator], Wave]:
    """An instrument: partials with a slope, struck or held, perhaps slightly out of tune with itself."""
    slope, attack, decay = rng.uniform(0.6, 2.5), rng.choice([0.003, 0.02, 0.1]), rng.choice([0.15, 0.5, 3.0])
    odd, detune, tremble = rng.random() < 0.3, rng.uniform(0.0, 0.006), rng.uniform(0.0, 0.3)

    def play(hz: float, seconds: float, rng: np.random.Generator) -> Wave:
        t = _time(seconds)
        wave = np.zeros(len(t))
        for k in range(1, 20, 2 if odd else 1):
            if hz * k > 3900.0:
                break
            wave += k**-slope * np.sin(2 * np.pi * hz * k * t * (1 + detune * rng.standard_normal()))
        shape = (1 - np.exp(-t / attack)) * np.exp(-t / decay) * np.minimum(1.0, (seconds - t) / 0.03)
        shaped: Wave = wave * shape * (1 + tremble * np.sin(2 * np.pi * 5 * t))
        return shaped

    return play


def _sung(hz: float, seconds: float, rng: np.random.Generator) -> Wave:
    """A held vowel with vibrato: what a singer or a string does, and what talk does not."""
    t = _time(seconds)
    while hz > 700.0:
        hz /= 2.0
    bend = rng.uniform(0.002, 0.02) * np.sin(2 * np.pi * rng.uniform(4.5, 6.5) * t + rng.uniform(0, 6))
    phase = 2 * np.pi * np.cumsum(hz * (1 + bend)) / SAMPLE_RATE
    formants = _VOWELS[int(rng.integers(len(_VOWELS)))]
    wave = np.zeros(len(t))
    for k in range(1, int(3800 / hz)):
        gain = sum(np.exp(-(((hz * k - f) / (120 + 0.06 * f)) ** 2)) * 0.7**i for i, f in enumerate(formants)) + 0.02
        wave += gain * np.sin(k * phase)
    sung: Wave = wave * np.minimum(1.0, t / 0.06) * np.minimum(1.0, (seconds - t) / 0.06)
    return sung


def _degree(scale: tuple[int, ...], step: int) -> float:
    return float(2.0 ** ((scale[step % len(scale)] + 12 * (step // len(scale))) / 12.0))


def _click(rng: np.random.Generator, body_hz: float) -> Wave:
    t = _time(0.06)
    snap = np.exp(-t / rng.uniform(0.001, 0.006)) * rng.standard_normal(len(t))
    ring = np.exp(-t / rng.uniform(0.004, 0.015)) * np.sin(2 * np.pi * body_hz * rng.uniform(0.8, 4.0) * t)
    click: Wave = snap + rng.uniform(0.0, 0.8) * ring
    return click


def _time(seconds: float) -> Wave:
    return np.arange(max(1, round(seconds * SAMPLE_RATE))) / SAMPLE_RATE


def _add(wave: Wave, part: Wave, at_s: float) -> None:
    first = round(at_s * SAMPLE_RATE)
    part = part[: max(0, len(wave) - first)]
    wave[first : first + len(part)] += part


def _unit(wave: Wave) -> Samples:
    unit: Samples = (wave / max(1e-9, float(np.sqrt(np.mean(wave**2))))).astype(np.float32)
    return unit


NOISES: dict[str, Sound] = {
    "dialling": dialling,
    "typing": typing,
    "knocks": knocks,
    "breath": breath,
    "cough": cough,
    "rustle": rustle,
}
"""What a desk and a headset add to a line."""
