"""How long this caller breathes within a turn, which tells a turn's end from a breath as well as can be told.

At 0.2 s of silence nothing in the sound tells the two apart (docs/coach.md); the caller's own habit does.
"""

from __future__ import annotations

from collections import deque

_TURNS = 20
"""Turns looked back upon; as many, without any breath, stand for a caller of whom nothing is known yet."""
_NOTICED_S = 0.15
"""A voice that goes on is known this much after it did."""


class Breaths:
    """Learns the silences within the caller's turns, which the caller ended by going on."""

    def __init__(self, share: float) -> None:
        """``share``: of turns that may hold a breath longer than `longest_s`; 1: nobody is waited for."""
        self._allowed = int(share * _TURNS)
        # no more of a turn can ever matter than one above what is allowed of all of them
        self._turns: deque[list[float]] = deque([[]], maxlen=_TURNS)
        self.longest_s = 0.0
        """A longer silence ends a turn, but for the share allowed; 0 as long as this caller has hardly breathed."""

    def turn_began(self) -> None:
        """What is breathed from now on is breathed in another turn."""
        if self._turns[-1]:
            self._turns.append([])
            self._learn()

    def breathed(self, seconds: float) -> None:
        """The caller has gone on after a silence."""
        self._turns[-1] = sorted([*self._turns[-1], seconds], reverse=True)[: self._allowed + 1]
        self._learn()

    def _learn(self) -> None:
        known = sorted((gap for turn in self._turns for gap in turn), reverse=True)
        waited_for = self._allowed < min(_TURNS, len(known))
        self.longest_s = known[self._allowed] + _NOTICED_S if waited_for else 0.0
