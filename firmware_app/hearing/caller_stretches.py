"""The caller's speech cut into overlapping stretches, each measured: what the anger model is asked about.

Only the caller's ear imports this module, and every way in is named for the caller: there is no way here for the
agent's voice, and none may be added.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import BANDS, FRAMES_PER_S, SPAN, WINDOW, Array, Frames, frame_end
from firmware_app.hearing.speech_frames import COLUMNS, SpeechFrames, described
from firmware_app.hearing.voice_quality import FEWEST_FRAMES, voice_quality

HOP_FRAMES = 25
"""A stretch at most every 0.25 s, at whole multiples of it from the start of the line."""
WINDOW_FRAMES = 250
"""Speech looked back upon: 2.5 s, so that anger that begins or ends shows within three."""
FORGET_FRAMES = 1000
"""After 10 s without the caller's voice the next word is measured by itself."""

Flags: TypeAlias = Sequence[bool] | NDArray[np.bool_]


@dataclass(frozen=True)
class MeasuredStretch:
    """The caller's last ``speech_s`` seconds of speech, of which ``fresh_s`` came since the stretch before.

    ``t``: s, the moment when it is known. ``measures``: as `voice_quality` gives them, shape ``(len(MEASURES),)``.
    ``dbfs``: mean level of the louder half of its frames.
    """

    t: float
    fresh_s: float
    speech_s: float
    measures: Array
    dbfs: float


class CallerStretches:
    """Follows the caller. Gives the same stretches whatever the sizes of the pushes."""

    def __init__(self) -> None:
        self._recent = _Recent()
        self._span = np.zeros((HOP_FRAMES, SPAN), dtype=np.float32)
        self._power = np.zeros((HOP_FRAMES, WINDOW // 2 + 1))
        self._mel = np.zeros((HOP_FRAMES, BANDS))
        self._level = np.zeros(HOP_FRAMES)
        self._waiting = 0
        self._quiet = 0

    def push(
        self, caller_frames: Frames, caller_voice: Flags, caller_speaking: Flags, caller_spoken: Flags
    ) -> list[MeasuredStretch]:
        """Takes the caller's next frames with their `Activity`; gives a stretch for each hop with speech in it.

        ``caller_spoken``: where this is known to be speech and no music. Elsewhere there is none.
        """
        found = []
        for row, heard in enumerate(np.logical_or(caller_voice, caller_speaking).tolist()):
            index = caller_frames.first + row
            if heard:
                self._keep(caller_frames, row)
            else:
                self._pass()
            if (index + 1) % HOP_FRAMES == 0 and self._waiting:
                fresh = self._waited()
                self._recent.add(fresh)
                if caller_spoken[row]:
                    found += self._measured(frame_end(index), len(fresh) / FRAMES_PER_S)
        return found

    def _keep(self, frames: Frames, row: int) -> None:
        at = self._waiting
        self._power[at], self._mel[at], self._level[at] = frames.power[row], frames.mel[row], frames.level[row]
        self._span[at] = frames.span[row]
        self._waiting += 1
        self._quiet = 0

    def _pass(self) -> None:
        self._quiet += 1
        if self._quiet == FORGET_FRAMES:
            self._recent.clear()

    def _waited(self) -> Array:
        count, self._waiting = self._waiting, 0
        return described(self._mel[:count], self._level[:count], self._power[:count], self._span[:count])

    def _measured(self, t: float, fresh_s: float) -> list[MeasuredStretch]:
        speech = self._recent.frames()
        if len(speech) < FEWEST_FRAMES:
            return []
        louder = np.sort(speech.level)[len(speech) // 2 :]
        return [MeasuredStretch(t, fresh_s, len(speech) / FRAMES_PER_S, voice_quality(speech), float(louder.mean()))]


class _Recent:
    """The last `WINDOW_FRAMES` frames of speech, joined, in memory taken once."""

    def __init__(self) -> None:
        self._values = np.zeros((WINDOW_FRAMES, COLUMNS))
        self._count = 0

    def clear(self) -> None:
        self._count = 0

    def add(self, rows: Array) -> None:
        over = max(0, self._count + len(rows) - WINDOW_FRAMES)
        self._values[: self._count - over] = self._values[over : self._count].copy()
        self._count += len(rows) - over
        self._values[self._count - len(rows) : self._count] = rows

    def frames(self) -> SpeechFrames:
        return SpeechFrames(self._values[: self._count])
