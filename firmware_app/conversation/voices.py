"""Who is speaking: one voice, and the caller's turns."""

from __future__ import annotations

from dataclasses import dataclass, replace

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

    def __init__(self, turn_gap_s: float) -> None:
        self._gap = turn_gap_s
        self.turn: Turn | None = None

    def begin(self, since: float, agent_took_it: bool) -> None:
        """The caller speaks: a new turn, or the last one goes on if the silence was short and the agent kept out."""
        last = self.turn
        if last is not None and last.ended is not None and not agent_took_it and since - last.ended < self._gap:
            self.turn = replace(last, ended=None, known=None)
        else:
            self.turn = Turn(began=since, ended=None, known=None, angry=False)

    def calm(self) -> None:
        """The caller was not angry after all."""
        if self.turn is not None:
            self.turn = replace(self.turn, angry=False)

    def end(self, since: float, known: float, angry: bool) -> None:
        """The caller has stopped."""
        if self.turn is not None:
            self.turn = replace(self.turn, ended=since, known=known, angry=angry)
