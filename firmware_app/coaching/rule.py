"""What every cue's rule is."""

from __future__ import annotations

from enum import Enum
from typing import Protocol, runtime_checkable

from firmware_app.conversation import Situation


class CueState(str, Enum):
    """The stage that a lit cue is in."""

    RUNNING = "running"
    """PAUSE: the caller is silent, and the time runs down."""
    WAITING = "waiting"
    """PAUSE: the caller goes on; the time begins anew with the next silence."""


class Rule(Protocol):
    """Sees the situation, says why its cue is due, or None.

    A rule remembers only what hysteresis needs. Whether its cue is seen is the coach's business.
    """

    def due(self, now: Situation) -> str | None:
        """Why the cue is due now, in words for the logbook; None: it is not."""


@runtime_checkable
class Staged(Rule, Protocol):
    """A rule whose cue has stages while it is lit."""

    @property
    def state(self) -> CueState | None:
        """The stage; None while it is not due."""

    @property
    def left_s(self) -> float:
        """How much of its stage is left, s: a dark cue is not lit for less than can be read."""
