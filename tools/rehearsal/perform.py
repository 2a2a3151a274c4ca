"""A made-up call through the product: what the ears made of it, and what the coach made of that."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firmware_app.audio import Recording
from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerHeard, Happening
from firmware_app.facts import Anger, CallerVoice, Fact, Side
from firmware_app.follower import Follower
from firmware_app.hearing import Hearing, Models, MoodModel
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


@dataclass(frozen=True)
class HeardCall:
    """Everything that the ears told of a call, and what their anger model's coordinates mean."""

    facts: list[Fact]
    mood: MoodModel | None


def hear(call: Path, models: Models, settings: Settings) -> HeardCall:
    """Lets the ears hear a recording."""
    hearing = Hearing(settings.hearing, models)
    facts = [fact for block in Recording(call).blocks() for fact in hearing.hear(block)]
    return HeardCall(facts, None if models.anger is None else models.anger.mood)


def with_true_anger(heard: HeardCall, truth: Truth) -> HeardCall:
    """The same facts, but the caller's anger as it truly is."""
    readings: list[Fact] = []
    for turn in truth.of(Side.CALLER):
        for low, high in turn.pieces:
            times = [low + _HOP_S * k for k in range(1, int((high - low) / _HOP_S) + 1)]
            readings += [Anger(t + _KNOWN_AFTER_S, _SURE if turn.angry else 1.0 - _SURE) for t in times]
    kept = [fact for fact in heard.facts if not isinstance(fact, CallerVoice)]
    return HeardCall(sorted([*kept, *readings], key=lambda fact: fact.t), None)


def perform(heard: HeardCall, settings: Settings) -> Performance:
    """Lets mood, conversation and coach follow the facts."""
    follower = Follower(settings, heard.mood)
    events = [event for fact in heard.facts for event in follower.follow(fact)] + follower.finish()
    cues = tuple(event for event in events if isinstance(event, CueChanged))
    return Performance(cues, tuple(event for event in events if not isinstance(event, CueChanged)))
