"""SLOW DOWN on a real call as it would be for an agent whose usual rate is known already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from firmware_app.facts import Fact, Syllables
from firmware_app.settings import Settings
from tools.rehearsal.perform import HeardCall, perform
from tools.rehearsal.score import showings

_ENOUGH_S = 8.0
"""Less speech than this says nothing of anybody's usual rate."""


def slow_downs_known(heard: HeardCall, duration_s: float) -> int:
    """How often SLOW DOWN comes on in each half of a call, the agent's usual rate being that of the other half."""
    middle, found = duration_s / 2.0, 0
    for second in (False, True):
        usual = _rate(fact for fact in heard.facts if (fact.t >= middle) is not second)
        if usual is None:
            continue
        settings = Settings()
        slow_down = replace(settings.coaching.slow_down, usual=usual)
        settings = replace(settings, coaching=replace(settings.coaching, slow_down=slow_down))
        shown = showings(perform(heard, settings).cues, duration_s)
        found += sum(each.cue == "slow_down" and (each.on >= middle) is second for each in shown)
    return found


def _rate(facts: Iterable[Fact]) -> float | None:
    said = [fact for fact in facts if isinstance(fact, Syllables)]
    speech_s = sum(fact.speech_s for fact in said)
    return sum(fact.count for fact in said) / speech_s if speech_s >= _ENOUGH_S else None
