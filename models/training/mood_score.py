"""Figures of the mood light on streams of a caller's voice: false onsets, turns shown, and how soon."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from firmware_app.conversation.mood import Mood
from firmware_app.facts import Anger, CallerVoice, Fact, Tick
from firmware_app.hearing.caller_mood import CallerMood
from firmware_app.hearing.mood_model import MoodModel
from firmware_app.settings import ConversationSettings

SOON_S = 1.0
"""Light within this much speech of a turn tells nothing of the turn yet."""
LATE_S = 0.25
"""After a turn, the light still shows it."""
_TICK_S = 1.0
_DRAWS = 300
Spans = list[tuple[float, float]]
"""When the light was on, (from, to) in s."""


class Order(str, Enum):
    """What a call is made of."""

    CALM = "calm"
    AFTER = "after calm speech"
    FIRST = "from the first word"
    THROUGHOUT = "throughout"


@dataclass(frozen=True)
class Stream:
    """What the caller's ear made of one call.

    ``fold``: whose model heard it. ``voice``: who is drawn again for intervals. ``turn_s``: (from, to) of the mood;
    infinite where there is no such turn. ``speech``: (from, to) of the caller's voice, s. ``peer``: eGeMAPS
    functionals at the moment of each of ``voices``, shape ``(len(voices), 88)``.
    """

    kind: str
    mood: str
    order: Order
    fold: str
    voice: str
    language: str
    sex: str
    duration_s: float
    turn_s: tuple[float, float]
    speech: list[tuple[float, float]]
    voices: list[CallerVoice]
    peer: NDArray[np.float32] | None = None

    def spoken_s(self, since: float, until: float) -> float:
        """Seconds of the caller's speech between two moments."""
        return sum(max(0.0, min(end, until) - max(begin, since)) for begin, end in self.speech)


@dataclass(frozen=True)
class Turn:
    """How one turn was shown. ``delay_s``: of its speech until then, infinite if it never was.

    ``carried``: the light was on before it; that shows nothing.
    """

    delay_s: float
    carried: bool

    @property
    def shown(self) -> bool:
        """At any time between `SOON_S` into its speech and `LATE_S` after its end."""
        return math.isfinite(self.delay_s)


@dataclass(frozen=True)
class Interval:
    """The middle 95 % over voices drawn again."""

    low: float
    high: float


def readings(stream: Stream, model: MoodModel, settings: ConversationSettings) -> list[Anger]:
    """p(angry) as the conversation is told it."""
    mood = CallerMood(model.as_set(settings))
    told = [each for fact in _with_ticks(stream) for each in mood.follow(fact)]
    return [each for each in told if isinstance(each, Anger)]


def spans(told: Sequence[Anger], settings: ConversationSettings, ends: float) -> Spans:
    """When the light is on."""
    mood = Mood(settings)
    return spans_of(((anger.t, mood.read(anger)) for anger in told), ends)


def spans_of(states: Iterator[tuple[float, bool]], ends: float) -> Spans:
    """The same from (t, on) in order; ``ends``: s, of the call."""
    found: Spans = []
    since: float | None = None
    for t, on in states:
        if on and since is None:
            since = t
        elif not on and since is not None:
            found.append((since, t))
            since = None
    return found if since is None else [*found, (since, ends)]


def turn(stream: Stream, lit: Spans) -> Turn:
    """How the turn of a stream that has one was shown."""
    begins, ends = stream.turn_s
    carried = any(on < begins < off for on, off in lit)
    for on, off in lit:
        seen = max(on, begins)
        # lit for long enough to be seen after the first second
        while on >= begins and seen < min(off, ends + LATE_S):
            if stream.spoken_s(begins, seen) >= SOON_S:
                return Turn(stream.spoken_s(begins, seen), carried)
            seen += 0.05
    return Turn(math.inf, carried)


def lit_speech_s(stream: Stream, lit: Spans) -> float:
    """Seconds of the caller's speech during which the light is on."""
    return sum(stream.spoken_s(on, off) for on, off in lit)


def hours(streams: Sequence[Stream]) -> float:
    """Length of the calls, listening included."""
    return sum(stream.duration_s for stream in streams) / 3600.0


def over_voices(streams: Sequence[Stream], counts: Sequence[float], sizes: Sequence[float]) -> Interval:
    """Interval of the sum of ``counts`` over the sum of ``sizes``, each one number a stream."""
    voices = sorted({s.voice for s in streams})
    own = np.array([voices.index(s.voice) for s in streams])
    total, size = (_summed(own, values, len(voices)) for values in (counts, sizes))
    drawn = np.random.default_rng(0).integers(len(voices), size=(_DRAWS, len(voices)))
    low, high = np.percentile(total[drawn].sum(axis=1) / size[drawn].sum(axis=1), (2.5, 97.5))
    return Interval(float(low), float(high))


def at_sure(settings: ConversationSettings, sure: float) -> ConversationSettings:
    """The same settings with the light coming on at another probability, and going out as many log odds below it."""
    gap = _logit(settings.anger_sure) - _logit(settings.anger_over)
    return replace(settings, anger_sure=sure, anger_over=1.0 / (1.0 + math.exp(gap - _logit(sure))))


def _logit(p: float) -> float:
    return math.log(p / (1.0 - p))


def _with_ticks(stream: Stream) -> list[Fact]:
    ticks: list[Fact] = [Tick(float(t)) for t in np.arange(_TICK_S, stream.duration_s, _TICK_S)]
    return sorted([*stream.voices, *ticks], key=lambda fact: fact.t)


def _summed(own: NDArray[np.int64], values: Sequence[float], count: int) -> NDArray[np.float64]:
    found = np.zeros(count)
    np.add.at(found, own, np.asarray(values, dtype=np.float64))
    return found
