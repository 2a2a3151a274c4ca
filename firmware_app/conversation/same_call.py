"""Is it still the same call? What the far end sounded like before both lines went dead, and what it sounds like now.

A recorder or a telephone sends nothing while a card number is keyed in; and nothing between two calls. Nothing but the
sound that comes back can tell the one from the other: the caller's voice and the line's noise. In doubt it is a new
call: what was learned of one caller must never judge another.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from firmware_app.facts import CallerSound, LineNoise

_LEAST_BEFORE_S, _LEAST_NOW_S = 3.0, 2.0
"""Seconds of the caller's speech without which nothing can be told."""
_SAME_DB, _OTHER_DB = 3.0, 4.5
"""Up to the first it is the same caller, beyond the second another; between them more must be heard. dB RMS over bands
between mean spectra, level taken off, and what pitch and noise add. Chosen on ``tools.bench.pauses``, seeds 0 to 49."""
_PER_SEMITONE, _MOST_SEMITONES = 0.2, 6.0
"""A pitch that is an octave off is more often a mistake of the estimate than another person."""
_PER_NOISE_DB, _LIKE_NOISE_DB = 0.4, 2.0
_OTHER_NOISE_DB = 6.0
"""RMS over bands between two noises, their level included, that are not one line's."""
_LEAST_NOISE = 2
"""Half seconds of noise on either side of the pause, or it is no evidence."""
_MOST_PARTS = 240
"""Half seconds that are kept: two minutes of the caller's speech say what there is to say."""


@dataclass
class FarEnd:
    """What has been heard of the far end: half a second an entry."""

    sounds: deque[CallerSound] = field(default_factory=lambda: deque(maxlen=_MOST_PARTS))
    noises: deque[LineNoise] = field(default_factory=lambda: deque(maxlen=_MOST_PARTS))

    @property
    def speech_s(self) -> float:
        """Seconds of the caller's speech."""
        return sum(each.speech_s for each in self.sounds)

    def hear(self, fact: CallerSound | LineNoise) -> None:
        """Takes one more half second."""
        if isinstance(fact, CallerSound):
            self.sounds.append(fact)
        else:
            self.noises.append(fact)


def same_call(before: FarEnd, now: FarEnd) -> bool | None:
    """Whether two stretches are of one call; None: not enough has been heard yet."""
    noise_db = _noise_distance_db(before, now)
    if noise_db > _OTHER_NOISE_DB:
        return False
    if now.speech_s < _LEAST_NOW_S:
        return None
    if before.speech_s < _LEAST_BEFORE_S:
        return False
    far_db = _distance_db(_spectrum(before), _spectrum(now))
    far_db += _PER_SEMITONE * _semitones(before, now) + _PER_NOISE_DB * max(0.0, noise_db - _LIKE_NOISE_DB)
    if far_db <= _SAME_DB:
        return True
    return False if far_db > _OTHER_DB else None


def _semitones(before: FarEnd, now: FarEnd) -> float:
    """Between median pitches; where there is none, as far as can be."""
    earlier, later = _pitch(before), _pitch(now)
    if earlier is None or later is None:
        return _MOST_SEMITONES
    return min(_MOST_SEMITONES, 12.0 * abs(earlier - later))


def _noise_distance_db(before: FarEnd, now: FarEnd) -> float:
    """Between mean noises; 0 where one was hardly heard: that is no evidence."""
    if min(len(before.noises), len(now.noises)) < _LEAST_NOISE:
        return 0.0
    first, second = (_mean([each.spectrum for each in end.noises]) for end in (before, now))
    return _distance_db(first, second)


def _spectrum(end: FarEnd) -> list[float]:
    bands = _mean([each.spectrum for each in end.sounds])
    level = sum(bands) / len(bands)
    return [band - level for band in bands]


def _pitch(end: FarEnd) -> float | None:
    found = sorted(pitch for each in end.sounds for pitch in each.log2_hz)
    return found[len(found) // 2] if found else None


def _mean(spectra: Sequence[Sequence[float]]) -> list[float]:
    return [sum(band) / len(band) for band in zip(*spectra, strict=True)]


def _distance_db(one: Sequence[float], other: Sequence[float]) -> float:
    return math.dist(one, other) / math.sqrt(len(one))
