"""A call that is suspended: both lines have gone dead, and nobody knows yet whether it goes on."""

from __future__ import annotations

from enum import Enum

from firmware_app.conversation.same_call import FarEnd, same_call
from firmware_app.facts import CallerSound, LineDead, LineNoise, Side

_DOUBT_S = 20.0
"""Sound has been back for so long and the far end cannot be told to be the same: in doubt it is another call."""


class Outcome(Enum):
    """What has become of the call."""

    SUSPENDED = "suspended"
    SAME = "same"
    OVER = "over"


class Suspension:
    """Follows both lines, and what is heard of the far end before and after a pause. Times are seconds."""

    def __init__(self, after_s: float, over_s: float) -> None:
        """``after_s``: both lines dead for so long: suspended; ``over_s``: the call is over."""
        self._after_s, self._over_s = after_s, over_s
        self._dead: dict[Side, float] = {}
        self._back: float | None = None
        self.on = False
        self.died = 0.0
        """When the second line died, while a call is suspended."""
        self._before, self._now = FarEnd(), FarEnd()
        self._same: bool | None = None

    @property
    def lines_dead(self) -> frozenset[Side]:
        """The lines that carry nothing now."""
        return frozenset(self._dead)

    def line(self, fact: LineDead) -> None:
        """A line has gone dead, or is back."""
        if fact.on:
            self._dead[fact.who] = fact.since
        else:
            self._dead.pop(fact.who, None)

    def far_end(self, fact: CallerSound | LineNoise) -> None:
        """Half a second more has been heard of the far end."""
        if not self.on:
            self._before.hear(fact)
            return
        self._now.hear(fact)
        self._same = same_call(self._before, self._now)

    def call_began(self) -> None:
        """A call begins: what has been heard since the last pause, if anything, is of this one."""
        self.on = False
        self._before, self._now = self._now, FarEnd()
        self._back = None

    def step(self, t: float) -> Outcome | None:
        """What becomes of the call at ``t``; None: nothing new. For as long as there is a call."""
        dead_s = t - max(self._dead.values()) if len(self._dead) == len(Side) else 0.0
        if not self.on:
            if dead_s < self._after_s:
                return None
            self.on, self._now, self._back, self._same = True, FarEnd(), None, None
            self.died = max(self._dead.values())
            return Outcome.SUSPENDED
        if dead_s >= self._over_s:
            return self._ended(Outcome.OVER)
        if self._back is None and len(self._dead) < len(Side):
            self._back = t
        if self._same:
            return self._ended(Outcome.SAME)
        doubtful = self._back is not None and t - self._back >= _DOUBT_S
        return self._ended(Outcome.OVER) if self._same is False or doubtful else None

    def _ended(self, outcome: Outcome) -> Outcome:
        self.on = False
        return outcome
