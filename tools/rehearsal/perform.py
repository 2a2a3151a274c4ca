"""A made-up call through the product: what the ears made of it, and what the coach made of that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware_app.audio import Recording
from firmware_app.coaching import Coach, CueChanged
from firmware_app.conversation import AngerHeard, Conversation, Happening
from firmware_app.facts import Anger, Fact, Side
from firmware_app.hearing import Hearing, Models
from firmware_app.settings import Settings
from tools.rehearsal.truth import Truth

_HOP_S = 0.25
_KNOWN_AFTER_S = 0.05
_SURE = 0.97


@dataclass(frozen=True)
class Performance:
    """What the desk did: ``cues`` that came and went, and ``happened`` what the conversation made of the facts."""

    cues: tuple[CueChanged, ...]
    happened: tuple[Happening, ...]

    def angry(self) -> list[tuple[float, float]]:
        """When the caller was shown angry, (from, to) in s."""
        found: list[tuple[float, float]] = []
        since: float | None = None
        last = 0.0
        for each in self.happened:
            if isinstance(each, AngerHeard):
                if each.angry and since is None:
                    since = each.t
                elif not each.angry and since is not None:
                    found.append((since, each.t))
                    since = None
                last = each.t
        return found if since is None else [*found, (since, last)]


def hear(call: Path, models: Models, settings: Settings) -> list[Fact]:
    """Everything that the ears tell of a recording."""
    hearing = Hearing(settings.hearing, models)
    return [fact for block in Recording(call).blocks() for fact in hearing.hear(block)]


def with_true_anger(facts: Iterable[Fact], truth: Truth) -> list[Fact]:
    """The same facts, but the caller's anger as it truly is."""
    readings: list[Fact] = []
    for turn in truth.of(Side.CALLER):
        for low, high in turn.pieces:
            times = [low + _HOP_S * k for k in range(1, int((high - low) / _HOP_S) + 1)]
            readings += [Anger(t + _KNOWN_AFTER_S, _SURE if turn.angry else 1.0 - _SURE) for t in times]
    return sorted([*(fact for fact in facts if not isinstance(fact, Anger)), *readings], key=lambda fact: fact.t)


def perform(facts: Sequence[Fact], settings: Settings) -> Performance:
    """Lets conversation and coach follow the facts."""
    conversation, coach = Conversation(settings), Coach(settings.coaching)
    happened: list[Happening] = []
    cues: list[CueChanged] = []
    for fact in facts:
        happened += conversation.hear(fact)
        cues += coach.step(conversation.situation)
    happened += conversation.hang_up()
    cues += coach.stop(facts[-1].t if facts else 0.0)
    return Performance(tuple(cues), tuple(happened))
