"""When the caller counts as angry: against the caller's own usual voice, averaged over speech, with hysteresis."""

from __future__ import annotations

import math
from collections import deque

from firmware_app.facts import Anger
from firmware_app.settings import ConversationSettings

_STEP_S = 0.25
"""A reading stands for the speech since the one before; after a silence, for this much."""
_SILENCE_S = 0.75
_MEMORY_S = 60.0
"""Seconds of calm speech that the caller's usual rests on at most: a voice warms up in a long call."""
_MOST_HELP = 0.6
"""How far, as a logit, a mild voice may be lifted: a caller who usually sounds gentle is angry sooner."""


class CallerUsual:
    """How angry this caller's voice sounds when they are not.

    Some voices read as half angry all the time. What counts is the change, so each reading is taken relative to the
    mean of those before it in which the caller did not count as angry; a caller who is angry from the first word is
    therefore not taken for calm. Until there is speech, a prior stands in, worth `usual_after_s` of speech.
    """

    def __init__(self, settings: ConversationSettings) -> None:
        self._prior = _logit(settings.usual_p)
        self._weight = settings.usual_after_s
        self._mean = self._prior

    def relative(self, p: float) -> float:
        """The reading as it would be from an average voice, as log odds."""
        return _logit(p) - max(self._mean - self._prior, -_MOST_HELP)

    def learn(self, p: float, speech_s: float) -> None:
        """Takes a reading of calm speech."""
        self._weight = min(self._weight + speech_s, _MEMORY_S)
        self._mean += speech_s / self._weight * (_logit(p) - self._mean)


class Mood:
    """Angry or not.

    On when the mean of the readings over the last `angry_speech_s` of speech reaches `angry_on`; off when
    their mean over the last `calm_speech_s` falls below `angry_off`, or when the caller has listened to the
    agent for `just_was_s` without a word. Readings are relative to the caller's usual, and their log odds are
    averaged, not their probabilities: one very sure reading among unsure ones should not decide.
    """

    def __init__(self, settings: ConversationSettings) -> None:
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Forgets the caller: the call is over."""
        self.angry = False
        self._usual = CallerUsual(self._settings)
        self._last_t: float | None = None
        self._calm_down()

    def read(self, anger: Anger) -> bool:
        """Takes a reading; returns whether the caller now counts as angry."""
        last = self._last_t
        step = _STEP_S if last is None or anger.t - last > _SILENCE_S else anger.t - last
        self._last_t = anger.t
        self._readings.append((step, self._usual.relative(anger.p)))
        self.angry = self._judge()
        if not self.angry:
            self._usual.learn(anger.p, step)
        return self.angry

    def listened(self, spoken_s: float) -> None:
        """The caller, silent, has heard the agent speak for ``spoken_s``."""
        if self.angry and spoken_s >= self._settings.just_was_s:
            self._calm_down()

    def _judge(self) -> bool:
        if self.angry:
            mean = self._mean(self._settings.calm_speech_s)
            return mean is None or mean >= _logit(self._settings.angry_off)
        mean = self._mean(self._settings.angry_speech_s)
        return mean is not None and mean >= _logit(self._settings.angry_on)

    def _calm_down(self) -> None:
        self.angry = False
        self._readings: deque[tuple[float, float]] = deque()

    def _mean(self, span_s: float) -> float | None:
        """Mean log odds over the newest ``span_s`` of speech; None if there is less. Drops what no mean needs."""
        needed = max(self._settings.angry_speech_s, self._settings.calm_speech_s)
        total = weighted = held = 0.0
        keep = 0
        for step, odds in reversed(self._readings):
            if total < span_s:
                total += step
                weighted += step * odds
            if held >= needed:
                break
            held += step
            keep += 1
        while len(self._readings) > max(keep, 1):
            self._readings.popleft()
        return weighted / total if total >= span_s and total > 0 else None


def _logit(p: float) -> float:
    bounded = min(max(p, 0.01), 0.99)
    return math.log(bounded / (1.0 - bounded))
