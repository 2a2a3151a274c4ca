"""The way through the rooms that know no device: a block in, what happened and which cue out.

Pure in that the same blocks give the same events every time; the kiosk adds the devices at both ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from firmware_app.audio import Block
from firmware_app.coaching import Coach, CueChanged
from firmware_app.conversation import Conversation, Happening, Situation
from firmware_app.facts import Fact
from firmware_app.hearing import Hearing, Models
from firmware_app.settings import Settings

Event: TypeAlias = Happening | CueChanged


class Pipeline:
    """Hearing, conversation and coach in a row."""

    def __init__(
        self, settings: Settings, models: Models, in_calling_hours: Callable[[], bool | None] = lambda: None
    ) -> None:
        """``in_calling_hours``: whether people may be called now; None: nobody knows, as of a recording."""
        self._in_calling_hours = in_calling_hours
        self._hearing = Hearing(settings.hearing, models)
        self._conversation = Conversation(settings)
        self._coach = Coach(settings.coaching)

    @property
    def situation(self) -> Situation:
        """How things stand after the last block."""
        return self._conversation.situation

    @property
    def lit(self) -> str | None:
        """The id of the cue that is lit."""
        return self._coach.lit

    @property
    def lights_off(self) -> bool:
        """The agent has put the lights off for this call."""
        return self._coach.lights_off

    @property
    def pace_limit(self) -> float:
        """Syllables a second above which the agent is told to slow down now."""
        return self._coach.pace_limit(self.situation.angry)

    def hear(self, block: Block) -> list[Event]:
        """Takes the next block of a source; gives what it made happen, in order of time."""
        events: list[Event] = []
        for fact in self._hearing.hear(block):
            events += self._take(fact)
        return events

    def press(self, held_s: float) -> list[Event]:
        """The agent pressed the button for ``held_s`` seconds."""
        return [*self._coach.press(self.situation.t, held_s)]

    def finish(self) -> list[Event]:
        """The recording is over: everything that is on goes off."""
        events: list[Event] = [*self._conversation.hang_up()]
        return [*events, *self._coach.stop(self.situation.t)]

    def _take(self, fact: Fact) -> list[Event]:
        events: list[Event] = [*self._conversation.hear(fact)]
        now = self._conversation.situation
        if self._in_calling_hours() is False:
            now = replace(now, out_of_hours=True)
        return [*events, *self._coach.step(now)]
