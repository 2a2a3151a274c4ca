"""From what the ears tell to what lights: mood, conversation and coach in a row.

Apart from the ears, so that facts that were heard once can be followed with other settings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from firmware_app.coaching import CALMED, Coach, CueChanged, CueState
from firmware_app.conversation import CallChanged, Conversation, Happening, PaceHeard, Situation
from firmware_app.facts import Fact, Press
from firmware_app.hearing import CallerMood, MoodModel
from firmware_app.settings import Settings

Event: TypeAlias = Happening | CueChanged


class Follower:
    """Takes facts in order of time; gives events."""

    def __init__(
        self, settings: Settings, mood: MoodModel | None, in_calling_hours: Callable[[], bool | None] = lambda: None
    ) -> None:
        """``mood``: None where anger is not heard.

        ``in_calling_hours``: whether people may be called now; None: nobody knows, as of a recording.
        """
        self._in_calling_hours = in_calling_hours
        self._mood = None if mood is None else CallerMood(mood.as_set(settings.conversation))
        self._conversation = Conversation(settings)
        self._coach = Coach(settings.coaching)

    @property
    def situation(self) -> Situation:
        """How things stand after the last fact."""
        return self._conversation.situation

    @property
    def lit(self) -> str | None:
        """The id of the cue that is lit."""
        return self._coach.lit

    @property
    def waiting(self) -> bool:
        """PAUSE is lit and waits: the caller goes on."""
        return self._coach.state is CueState.WAITING

    @property
    def lights_off(self) -> bool:
        """The agent has put the lights off for this call."""
        return self._coach.lights_off

    @property
    def pace_limit(self) -> float:
        """Syllables a second above which the agent is told to slow down now."""
        return self._coach.pace_limit(self.situation.anger_in_call)

    @property
    def sustained_pace(self) -> float | None:
        """Syllables a second over the stretch of speech that the limit is about; None while too little was said."""
        return self._coach.sustained_pace

    def follow(self, fact: Fact) -> list[Event]:
        """Takes the next fact; gives what it made happen, in order of time."""
        events: list[Event] = []
        for known in [fact] if self._mood is None else self._mood.follow(fact):
            events += self._step(known)
        return events

    def press(self, press: Press) -> list[Event]:
        """The agent pressed the button. That the mood light is wrong counts only while it is lit."""
        lit = self.situation.angry or self._coach.lit == CALMED
        events: list[Event] = []
        if press is Press.WRONG and lit and not self._coach.lights_off:
            events += self._conversation.disregard_anger()
        return [*events, *self._coach.press(self.situation.t, press)]

    def finish(self) -> list[Event]:
        """The recording is over: everything that is on goes off."""
        events: list[Event] = [*self._conversation.hang_up()]
        return [*events, *self._coach.stop(self.situation.t)]

    def _step(self, fact: Fact) -> list[Event]:
        happened = self._conversation.hear(fact)
        if self._mood is not None and any(isinstance(each, CallChanged) for each in happened):
            self._mood.forget()
        now = self._conversation.situation
        if self._in_calling_hours() is False:
            now = replace(now, out_of_hours=True)
        cues = self._coach.step(now)
        return [*(self._with_limit(each) for each in happened), *cues]

    def _with_limit(self, event: Happening) -> Happening:
        """A reading of pace is told with what the coach holds against what: it means one thing everywhere."""
        if not isinstance(event, PaceHeard):
            return event
        coach = self._coach
        return replace(event, sustained=coach.sustained_pace, limit=self.pace_limit, near_usual=coach.pace_near_usual)
