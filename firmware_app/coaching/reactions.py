"""What a cue asks of the agent, where it can be heard whether that came: what "helped" means, cue by cue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypeAlias


@dataclass(frozen=True)
class _Within:
    within_s: float
    followed: ClassVar[str]

    @property
    def words(self) -> str:
        """For the report."""
        return f"{self.followed} within {self.within_s:g} s"


class SlowsDown(_Within):
    """What is said after the cue came on is near the usual rate again."""

    followed = "the pace came back near the agent's usual"


class Softens(_Within):
    """The voice is back near its usual level."""

    followed = "the voice came back to its usual level"


class FallsSilent(_Within):
    """The agent stops speaking: the rest of a word, a breath, and the end of the hangover take their time."""

    followed = "the agent stopped speaking"


class SpeaksAgain(_Within):
    """The agent speaks."""

    followed = "the agent spoke again"


@dataclass(frozen=True)
class Waits:
    """The answer comes no sooner than the pause is long."""

    words: ClassVar[str] = (
        "the answer came after the pause (answers before it is lit count above, as “Answers that waited”)"
    )


Reaction: TypeAlias = SlowsDown | Softens | FallsSilent | SpeaksAgain | Waits
