"""How fast the agent speaks: syllables and speech time, by a small network on the telephone band.

The network looks at a fixed chunk of frames with as much context on both sides, always on the same grid of
frames, so that the sizes in which the sound comes in change nothing. Every chunk is seen in decibels below a
running reference taken from the line itself: a gain on the line changes nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from firmware_app.audio.block import Samples
from firmware_app.facts import Pace, Syllables
from firmware_app.hearing.logmel import BANDS, FRAMES_PER_S, HOP, WINDOW, Array, Frames, clip_frames, frame_end
from firmware_app.hearing.runtime import Network
from firmware_app.rate_window import RateWindow
from firmware_app.share import shared_file

MODEL = "models/pace.tflite"
CHUNK: Final = 32
"""Frames that one look of the network judges: 320 ms."""
CONTEXT: Final = 24
"""Frames that it sees before and after them: 240 ms. Those after are the look-ahead."""
SPAN: Final = CHUNK + 2 * CONTEXT
STEP: Final = 2
"""Frames a row of the network's output stands for: 20 ms."""
STEP_S: Final = STEP / FRAMES_PER_S

_LOUD_FRAMES = 8
"""The loudest so many frames of a look set its level: 80 ms, a vowel and longer than a click."""
_FALL_DB = 0.32
"""What the reference forgets in a chunk: 1 dB/s, so that a loud word is past in time but a pause is not filled up."""
_REACH_DB = 24.0
"""A voice at its own microphone stays within this of its own loud vowels; the far end's leak stays below."""
_NEAR_FRAMES = CONTEXT
"""Nothing that is part of a word is further than this from a vowel: 240 ms."""
_LEAST_FRAMES = 6
"""Of them: no vowel is shorter than 60 ms."""
QUIET_DBFS = -85.0
"""Nothing quieter than this is speech on any line."""
_START_DBFS = -40.0
"""What the first words are compared with, so that a room's noise before them is not taken for a voice. Speech at
−47 dBFS reaches it with its loud vowels; what is quieter is heard a little less until the reference has fallen."""
PHRASE_SYLLABLES: Final = 4.0
"""A phrase with fewer has no rate."""
_UNHEARD_DBFS = -200.0
_RANGE_DB = 35.0
_MIDDLE_DB = -25.0
"""The network sees −60 to +10 dB about the reference as −1 to 1."""


@dataclass(frozen=True)
class PaceChunk:
    """What was said in one chunk of frames.

    ``first``: index of its first frame. ``t``: seconds when it could be known, the look-ahead heard.
    ``syllables``: syllable nuclei, a real number. ``speech_s``: seconds of speech, pauses left out.
    """

    first: int
    t: float
    syllables: float
    speech_s: float


class Reference:
    """The running level that a line's speech is compared with, one step a chunk."""

    def __init__(self, dbfs: float = _START_DBFS) -> None:
        self._dbfs = dbfs

    def step(self, level: Array) -> float:
        """The reference in dBFS.

        Args:
            level: dBFS of the look's frames, shape ``(SPAN,)``.
        """
        loud = float(np.partition(level, -_LOUD_FRAMES)[-_LOUD_FRAMES])
        self._dbfs = max(self._dbfs - _FALL_DB, loud, QUIET_DBFS)
        return self._dbfs


def within_reach(level: Array, reference: float) -> NDArray[np.bool_]:
    """Which rows of a look's output have the line's own voice near them, shape ``(CHUNK // STEP,)``.

    Args:
        level: dBFS of the look's frames, shape ``(SPAN,)``.
        reference: dBFS.
    """
    own = level > max(QUIET_DBFS, reference - _REACH_DB)
    beside = own[CONTEXT - _NEAR_FRAMES : CONTEXT + CHUNK + _NEAR_FRAMES]
    loud = sliding_window_view(beside, 2 * _NEAR_FRAMES + STEP)[::STEP].sum(axis=1)
    near: NDArray[np.bool_] = loud >= _LEAST_FRAMES
    return near


def network_input(mel: Array, reference: float) -> Array:
    """Bands in dB, any shape, as the network sees them: −1 to 1 about the reference (dBFS)."""
    scaled: Array = np.clip((mel - (reference + _MIDDLE_DB)) / _RANGE_DB, -1.0, 1.0)
    return scaled


