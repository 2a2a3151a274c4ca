"""Signalling tones: busy, reorder, howler, ringback, special information, dial, fax and modem answer tones.

Every country has its own frequencies and cadences (ITU-T E.180, supplement 2), so no cadence is looked up: a tone is
what holds one to four frequencies, in the ranges that networks use, to within a few hertz and at one level, time after
time, with nothing else in between. No voice does; music changes its notes, and they swell and fade.
"""

from __future__ import annotations

import math
from collections import deque
from enum import IntEnum
from typing import TypeAlias

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.hearing.logmel import FRAMES_PER_S, HOP, WINDOW, Array
from firmware_app.hearing.sound_kind import STEP

_SPAN = 2048
"""Samples of a look: 128 ms, which tells 440 from 480 Hz."""
_BIN_HZ = SAMPLE_RATE / _SPAN
_BAND = slice(round(280.0 / _BIN_HZ), round(3000.0 / _BIN_HZ))
_LOBE = 3
"""Bins either side of a peak that are its own: 23 Hz, the main lobe of the window and a little."""
_MOST_PEAKS = 4
_PURE = 0.85
"""Share of the band's power that lies in so few peaks."""
_MINOR = 0.15
"""A peak with less of the strongest one's power is not compared."""
_NEAR_HZ = 6.0
"""One frequency, heard twice."""
_HELD_LOOKS = 3
"""The same frequencies after so many looks, 120 ms: the two hardly overlap."""
_STEADY = 0.85
"""Less like itself 40 ms earlier is no tone, and need not be looked at closely."""
_OTHER_LOOKS = 8
"""So many looks in a row at something else, 0.3 s, and the tone is over."""
_PERHAPS_S, _SURE_S = 0.2, 1.0
_SURE_BURSTS, _WITHIN_S = 3, 2.5
_IN_MUSIC = 3.0
"""Times as long, where what is heard has been taken for music: tunes hold notes."""
_DUTY = 0.12
"""Of the time since it began a signal sounds at least so much: fax calling 0.14, ringback 0.2. Call waiting comes
within calls, and sounds at most 0.1 of the time."""
_FLAT_DB = 2.5
"""A signal is as loud throughout; what is struck or blown swells and fades."""
_SOFT_SHARE = 0.5
"""Of the looks that are, those that a signal's begins and ends may be softer."""
_LEVEL_FRAMES = 8
"""A level is the mean power of so many frames, 102 ms: two frequencies beat, and Japan's ringback flutters at 16 Hz."""
_GAP_S = 5.5
"""Ringback is silent for 4 s in most countries, 5 s in a few."""
_PROGRESS_HZ = (330.0, 640.0)
"""Dial, busy, reorder and ringback tones, one to three frequencies (E.180: 400 to 450 Hz, 340 to 500 accepted; North
America 350 to 620)."""
_FAX_HZ = ((1060.0, 1140.0), (2080.0, 2120.0))
"""Calling and answer tone (ITU-T T.30, V.25)."""
_HOWLER_HZ = (1380.0, 2650.0)
"""Receiver off hook, North America: 1400, 2060, 2450 and 2600 Hz."""
_INFORMATION_HZ = ((900.0, 1000.0), (1350.0, 1450.0), (1750.0, 1850.0))
"""Special information: three rising tones of 330 ms each (ITU-T E.180). They count as one."""

_SILENT = 1e-10

Frequencies: TypeAlias = tuple[float, ...]
"""In Hz, lowest first."""


class Signal(IntEnum):
    """How sure it is that a signalling tone is heard."""

    NONE = 0
    PERHAPS = 1
    """A beep, which may be the first of many."""
    SURE = 2
    """As long, or as often, as only a signal of the network is."""


class ToneMeter:
    """Follows one line: `push` takes its samples, `step` each of its frames."""

    def __init__(self) -> None:
        self._window = np.hanning(_SPAN + 1)[:-1].astype(np.float32)
        self._samples = np.zeros(_SPAN, dtype=np.float32)
        self._end = 0
        self._before = deque[Frequencies | None](maxlen=_HELD_LOOKS)
        self._powers = deque[float](maxlen=_LEVEL_FRAMES)
        self._last = -math.inf
        self._in_music = False
        self._forget()

    def _forget(self) -> None:
        self.signal = Signal.NONE
        self._tone: Frequencies | None = None
        self._held = self._soft = self._others = 0
        self._loud_db = -math.inf
        self._began = 0
        self._bursts: list[int] = []
        self._new_burst = True

    def push(self, samples: Samples) -> None:
        """Takes the line's next samples."""
        self._samples = np.concatenate((self._samples[-_SPAN:], samples))
        self._end += len(samples)

    def step(self, index: int, level: float, stands_out: bool, steady: float, music: bool = False) -> Signal:
        """Takes a frame of the samples pushed last.

        Args:
            index: the frame's.
            level: dBFS.
            stands_out: it stands out of the line's noise.
            steady: how like itself 40 ms earlier it is, 0 to 1.
            music: what is heard has been taken for music.
        """
        self._in_music = music
        self._powers.append(10.0 ** (level / 10.0))
        self._new_burst = self._new_burst or not stands_out
        if stands_out and (index + 1) % STEP == 0:
            self._look(index, self._frequencies(index) if steady > _STEADY else None)
        if self._tone is not None and index - self._last > _GAP_S * FRAMES_PER_S:
            self._forget()
        return self.signal

    def _frequencies(self, index: int) -> Frequencies | None:
        end = len(self._samples) - (self._end - (index * HOP + WINDOW))
        spectrum = np.fft.rfft(self._samples[end - _SPAN : end] * self._window)
        return dominant_frequencies(spectrum.real**2 + spectrum.imag**2)

    def _look(self, index: int, found: Frequencies | None) -> None:
        earlier = self._before[0] if len(self._before) == _HELD_LOOKS else None
        self._before.append(found)
        if found is None or not is_signal(found) or not (_alike(found, self._tone) or _alike(found, earlier)):
            self._others += 1
            if self._others >= _OTHER_LOOKS:
                self._forget()
            return
        self._follow(index, found)

    def _follow(self, index: int, found: Frequencies) -> None:
        level_db = 10.0 * math.log10(max(sum(self._powers) / len(self._powers), _SILENT))
        if not _alike(found, self._tone):
            # another tone than before: a melody is no signal
            self._forget()
            self._tone, self._held, self._began = found, _HELD_LOOKS, index
        if level_db > self._loud_db + _FLAT_DB and self._held > _HELD_LOOKS:
            self._held, self._soft = _HELD_LOOKS, self._soft + self._held
        self._loud_db = max(self._loud_db, level_db)
        self._others = 0
        self._last = index
        if level_db < self._loud_db - _FLAT_DB:
            self._soft += 1
            return
        self._held += 1
        if self._new_burst:
            self._bursts.append(index)
            self._new_burst = False
        self.signal = max(self.signal, self._sure(index))

    def _sure(self, index: int) -> Signal:
        if self._soft > _SOFT_SHARE * self._held:
            return Signal.NONE
        held_s = self._held * STEP / FRAMES_PER_S
        many = self._bursts[-_SURE_BURSTS:]
        often = len(many) == _SURE_BURSTS and index - many[0] <= _WITHIN_S * FRAMES_PER_S and not self._in_music
        enough_s = _SURE_S * (_IN_MUSIC if self._in_music else 1.0)
        long = held_s >= max(enough_s, _DUTY * (index - self._began) / FRAMES_PER_S)
        if often or long:
            return Signal.SURE
        return Signal.PERHAPS if held_s >= _PERHAPS_S else Signal.NONE


def dominant_frequencies(power: Array) -> Frequencies | None:
    """The few frequencies that hold nearly all power of the band; None where more than a few do.

    Args:
        power: power spectrum of 2048 samples at 16 kHz, shape ``(1025,)``.
    """
    band = power[_BAND].copy()
    whole = float(band.sum())
    found: list[tuple[float, float]] = []
    for _ in range(_MOST_PEAKS):
        peak = int(np.argmax(band))
        near = slice(max(0, peak - _LOBE), peak + _LOBE + 1)
        part = band[near]
        size = float(part.sum())
        if size <= 0.0:
            return None
        found.append((float(part @ np.arange(len(part))) / size + near.start + _BAND.start, size))
        band[near] = 0.0
        if sum(size for _, size in found) >= _PURE * whole:
            strongest = found[0][1]
            return tuple(sorted(at * _BIN_HZ for at, size in found if size >= _MINOR * strongest))
    return None


def is_signal(hz: Frequencies) -> bool:
    """Whether networks use these frequencies together."""
    if len(hz) == 1:
        return any(low <= hz[0] <= high for low, high in (_PROGRESS_HZ, *_INFORMATION_HZ, *_FAX_HZ))
    return any(all(low <= each <= high for each in hz) for low, high in (_PROGRESS_HZ, _HOWLER_HZ))


def _alike(one: Frequencies, other: Frequencies | None) -> bool:
    if other is None:
        return False
    if _is_special_information(one) and _is_special_information(other):
        return True
    return len(one) == len(other) and all(abs(a - b) <= _NEAR_HZ for a, b in zip(one, other, strict=True))


def _is_special_information(hz: Frequencies) -> bool:
    return len(hz) == 1 and any(low <= hz[0] <= high for low, high in _INFORMATION_HZ)
