"""What a line carries besides a voice: digital silence, and music."""

from __future__ import annotations

import math

from firmware_app.hearing.logmel import FRAMES_PER_S
from firmware_app.hearing.sound_kind import STEP, Kind

_LIVE_S = 1.0
"""A line counts as live once it has carried this much noise between words, and hardly any zeros. Some phones send zeros
between words: on such a line digital silence says nothing."""
_HARDLY = 4
"""Times as much noise as zeros."""
_SURELY_S = 15.0
"""Zeros for so long are digital silence on any line: nobody waits for the next word as long."""
_WORDS_APART_S = 2.0
"""A longer stretch of zeros is a mute, not a gap between words."""


class DigitalSilence:
    """Notices when a live line goes to all zeros: mute, hold or a pulled plug."""

    def __init__(self, after_s: float) -> None:
        """``after_s``: zeros for this long are digital silence."""
        self._after = round(after_s * FRAMES_PER_S)
        self._live_after = round(_LIVE_S * FRAMES_PER_S)
        self._surely = max(self._after, round(_SURELY_S * FRAMES_PER_S))
        self._words_apart = round(_WORDS_APART_S * FRAMES_PER_S)
        self._noise_frames = 0
        self._zeros_before = 0
        self._zero_frames = 0

    @property
    def between_words(self) -> bool:
        """The line sends zeros between words, so that they are its noise."""
        return self._noise_frames < _HARDLY * self._zeros_before

    @property
    def zeros(self) -> int:
        """Frames of zeros up to now."""
        return self._zero_frames

    def step(self, zero: bool, voice: bool) -> bool:
        """Takes a frame, and returns whether the line is dead.

        ``zero``: all samples are the same; ``voice``: it is speech.
        """
        if not zero:
            self._zeros_before += self._zero_frames if self._zero_frames <= self._words_apart else 0
            self._noise_frames += not voice
        self._zero_frames = self._zero_frames + 1 if zero else 0
        live = self._noise_frames >= max(self._live_after, _HARDLY * self._zeros_before)
        return self._zero_frames >= (self._after if live else self._surely)


class HoldMusic:
    """Tells hold music by evidence over time: a moment of music may be a held vowel, two seconds of it are not."""

    _SLOW, _FAST = (1.0 - math.exp(-STEP / FRAMES_PER_S / seconds) for seconds in (1.2, 0.5))
    _LIKELY, _ON, _OFF = -0.1, 0.2, 0.6
    _SURE = 0.5
    """Noise is no voice either: music itself must be heard."""
    _LEAST_LOOKS = round(0.8 * FRAMES_PER_S / STEP)
    _CALLERS_ARE_LIKELIER = -0.3
    _GAP_S = 0.3
    """Between notes; after it a voice need not speak against the music that was."""
    _QUIET_S = 3.0

    def __init__(self) -> None:
        self.on = False
        self.since = 0.0
        self._last = -math.inf
        self._forget()

    def _forget(self) -> None:
        self._looks = 0
        self._lean = self._CALLERS_ARE_LIKELIER
        self._music = self._voice = 0.0

    @property
    def likely(self) -> bool:
        """What was heard lately has been music rather than a voice, though not for long enough to say so."""
        return self._lean > self._LIKELY

    def step(self, t: float, kind: Kind | None) -> bool:
        """Takes a moment: ``kind`` of what is heard, None if nothing is looked at; returns whether music is on."""
        if kind is None:
            if t - self._last >= self._GAP_S:
                self._voice = max(self._voice, 0.0)
            if t - self._last >= self._QUIET_S:
                self.on = False
                self._forget()
            return self.on
        if not self._looks:
            self.since = t
        self._last = t
        self._looks += 1
        self._lean += self._SLOW * (kind.music - kind.voice - self._lean)
        self._music += self._SLOW * (kind.music - self._music)
        self._voice += self._FAST * (kind.voice - kind.music - self._voice)
        if self.on and self._voice > self._OFF:
            self.on = False
            self._forget()
        elif not self.on and self._looks >= self._LEAST_LOOKS and self._lean > self._ON and self._music > self._SURE:
            self.on = True
        return self.on