class PaceMeter:
    """Hears one channel, chunk after chunk. Any sizes of `Frames` give the same chunks."""

    def __init__(self, network: Network | None = None) -> None:
        """Uses ``network``, or the shipped one.

        Raises:
            InputError: the shipped model is missing or damaged.
        """
        self._network = network or Network(shared_file(MODEL))
        self._reference = Reference()
        self._mel = np.full((CONTEXT, BANDS), _UNHEARD_DBFS)
        self._level = np.full(CONTEXT, _UNHEARD_DBFS)
        self._first = 0

    def push(self, frames: Frames) -> list[PaceChunk]:
        """The chunks that these frames, the next of their channel, complete; mostly none or one."""
        self._mel = np.concatenate((self._mel, frames.mel))
        self._level = np.concatenate((self._level, frames.level))
        chunks = []
        at = 0
        while len(self._level) - at >= SPAN:
            chunks.append(self._look(self._mel[at : at + SPAN], self._level[at : at + SPAN]))
            at += CHUNK
        if at:
            self._mel, self._level = self._mel[at:], self._level[at:]
        return chunks

    def _look(self, mel: Array, level: Array) -> PaceChunk:
        first, self._first = self._first, self._first + CHUNK
        known = frame_end(first + CHUNK + CONTEXT - 1)
        reference = self._reference.step(level)
        near = within_reach(level, reference)
        if not near.any():
            return PaceChunk(first, known, 0.0, 0.0)
        rows = self._network(network_input(mel, reference)[None])[0]
        syllables, speech = rows[near].sum(axis=0, dtype=np.float64)
        return PaceChunk(first, known, float(syllables), float(speech) * STEP_S)


class PaceWindow:
    """The articulation rate over the last so many seconds of speech, pauses left out."""

    def __init__(self, speech_s: float) -> None:
        self._window = RateWindow(speech_s)

    def push(self, chunk: PaceChunk) -> Pace | None:
        """The rate with this chunk in it; None while too little was said, and in a chunk without speech."""
        if chunk.speech_s <= 0.0:
            return None
        self._window.push(chunk.syllables, chunk.speech_s)
        rate = self._window.rate
        return None if rate is None else Pace(chunk.t, rate, self._window.speech_s)


class Phrases:
    """Lets through what is said in phrases that are long enough to have a rate.

    A phrase of one syllable is said at half the usual rate, one of three at 0.88 times, one of ten at 1.16 times
    (27.9 h of conversation, `docs/coach.md`): how many "yes" and "right" a stretch has would say more about its rate
    than haste does.
    """

    def __init__(self) -> None:
        self._syllables = self._speech_s = 0.0

    def push(self, chunk: PaceChunk) -> Syllables | None:
        """What this chunk adds, with what was kept back of its phrase before the phrase was long enough."""
        kept_back = self._syllables < PHRASE_SYLLABLES
        self._syllables += chunk.syllables
        self._speech_s += chunk.speech_s
        if self._syllables < PHRASE_SYLLABLES:
            return None
        if kept_back:
            return Syllables(chunk.t, self._syllables, self._speech_s)
        return Syllables(chunk.t, chunk.syllables, chunk.speech_s)

    def pause(self) -> None:
        """Nothing was said in a chunk: the phrase is over."""
        self._syllables = self._speech_s = 0.0


def measure_pace(
    samples: Samples, network: Network | None = None, spoken: NDArray[np.bool_] | None = None
) -> tuple[float, float]:
    """Syllables and seconds of speech of a whole clip, heard as the kiosk would.

    Args:
        samples: float32, shape ``(n,)``, full scale at ±1.
        network: in place of the shipped one.
        spoken: which frames are of a voice (`spoken_frames`): a chunk without any is noise. Without it, all count.

    Raises:
        InputError: the shipped model is missing or damaged.
    """
    chunks = _clip_chunks(samples, network or Network(shared_file(MODEL)))
    if spoken is not None:
        chunks = [chunk for chunk in chunks if spoken[chunk.first : chunk.first + CHUNK].any()]
    return _total(chunks)


def measure_clips(clips: Iterable[Samples], network: Network | None = None) -> list[tuple[float, float]]:
    """`measure_pace` of several clips, each as if it were the first, with one network loaded once."""
    network = network or Network(shared_file(MODEL))
    return [_total(_clip_chunks(samples, network)) for samples in clips]


def _clip_chunks(samples: Samples, network: Network) -> list[PaceChunk]:
    # silence after the end: the last frames of the clip need their look-ahead
    silence = np.zeros(WINDOW + SPAN * HOP, dtype=np.float32)
    meter = PaceMeter(network)
    return [chunk for frames in clip_frames(samples, silence) for chunk in meter.push(frames)]


def _total(chunks: list[PaceChunk]) -> tuple[float, float]:
    return sum(chunk.syllables for chunk in chunks), sum(chunk.speech_s for chunk in chunks)
