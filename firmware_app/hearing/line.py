"""What a line carries besides a voice: digital silence, and music."""

from __future__ import annotations

from firmware_app.hearing.logmel import FRAMES_PER_S

_LIVE_S = 1.0
"""A line counts as live once it has carried this much noise between words. Some phones send zeros between words:
on such a line digital silence says nothing."""


class DigitalSilence:
    """Notices when a live line goes to all zeros: mute, hold or a pulled plug."""

    def __init__(self, after_s: float) -> None:
        """``after_s``: zeros for this long are digital silence."""
        self._after = round(after_s * FRAMES_PER_S)
        self._live_after = round(_LIVE_S * FRAMES_PER_S)
        self._noise_frames = 0
        self._zero_frames = 0

    @property
    def zeros(self) -> int:
        """Frames of zeros up to now."""
        return self._zero_frames

    def step(self, zero: bool, voice: bool) -> bool:
        """Takes a frame: ``zero``: all samples are zero; ``voice``: it is speech. Returns whether the line is dead."""
        self._zero_frames = self._zero_frames + 1 if zero else 0
        if not zero and not voice:
            self._noise_frames += 1
        return self._noise_frames >= self._live_after and self._zero_frames >= self._after


class MusicWatch:
    """Tells music or noise from a voice by the readings that the anger model gives beside anger."""

    _LOW, _HIGH = 0.3, 0.6
    _ON_S, _OFF_S = 1.5, 0.5
    _QUIET_S = 2.0

    def __init__(self) -> None:
        self.on = False
        self.since = 0.0
        self._turned: float | None = None
        self._last = 0.0

    def read(self, t: float, voice: float) -> bool:
        """Takes a reading (``voice``: probability that what is heard is speech); returns whether it is music."""
        self._last = t
        against = voice > self._HIGH if self.on else voice < self._LOW
        if not against:
            self._turned = None
            return self.on
        self._turned = t if self._turned is None else self._turned
        if t - self._turned >= (self._OFF_S if self.on else self._ON_S):
            self.on, self.since, self._turned = not self.on, self._turned, None
        return self.on

    def quiet(self, t: float) -> bool:
        """Nothing is heard at ``t``; returns whether it still counts as music."""
        if t - self._last >= self._QUIET_S:
            self.on, self._turned = False, None
        return self.on
