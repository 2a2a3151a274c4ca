"""When the caller counts as angry: readings averaged over the caller's speech, with hysteresis."""

from __future__ import annotations

from collections import deque

from firmware_app.facts import Anger
from firmware_app.settings import ConversationSettings

_STEP_S = 0.25
"""A reading stands for the speech since the one before; after a silence, for this much."""
_SILENCE_S = 0.75


class Mood:
    """Angry or not.

    On when the mean of the readings over the last `angry_speech_s` of speech reaches `angry_on`; off when
    their mean over the last `calm_speech_s` falls below `angry_off`, or when the caller has listened to the
    agent for `just_was_s` without a word.
    """

    def __init__(self, settings: ConversationSettings) -> None:
        self._settings = settings
        self.reset()

    def reset(self) -> None:
        """Forgets the caller: the call is over."""
        self.angry = False
        self._readings: deque[tuple[float, float]] = deque()
        self._last_t: float | None = None

    def read(self, anger: Anger) -> bool:
        """Takes a reading; returns whether the caller now counts as angry."""
        last = self._last_t
        step = _STEP_S if last is None or anger.t - last > _SILENCE_S else anger.t - last
        self._last_t = anger.t
        self._readings.append((step, anger.p))
        if self.angry:
            mean = self._mean(self._settings.calm_speech_s)
            self.angry = mean is None or mean >= self._settings.angry_off
        else:
            mean = self._mean(self._settings.angry_speech_s)
            self.angry = mean is not None and mean >= self._settings.angry_on
        return self.angry

    def listened(self, quiet_s: float) -> None:
        """The caller has been listening to the agent, silent, for ``quiet_s``."""
        if self.angry and quiet_s >= self._settings.just_was_s:
            self.reset()

    def _mean(self, span_s: float) -> float | None:
        """Mean reading over the newest ``span_s`` of speech; None if there is less. Drops what no mean needs."""
        needed = max(self._settings.angry_speech_s, self._settings.calm_speech_s)
        total = weighted = held = 0.0
        keep = 0
        for step, p in reversed(self._readings):
            if total < span_s:
                total += step
                weighted += step * p
            if held >= needed:
                break
            held += step
            keep += 1
        while len(self._readings) > max(keep, 1):
            self._readings.popleft()
        return weighted / total if total >= span_s and total > 0 else None
