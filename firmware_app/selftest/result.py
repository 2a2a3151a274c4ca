"""What came of one part."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_app.desk import Fault
from firmware_app.errors import CuelightError


@dataclass(frozen=True)
class Result:
    """One part: did it pass, and what was found or what is wrong. ``fault``: as the light tells it; None: it passed."""

    part: str
    found: str
    fault: Fault | None = None

    @property
    def passed(self) -> bool:
        """Whether it did."""
        return self.fault is None


class PartError(CuelightError):
    """A part has failed. ``fault``: what the light is to tell."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault
