"""Calls put together from takes, reading by reading: calm ones, and turns in another mood, after calm speech or not.

Quicker than calls of sound, which `bench_mood` judges by: good enough to choose between recipes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import Array
from models.training.anger_folds import HOLD_MUSIC, fold_of
from models.training.corpus import SENTENCES
from models.training.mood.many import Voiced, joined
from models.training.mood.projection import Projection, is_calm
from models.training.mood.takes import Kind, Take, by_voice
from models.training.mood_score import SOON_S, Order

Lights = NDArray[np.bool_]
LEAD_S, TURN_S, LEAST_S, TURNS = 15.0, 6.0, 5.0, 4
_BETWEEN_S = 1.0


@dataclass(frozen=True)
class Scene:
    """``voiced``: what is heard of the caller; from the reading ``begins`` on they are in the mood of ``take``."""

    order: Order
    take: Take
    voiced: Voiced
    begins: int

    @property
    def levelled(self) -> Scene:
        """The same over a line that evens out all levels."""
        return replace(self, voiced=replace(self.voiced, dbfs=np.zeros(len(self.voiced))))


def fold_of_take(take: Take, names: Sequence[str]) -> str:
    """The fold whose model was not taught this; a source of real calls stays whole."""
    source = take.source
    return fold_of(source.corpus, source.corpus if source.kind is Kind.REAL else source.voice, names)


def known_to(takes: Sequence[Take], fold: str, names: Sequence[str]) -> list[Take]:
    """The takes that the model of a fold may be taught by."""
    heard_by_all = (take for take in takes if take.source.corpus != HOLD_MUSIC)
    return [take for take in heard_by_all if fold_of_take(take, names) != fold]


def scenes(takes: Sequence[Take], projections: Mapping[str, Projection]) -> list[Scene]:
    """Every voice as the model of its fold places it. ``projections``: by fold."""
    names = sorted(projections)
    found: list[Scene] = []
    for same in by_voice(takes).values():
        places = projections[fold_of_take(same[0], names)]
        calm = next((voiced(take, places) for take in same if is_calm(take)), None)
        for take in same:
            found += _scenes(take, voiced(take, places), calm)
    return found


def voiced(take: Take, projection: Projection) -> Voiced:
    """What a take says."""
    return Voiced(projection.places(take.measures), take.fresh_s, take.speech_s, take.silence_s, take.dbfs)


def _scenes(take: Take, said: Voiced, calm: Voiced | None) -> Iterator[Scene]:
    if is_calm(take) or take.source.kind is Kind.NOISE:
        if take.source.kind is not Kind.ACTED or take.source.corpus in SENTENCES:
            yield Scene(Order.CALM, take, said, len(said))
    elif take.source.corpus in SENTENCES:
        for turn in _turns(said):
            yield Scene(Order.FIRST, take, turn, 0)
            if calm is not None:
                lead = calm.part(slice(0, 1 + int(np.searchsorted(np.cumsum(calm.fresh_s), LEAD_S))))
                turn.silence_s[0] = _BETWEEN_S
                yield Scene(Order.AFTER, take, joined([lead, turn]), len(lead))


def _turns(said: Voiced) -> Iterator[Voiced]:
    """Turns of `TURN_S` of speech, or one of at least `LEAST_S`."""
    spoken = np.cumsum(said.fresh_s)
    at = 0
    for _ in range(TURNS):
        before = spoken[at - 1] if at else 0.0
        end = 1 + int(np.searchsorted(spoken, before + TURN_S))
        if end > len(said) and spoken[-1] - before < LEAST_S:
            return
        part = said.part(slice(at, end))
        yield Voiced(*(getattr(part, name).copy() for name in Voiced.__dataclass_fields__))
        at = end
        if at >= len(said):
            return


def lit(odds: Array, over: float) -> Lights:
    """Where the light is on, shape ``(n,)``: from log odds of 0 on, until they fall below ``over``."""
    found = np.zeros(len(odds), dtype=np.bool_)
    on = False
    for index, value in enumerate(odds.tolist()):
        on = value >= (over if on else 0.0)
        found[index] = on
    return found


def shown_after_s(scene: Scene, light: Lights) -> float:
    """Seconds of speech in the turn until it is shown; infinite if it never is, or was lit before."""
    begins = scene.begins
    if begins and light[begins - 1]:
        return float("inf")
    spoken = np.cumsum(scene.voiced.fresh_s[begins:])
    shown = np.flatnonzero(light[begins:] & (spoken >= SOON_S))
    return float(spoken[shown[0]]) if len(shown) else float("inf")


def onsets(light: Lights) -> int:
    """How often it comes on."""
    return int(np.count_nonzero(np.diff(light.astype(np.int8), prepend=0) == 1))
