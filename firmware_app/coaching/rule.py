"""What every cue's rule is."""

from __future__ import annotations

from enum import Enum
from typing import Protocol, runtime_checkable

from firmware_app.conversation import Situation


class CueState(str, Enum):
    """What a lit cue is doing, where it does more than stand."""

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
    """A rule whose cue does one thing after another while it is lit."""

    @property
    def state(self) -> CueState | None:
        """What it is doing now; None while it is not due."""
