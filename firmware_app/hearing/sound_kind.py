"""What kind of sound a line carries now: a voice, music, or neither. By a small network on the telephone band.

The network looks back 1.28 s and judges the newest moment. It sees every look in decibels below the look's own
loudest part, so a gain on the line changes nothing; it keeps nothing from look to look, so nothing can leave it deaf.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.logmel import BAND_HZ, BANDS, WINDOW, Array, Frames
from firmware_app.hearing.runtime import Network

SPAN: Final = 128
"""Frames that one look sees: 1.28 s, five or six syllables, or a few notes."""
STEP: Final = 4
"""Frames between looks, on a fixed grid: 40 ms."""
ROWS: Final = SPAN // 2
"""The network sees pairs of frames: 20 ms a row."""
LAGS: Final = (4, 12)
"""Frames over which a sound is compared with itself: 40 ms and 120 ms."""
COLUMNS: Final = BANDS + len(LAGS)
LATE_FRAMES: Final = 5
"""The moment judged lies this far back, 50 ms: a sound's first frame alone does not tell what it is."""

_LOUD_FRAMES = 8
"""The loudest so many frames of a look set its level: 80 ms, a vowel and longer than a click."""
_QUIET_DBFS = -85.0
_UNHEARD_DBFS = -200.0
_RANGE_DB = 30.0
_MIDDLE_DB = -22.0
"""The network sees −52 to +8 dB about the look's level as −1 to 1."""


@dataclass(frozen=True)
class Kind:
    """How likely a sound is a voice, and how likely music, each 0 to 1; of noise and tones both are low."""

    voice: float
    music: float


def look_input(mel: Array, level: Array, steady: Array) -> Array:
    """What the network sees of some looks.

    Args:
        mel: dB, shape ``(..., SPAN, BANDS)``.
        level: dBFS, shape ``(..., SPAN)``.
        steady: as `Steadiness` gives it, shape ``(..., SPAN, len(LAGS))``.

    Returns:
        −1 to 1, shape ``(..., ROWS, COLUMNS)``.
    """
    loud = np.partition(level, -_LOUD_FRAMES, axis=-1)[..., -_LOUD_FRAMES]
    middle = np.maximum(loud, _QUIET_DBFS) + _MIDDLE_DB
    pairs = mel.reshape(*mel.shape[:-2], ROWS, 2, BANDS).mean(axis=-2)
    bands = (pairs - middle[..., None, None]) / _RANGE_DB
    scaled: Array = np.clip(np.concatenate((bands, 2.0 * steady[..., 1::2, :] - 1.0), axis=-1), -1.0, 1.0)
    return scaled


class Steadiness:
    """How like itself a little earlier a sound is, partial by partial: a note is held, a voice's pitch glides."""

    def __init__(self) -> None:
        self._shapes = np.zeros((LAGS[-1], _BAND.stop - _BAND.start))

    def push(self, power: Array) -> Array:
        """Cosine of each frame's spectrum with those of `LAGS` frames before, 0 to 1, shape ``(n, len(LAGS))``.

        Args:
            power: power spectra of the line's next frames, shape ``(n, WINDOW // 2 + 1)``.
        """
        shapes = np.sqrt(power[:, _BAND])
        shapes /= np.maximum(np.sqrt(np.einsum("ij,ij->i", shapes, shapes)), _SILENT)[:, None]
        longest, count = LAGS[-1], len(power)
        shapes = np.concatenate((self._shapes, shapes))
        self._shapes = shapes[count:]
        now = shapes[longest:]
        before = [shapes[longest - lag : longest - lag + count] for lag in LAGS]
        return np.stack([np.einsum("ij,ij->i", now, then) for then in before], axis=1)


class SoundKind:
    """Keeps one line's last frames and looks at them when asked."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._steadiness = Steadiness()
        self._mel = np.full((SPAN, BANDS), _UNHEARD_DBFS)
        self._level = np.full(SPAN, _UNHEARD_DBFS)
        self._steady = np.zeros((SPAN, len(LAGS)))

    def push(self, frames: Frames) -> None:
        """Takes the line's next frames."""
        self._mel = np.concatenate((self._mel[-SPAN:], frames.mel))
        self._level = np.concatenate((self._level[-SPAN:], frames.level))
        self._steady = np.concatenate((self._steady[-SPAN:], self._steadiness.push(frames.power)))

    def steady(self, back: int) -> float:
        """How like itself 40 ms earlier the sound was, before the newest ``back`` frames of the last push, 0 to 1."""
        return float(self._steady[len(self._steady) - 1 - back, 0])

    def look(self, back: int) -> Kind:
        """The kind of sound that was heard last before the newest ``back`` frames of the last push."""
        seen = slice(len(self._level) - back - SPAN, len(self._level) - back)
        steady = self._steady[seen]
        voice, music = self._network(look_input(self._mel[seen], self._level[seen], steady)[None])[0]
        # the world has more signal tones than any training
        is_tone = float(steady[-_TONE_FRAMES:, -1].mean()) > _TONE
        return Kind(0.0 if is_tone else float(voice), float(music))


_LOW, _HIGH = (round(hz * WINDOW / SAMPLE_RATE) for hz in BAND_HZ)
_BAND = slice(_LOW, _HIGH + 1)
_SILENT = 1e-9
_TONE, _TONE_FRAMES = 0.95, 10
"""No vowel is this like itself over 120 ms for 100 ms: of clean speech, 0.04 % is."""
