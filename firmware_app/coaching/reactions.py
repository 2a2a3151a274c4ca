"""What a cue asks of the agent, where it can be heard whether that came: what "helped" means, cue by cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class SlowsDown:
    """What is said after the cue came on is near the usual rate again."""

    within_s: float

    @property
    def words(self) -> str:
        """For the report."""
        return f"the pace came back near the agent's usual within {self.within_s:g} s"


@dataclass(frozen=True)
class Softens:
    """The voice is back near its usual level."""

    within_s: float

    @property
    def words(self) -> str:
        """For the report."""
        return f"the voice came back to its usual level within {self.within_s:g} s"


@dataclass(frozen=True)
class FallsSilent:
    """The agent stops speaking: the rest of a word, a breath, and the end of the hangover take their time."""

    within_s: float

    @property
    def words(self) -> str:
        """For the report."""
        return f"the agent stopped speaking within {self.within_s:g} s"


@dataclass(frozen=True)
class SpeaksAgain:
    """The agent speaks."""

    within_s: float

    @property
    def words(self) -> str:
        """For the report."""
        return f"the agent spoke again within {self.within_s:g} s"


@dataclass(frozen=True)
class Waits:
    """The answer comes no sooner than the pause is long."""

    @property
    def words(self) -> str:
        """For the report."""
        return "the answer came after the pause (answers before it is lit count above, as “Answers that waited”)"


Reaction: TypeAlias = SlowsDown | Softens | FallsSilent | SpeaksAgain | Waits
