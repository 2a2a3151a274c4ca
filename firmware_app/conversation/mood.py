"""When the caller counts as angry: from one probability on, until it has fallen below a lower one."""

from __future__ import annotations

from firmware_app.facts import Anger
from firmware_app.settings import ConversationSettings


class Mood:
    """Angry or not, with hysteresis: what hovers about one threshold does not flicker."""

    def __init__(self, settings: ConversationSettings) -> None:
        self._sure, self._over = settings.anger_sure, settings.anger_over
        self.reset()

    def reset(self) -> None:
        """The call is over."""
        self.angry = False

    def read(self, anger: Anger) -> bool:
        """Takes a reading; returns whether the caller now counts as angry."""
        self.angry = anger.p >= (self._over if self.angry else self._sure)
        return self.angry
