"""The way through the rooms that know no device: a block in, what happened and which cue out.

Pure in that the same blocks give the same events every time; the kiosk adds the devices at both ends.
"""

from __future__ import annotations

from collections.abc import Callable

from firmware_app.audio import Block
from firmware_app.follower import Event, Follower
from firmware_app.hearing import Hearing, Models
from firmware_app.settings import Settings

__all__ = ["Event", "Pipeline"]


class Pipeline(Follower):
    """The ears, and what follows from what they tell."""

    def __init__(
        self, settings: Settings, models: Models, in_calling_hours: Callable[[], bool | None] = lambda: None
    ) -> None:
        """``in_calling_hours``: whether people may be called now; None: nobody knows, as of a recording."""
        super().__init__(settings, None if models.anger is None else models.anger.mood, in_calling_hours)
        self._hearing = Hearing(settings.hearing, models)

    def hear(self, block: Block) -> list[Event]:
        """Takes the next block of a source; gives what it made happen, in order of time."""
        return [event for fact in self._hearing.hear(block) for event in self.follow(fact)]
