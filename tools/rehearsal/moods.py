"""When the caller of a made-up call is truly angry, and from when on anyone could know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from firmware_app.facts import Side
from tools.rehearsal.spans import after_speech
from tools.rehearsal.truth import Truth

KNOWN_S = 3.0
"""Seconds of angry speech after which it should be shown (the budget)."""
_CALM_S = 4.0
"""Seconds of calm speech after which it should no longer be."""


@dataclass(frozen=True)
class Anger:
    """From ``start`` the caller is angry, from ``known`` that should be shown (infinite: never long enough).

    ``end``: the first calm word. Until ``faded`` it may still be shown.
    """

    start: float
    known: float
    end: float
    faded: float

    def sure(self, t: float) -> bool:
        """Whether the caller should be shown angry at ``t``."""
        return self.known <= t < self.end

    def maybe(self, t: float) -> bool:
        """Whether the caller may be shown angry at ``t``."""
        return self.start <= t < self.faded


def angers(truth: Truth) -> list[Anger]:
    """The caller's angry stretches: from an angry word to the next calm one, or to the call's end."""
    turns = truth.of(Side.CALLER)
    found = []
    place = 0
    while place < len(turns):
        after = place
        while after < len(turns) and turns[after].angry == turns[place].angry:
            after += 1
        if turns[place].angry:
            end = turns[after].start if after < len(turns) else truth.hung_up_s
            faded = min(after_speech(turns[after:], _CALM_S), truth.hung_up_s)
            found.append(Anger(turns[place].start, after_speech(turns[place:after], KNOWN_S), end, faded))
        place = after
    return found


def sure(spells: Sequence[Anger], t: float) -> bool:
    """Whether the caller should be shown angry at ``t``."""
    return any(spell.sure(t) for spell in spells)


def maybe(spells: Sequence[Anger], t: float) -> bool:
    """Whether the caller may be shown angry at ``t``."""
    return any(spell.maybe(t) for spell in spells)
