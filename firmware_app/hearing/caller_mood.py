"""The caller's mood as facts: what the caller's voice says of it, and how it fades while they say nothing."""

from __future__ import annotations

import math

import numpy as np

from firmware_app.facts import Anger, CallerVoice, Fact, Side, Speech, Tick
from firmware_app.hearing.caller_level import CallerLevel, louder_odds
from firmware_app.hearing.mood_filter import MoodFilter
from firmware_app.hearing.mood_model import MoodModel

_TOLD_EVERY_S = 0.46
"""While nothing of the caller's can be judged, the mood is told this often: twice a second, with ticks of 20 ms."""
_SETTLED = 0.002
"""While the caller says nothing it is told no more once it is this close to what is usual."""


class CallerMood:
    """Follows the facts of call after call in order of time.

    It stands behind the ears, not in them: who decides that a call is over sees each fact before the next one is
    taken, so that the size of a block changes nothing.
    """

    def __init__(self, model: MoodModel) -> None:
        self._model = model
        self._filter = MoodFilter(model)
        self._level = CallerLevel()
        self._louder = 0.0
        self._usual = self._filter.p
        self._known_t: float | None = None
        self._speaking = False

    def forget(self) -> None:
        """The call is over, or another begins: whoever speaks next is unknown."""
        self._filter.forget()
        self._level.forget()
        self._louder = 0.0
        self._known_t = None

    def follow(self, fact: Fact) -> list[Fact]:
        """The same fact, or what it says of the caller's mood."""
        match fact:
            case CallerVoice():
                self._silent(fact.t - fact.fresh_s)
                self._filter.hear(np.array(fact.place), fact.fresh_s, fact.speech_s)
                rise_db = self._level.rise_db(fact.dbfs, fact.fresh_s, calm=1.0 - self._filter.p)
                self._louder = louder_odds(self._model, rise_db)
                self._known_t = fact.t
                return [Anger(fact.t, self._p)]
            case Tick() if self._known_t is not None and fact.t - self._known_t >= _TOLD_EVERY_S:
                settled = abs(self._p - self._usual) <= _SETTLED
                self._silent(fact.t)
                return [fact, Anger(fact.t, self._p)] if self._speaking or not settled else [fact]
            case Speech(who=Side.CALLER):
                self._speaking = fact.on
                if self._known_t is None:
                    self._known_t = fact.t
                return [fact]
            case _:
                return [fact]

    @property
    def _p(self) -> float:
        return with_odds(self._filter.p, self._louder)

    def _silent(self, until: float) -> None:
        if self._known_t is not None and until > self._known_t:
            seconds = until - self._known_t
            self._filter.silent(seconds)
            self._louder *= math.exp(-seconds / self._model.silence_s)
            self._known_t = until


def with_odds(p: float, odds: float) -> float:
    """A probability with these log odds added."""
    return p / (p + (1.0 - p) * math.exp(-odds))
