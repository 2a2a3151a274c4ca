"""Speech activity of one channel, frame by frame: level against the line's own noise.

Nothing here knows absolute loudness beyond a floor below which no line carries a voice, so a gain on the
line changes nothing. A voice must also stand within reach of that line's own recent speech: the far end's
leak into the near-end microphone (-25 to -50 dB) is then no voice.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from firmware_app.hearing.logmel import FRAMES_PER_S
from firmware_app.hearing.sound_kind import Kind
from firmware_app.settings import HearingSettings

_NOISE_SPAN_S = 4.0
"""The noise is the quietest the line has been over this long: speech has dips within it."""
_NOISE_PARTS = 8
_RISE = 0.4
"""Share of the newest frame in a rising level, against clicks. A fall is taken at once: the end of a turn is urgent."""
_REACH_DB = 24.0
"""A voice on its own line does not drop further below its own peaks than this within a phrase."""
_VOICE_FALL_DB_PER_S = 1.0
_FALL_DB_PER_S = 0.2
"""Also in silence, so that no sound can leave a line deaf for long; slow, because while the agent listens for a minute
the far end's leak must not become a voice."""
_PEAK_RISE = 0.08
"""Share of the newest voice frame in a rising peak, 0.3 s: what is louder but shorter than words is no voice's peak."""
HYSTERESIS_DB = 3.0
"""A voice that has begun goes on until it is so far below its threshold."""
_ONSET_FRAMES = 5
"""A click or a knock is shorter than 50 ms; a syllable is not."""


@dataclass(frozen=True)
class Activity:
    """One frame: ``voice``: this frame is speech. ``speaking``: on from a voice's onset to the end of its hangover."""

    voice: bool
    speaking: bool


class SpeechActivity:
    """Follows one line. Call `step` once a frame."""

    def __init__(self, settings: HearingSettings) -> None:
        self._margin = settings.speech_margin_db
        self._floor = settings.speech_floor_dbfs
        self._hangover = round(settings.hangover_s * FRAMES_PER_S)
        self._minima: deque[float] = deque(maxlen=_NOISE_PARTS)
        self._part_frames = round(_NOISE_SPAN_S * FRAMES_PER_S / _NOISE_PARTS)
        self._part_left = self._part_frames
        self._part_minimum = 0.0
        self._level: float | None = None
        self._peak = self._floor
        self._run = 0
        self._quiet = 0
        self._voice = False
        self._speaking = False

    def step(self, level: float) -> Activity:
        """Takes the next frame's level (dBFS of the telephone band)."""
        smooth = self._smoothed(level)
        noise = self._track_noise(smooth)
        fall = _VOICE_FALL_DB_PER_S if self._voice else _FALL_DB_PER_S
        self._peak = max(self._peak - fall / FRAMES_PER_S, self._floor)
        threshold = max(noise + self._margin, self._floor, self._peak - _REACH_DB)
        if self._voice:
            threshold -= HYSTERESIS_DB
        self._voice = smooth > threshold
        if self._voice and smooth > self._peak:
            self._peak += _PEAK_RISE * (smooth - self._peak)
        self._follow()
        return Activity(self._voice, self._speaking)

    def unheard(self) -> Activity:
        """Takes a frame that only stands for what could not be heard: nothing is learned from it."""
        self._voice = False
        self._run = 0
        self._speaking = False
        return Activity(False, False)

    def gap(self) -> Activity:
        """Takes a frame that stands for a lost packet."""
        self._voice = False
        self._follow()
        return Activity(False, self._speaking)

    def foreign(self, level: float) -> Activity:
        """Takes a frame that the other line explains. It is no voice of this one, but its noise may be: a microphone's
        hiss explains all the noise of a quieter line."""
        self._track_noise(self._smoothed(level))
        return self.gap()

    def _smoothed(self, level: float) -> float:
        smooth = level if self._level is None or level < self._level else self._level + _RISE * (level - self._level)
        self._level = smooth
        return smooth

    def _track_noise(self, smooth: float) -> float:
        if self._part_left == self._part_frames:
            self._part_minimum = smooth
        self._part_minimum = min(self._part_minimum, smooth)
        self._part_left -= 1
        if self._part_left == 0:
            self._minima.append(self._part_minimum)
            self._part_left = self._part_frames
        return min(self._part_minimum, min(self._minima, default=self._part_minimum))

    def _follow(self) -> None:
        if self._voice:
            self._run += 1
            self._quiet = 0
            self._speaking = self._speaking or self._run >= _ONSET_FRAMES
            return
        self._run = 0
        self._quiet += 1
        if self._quiet > self._hangover:
            self._speaking = False


_OPEN, _SURE, _SHUT = 0.5, 0.9, 0.25
"""A sound counts as a voice from the first look that is sure of it, or the second in a row that finds it likely, to the
first that denies it."""
_TALKING_FRAMES = 200
"""A voice that was heard within these 2 s goes on with the first look that finds it likely."""
_VOWEL_DB = 16.0
"""Any phrase has a vowel that comes this near to the same voice's peaks; the far end's leak has none."""


class VoiceGate:
    """Lets through, of what `SpeechActivity` heard, what sounds like this line's own voice: `step` once a frame."""

    def __init__(self, settings: HearingSettings) -> None:
        self._hangover = round(settings.hangover_s * FRAMES_PER_S)
        self._floor = settings.speech_floor_dbfs
        self._peak = self._floor
        self._open = self._likely = False
        self._near = False
        self._quiet = _TALKING_FRAMES + 1
        self._speaking = False

    def step(self, heard: Activity, level: float, kind: Kind | None, doubt: bool = False) -> Activity:
        """Takes the next frame.

        Args:
            heard: its activity.
            level: dBFS.
            kind: what kind of sound it is, on the frames of a look.
            doubt: what was heard lately has been music rather than a voice.
        """
        if kind is not None:
            self._open = kind.voice >= _SHUT if self._open else self._opens(kind.voice, doubt)
            self._likely = kind.voice >= _OPEN
        elif not heard.speaking:
            self._open = self._likely = False
        self._near = (self._near and heard.speaking) or (heard.voice and level > self._peak - _VOWEL_DB)
        voice = heard.voice and self._open and self._near
        self._follow_peak(level, voice)
        self._quiet = 0 if voice else self._quiet + 1
        if not heard.speaking or self._quiet > self._hangover:
            self._speaking = False
        elif voice:
            self._speaking = True
        return Activity(voice, self._speaking)

    def _opens(self, voice: float, doubt: bool) -> bool:
        if doubt or voice < _OPEN:
            return voice >= _SURE
        return voice >= _SURE or self._likely or self._quiet <= _TALKING_FRAMES

    def _follow_peak(self, level: float, voice: bool) -> None:
        """Of the voice alone: neither loud music nor a bang must make it seem soft."""
        if voice and level > self._peak:
            self._peak += _PEAK_RISE * (level - self._peak)
        fall = _VOICE_FALL_DB_PER_S if voice else _FALL_DB_PER_S
        self._peak = max(self._peak - fall / FRAMES_PER_S, self._floor)
