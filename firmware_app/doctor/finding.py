"""What a check has found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """How it stands. ``UNKNOWN``: this machine, or who asks, cannot tell."""

    OK = "ok"
    LOOK = "look"
    BAD = "BAD"
    UNKNOWN = "–"


@dataclass(frozen=True)
class Finding:
    """``part``: what was looked at. ``mend``: what a person can do, where it is not well."""

    part: str
    verdict: Verdict
    found: str
    mend: str = ""
