"""Figures of the mood light on streams of a caller's readings: false angry states, angry turns shown, and how soon."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from firmware_app.conversation.mood import Mood
from firmware_app.facts import Anger
from firmware_app.settings import ConversationSettings

SOON_S = 3.0
"""Seconds of angry speech within which it is to be shown."""
_DRAWS = 300


@dataclass(frozen=True)
class Stream:
    """What the caller's ear made of one call.

    ``fold``: whose model heard it. ``voice``: who is drawn again for intervals. ``angry_from``: s, where anger begins;
    infinite where there is none. ``speech``: (from, to) of the caller's voice, s. ``readings``: (t, p).
    """

    kind: str
    fold: str
    voice: str
    duration_s: float
    angry_from: float
    speech: list[tuple[float, float]]
    readings: list[tuple[float, float]]


@dataclass(frozen=True)
class Point:
    """What one threshold does.

    ``states_per_h``: times that a calm hour turns angry. ``calm_share``: share of calm readings shown angry. Of the
    angry turns, ``shown``: share shown at all; ``soon``: within `SOON_S` of speech; ``already``: angry before they
    began (they count as shown and soon).
    """

    angry_on: float
    states_per_h: float
    calm_share: float
    shown: float
    soon: float
    already: float


@dataclass(frozen=True)
class Interval:
    """The middle 95 % over voices drawn again."""

    low: float
    high: float


def states(stream: Stream, settings: ConversationSettings) -> list[tuple[float, bool]]:
    """What the mood light shows at each reading; a caller who says nothing is being spoken to."""
    mood, found, last = Mood(settings), [], math.inf
    for t, p in stream.readings:
        mood.listened(t - last)
        found.append((t, mood.read(Anger(t, p))))
        last = t
    return found


def onsets(stream: Stream, settings: ConversationSettings) -> int:
    """How often the light turns angry."""
    return sum(now and not before for before, now in pairwise([False, *(on for _, on in states(stream, settings))]))


def calm_share(calm: Sequence[Stream], settings: ConversationSettings) -> float:
    """Share of the readings of calm calls at which the light is angry."""
    shown = [on for stream in calm for _, on in states(stream, settings)]
    return float(np.mean(shown)) if shown else 0.0


def delay_s(stream: Stream, settings: ConversationSettings) -> float:
    """Seconds of speech from where anger begins to where it is shown: 0 if it was before, infinite if it never is."""
    found = states(stream, settings)
    before = [on for t, on in found if t <= stream.angry_from]
    if before and before[-1]:
        return 0.0
    shown = next((t for t, on in found if on and t > stream.angry_from), math.inf)
    if math.isinf(shown):
        return shown
    return sum(max(0.0, min(end, shown) - max(begin, stream.angry_from)) for begin, end in stream.speech)


def at_threshold(settings: ConversationSettings, angry_on: float) -> ConversationSettings:
    """The same settings with the light turning on at ``angry_on`` and off as far below it as before."""
    return replace(settings, angry_on=angry_on, angry_off=angry_on - (settings.angry_on - settings.angry_off))


def point(calm: Sequence[Stream], turns: Sequence[Stream], settings: ConversationSettings) -> Point:
    """What the thresholds of ``settings`` do on calm calls and on angry turns."""
    delays = np.array([delay_s(turn, settings) for turn in turns])
    return Point(
        angry_on=settings.angry_on,
        states_per_h=sum(onsets(s, settings) for s in calm) / hours(calm),
        calm_share=calm_share(calm, settings),
        shown=float(np.mean(np.isfinite(delays))),
        soon=float(np.mean(delays <= SOON_S)),
        already=float(np.mean(delays == 0.0)),
    )


def first_calm(curve: Sequence[Point], most_per_h: float) -> Point | None:
    """The lowest threshold from which on no threshold gives more false states an hour; None if there is none."""
    found = None
    for p in sorted(curve, key=lambda each: -each.angry_on):
        if p.states_per_h > most_per_h:
            break
        found = p
    return found


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


def _summed(own: NDArray[np.int64], values: Sequence[float], count: int) -> NDArray[np.float64]:
    found = np.zeros(count)
    np.add.at(found, own, np.asarray(values, dtype=np.float64))
    return found
