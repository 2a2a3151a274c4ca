"""Who is speaking: one voice, the caller's turns, and the agent's talk-over."""

from __future__ import annotations

from dataclasses import dataclass, replace

from firmware_app.conversation.breaths import Breaths
from firmware_app.conversation.situation import Turn
from firmware_app.facts import Speech


@dataclass
class Voice:
    """One side: speaking or not, and since when. Times are those of the voice itself, not of the knowing."""

    speaking: bool = False
    began: float = 0.0
    ended: float | None = None

    def hear(self, fact: Speech) -> None:
        """The voice began or ended."""
        self.speaking = fact.on
        if fact.on:
            self.began = fact.since
        else:
            self.ended = fact.since

    def quiet_s(self, t: float, opened: float) -> float:
        """Seconds since this voice was last heard, or since the call ``opened`` if it has not been."""
        if self.speaking:
            return 0.0
        return max(0.0, t - (opened if self.ended is None else self.ended))


class CallerTurns:
    """Joins the caller's stretches of speech into turns."""

    def __init__(self, turn_gap_s: float, breath_share: float) -> None:
        self._gap = turn_gap_s
        self._breaths = Breaths(breath_share)
        self.turn: Turn | None = None

    @property
    def breath_s(self) -> float:
        """A silence of this caller's that is longer ends a turn."""
        return self._breaths.longest_s

    def begin(self, since: float, agent_took_it: bool) -> None:
        """The caller speaks: a new turn, or the last one goes on if the silence was short and the agent kept out."""
        last = self.turn
        if last is not None and last.ended is not None and not agent_took_it and since - last.ended < self._gap:
            self._breaths.breathed(since - last.ended)
            self.turn = replace(last, ended=None, known=None)
        else:
            self._breaths.turn_began()
            self.turn = Turn(began=since, ended=None, known=None, angry=False)

    def end(self, since: float, known: float, angry: bool) -> None:
        """The caller has stopped."""
        if self.turn is not None:
            self.turn = replace(self.turn, ended=since, known=known, angry=angry)


class Overlap:
    """The agent talking over the caller.

    What the device hears from the far end left the caller one line delay ago, and the caller hears the agent one
    delay late. A caller who starts second did not know for twice the delay that the agent was speaking, so that
    much of the overlap is the line's and nobody's fault.
    """

    def __init__(self, line_delay_s: float, hangover_s: float) -> None:
        self._round_trip = 2.0 * line_delay_s
        self._hangover = hangover_s

    def start(self, caller: Voice, agent: Voice) -> float | None:
        """When the talk-over that is going on began to count; None if there is none."""
        if not (caller.speaking and agent.speaking):
            return None
        if caller.began > agent.began:
            return caller.began + self._round_trip
        return agent.began

    def length_s(self, t: float, caller: Voice, agent: Voice) -> float:
        """Seconds of talk-over up to ``t`` that are certain: a voice may have ended a hangover ago."""
        start = self.start(caller, agent)
        return 0.0 if start is None else max(0.0, t - self._hangover - start)
