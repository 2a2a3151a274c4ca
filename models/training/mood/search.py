"""Chooses the recipe on left-out voices: ``python -m models.training.mood.search --data DIR --cache DIR``.

Each voice is judged by a projection and moments that were taught without its corpus; each call twice, once as it is
and once over a line that evens out all levels. False onsets come first: recipes with more of them than
`MOST_MADE_UP_PER_H` on read, acted and announced calm speech, or than `MOST_REAL` on the tuning half of the real calls,
over two lines each, or with light for more than `MOST_LIT` of calm speech, lose more than turns can gain. Of the rest
the one stands that shows most angry turns, those after calm speech and those from the first word alike; happy turns
shown angry count against.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from models.training.anger_data import all_sounds
from models.training.anger_folds import folds
from models.training.mood.backend import Moments, moments, mood_model
from models.training.mood.many import with_levels
from models.training.mood.projection import Projection, projection
from models.training.mood.recipe import EGEMAPS_FILE, FILE, Recipe
from models.training.mood.scenes import Lights, Scene, fold_of_take, known_to, lit, onsets, scenes, shown_after_s
from models.training.mood.takes import Kind, Take, takes
from models.training.mood_score import Order

MOST_MADE_UP_PER_H, MOST_REAL, MOST_LIT = 0.5, 0, 0.005
_TOO_MANY = 0.2
_HAPPY = 0.2
_MOST_LOUDER = 2.0
"""Log odds: level alone must not light what the voice does not make likely."""
_ABOVE_USUAL = 0.5
"""Log odds: how far above what is usual the light goes out at least."""
_FIRST = Recipe(2.3, 2.2, 0.1, 1.9, 12.0, 0.026, 4.0, 0.17, 6.0, 1.0, 6.0, 12.0, -3.0)


@dataclass(frozen=True)
class Fold:
    """What a fold's voices are judged by."""

    projection: Projection
    moments: Moments


@dataclass(frozen=True)
class Outcome:
    """``made_up_per_h``, ``real``: false onsets. ``lit``: share of that speech with light.

    ``after``, ``first``, ``happy``: shares of turns shown.
    """

    made_up_per_h: float
    real: int
    lit: float
    after: float
    first: float
    happy: float

    @property
    def worth(self) -> float:
        """The greater the better."""
        excess = max(0.0, self.made_up_per_h - MOST_MADE_UP_PER_H) + max(0, self.real - MOST_REAL)
        excess += max(0.0, self.lit / MOST_LIT - 1.0)
        return (self.after + self.first) / 2.0 - _HAPPY * self.happy - _TOO_MANY * excess

    def __str__(self) -> str:
        return (
            f"{self.made_up_per_h:.2f} false/h made up, {self.real} on real calls, lit {self.lit:.2%}; "
            f"shown {self.after:.3f} after calm, {self.first:.3f} first; happy {self.happy:.3f}; worth {self.worth:.3f}"
        )


def left_out_folds(found: Sequence[Take], names: Sequence[str]) -> dict[str, Fold]:
    """One for each name, taught without its voices."""
    result = {}
    for name in names:
        known = known_to(found, name, names)
        placed = projection(known)
        result[name] = Fold(placed, moments(known, placed))
    return result


def outcome(staged: Sequence[Scene], known: dict[str, Fold], recipe: Recipe) -> Outcome:
    """What a recipe does."""
    lights = _lights(staged, known, recipe)
    calm = [(scene, light) for scene, light in zip(staged, lights, strict=True) if scene.order is Order.CALM]
    made = [(s, light) for s, light in calm if s.take.source.kind in (Kind.ACTED, Kind.READING, Kind.PROMPT)]
    real = [light for s, light in calm if s.take.source.kind is Kind.REAL]
    hours = sum(s.take.duration_s for s, _ in made) / 3600.0
    return Outcome(
        sum(onsets(light) for _, light in made) / hours,
        sum(map(onsets, real)),
        float(np.mean(np.concatenate([*(light for _, light in made), *real]))),
        _shown(staged, lights, Order.AFTER, "angry"),
        _shown(staged, lights, Order.FIRST, "angry"),
        _shown(staged, lights, Order.AFTER, "happy"),
    )


def _lights(staged: Sequence[Scene], known: dict[str, Fold], recipe: Recipe) -> list[Lights]:
    names = sorted(known)
    knows = {name: mood_model(fold.moments, recipe) for name, fold in known.items()}
    models = [knows[fold_of_take(scene.take, names)] for scene in staged]
    found = with_levels([scene.voiced for scene in staged], models)
    return [lit(np.log(p / (1.0 - p)), recipe.over) for p in found]


def _shown(staged: Sequence[Scene], lights: Sequence[Lights], order: Order, emotion: str) -> float:
    found = [
        np.isfinite(shown_after_s(scene, light))
        for scene, light in zip(staged, lights, strict=True)
        if scene.order is order and scene.take.source.emotion == emotion
    ]
    return float(np.mean(found))


def varied(recipe: Recipe, rng: np.random.Generator, width: float) -> Recipe:
    """A recipe nearby: some of its numbers times a random factor."""
    changed = {}
    for name, value in asdict(recipe).items():
        if rng.random() < 0.5:
            changed[name] = value * float(np.exp(width * rng.standard_normal()))
    found = replace(recipe, **changed)
    return replace(
        found,
        real=min(max(found.real, 0.02), 1.0),
        unlike=max(found.unlike, 1.5),
        louder_odds=min(found.louder_odds, _MOST_LOUDER),
        louder_full_db=max(found.louder_full_db, found.louder_from_db + 1.0),
        unlike_share=min(found.unlike_share, 0.5),
        anger=(anger := min(found.anger, 0.3)),
        # in silence p goes to what is usual: the light must go out there
        over=max(min(found.over, -0.2), math.log(anger / (1.0 - anger)) + _ABOVE_USUAL),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, searches and writes the recipe."""
    parser = argparse.ArgumentParser(prog="models.training.mood.search", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--cache", type=Path, required=True, help="folder that keeps the takes")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--egemaps", action="store_true", help="the recipe of the peer, by its own measures")
    options = parser.parse_args(arguments)
    names = folds(all_sounds(options.data))
    found = takes(options.data, options.cache)
    if options.egemaps:
        from models.training.mood.egemaps import egemaps_takes  # noqa: PLC0415 (openSMILE, for nobody else)

        found = egemaps_takes(found, options.cache)
    known = left_out_folds(found, names)
    file = EGEMAPS_FILE if options.egemaps else FILE
    first = Recipe.load(file) if file.exists() else _FIRST
    chosen(found, known, first, 60.0 * options.minutes, options.seed).save(file)


def chosen(found: Sequence[Take], known: dict[str, Fold], first: Recipe, seconds: float, seed: int) -> Recipe:
    """The best of the recipes near ``first`` that are tried within so much time."""
    projections = {name: fold.projection for name, fold in known.items()}
    kept = [scene for scene in scenes(found, projections) if _counts(scene)]
    staged = kept + [scene.levelled for scene in kept]
    rng, ends = np.random.default_rng(seed), time.monotonic() + seconds
    best, result = first, outcome(staged, known, first)
    print(f"{len(staged)} scenes; {result}", flush=True)
    tried = 0
    while time.monotonic() < ends:
        tried += 1
        other = varied(best, rng, 0.5 if tried % 3 else 0.2)
        better = outcome(staged, known, other)
        if better.worth > result.worth:
            best, result = other, better
            print(f"{tried}: {result}\n   {best}", flush=True)
        elif tried % 20 == 0:
            print(f"{tried} tried", flush=True)
    print(f"{tried} recipes tried")
    return best


def _counts(scene: Scene) -> bool:
    source = scene.take.source
    return source.emotion in ("neutral", "calm", "angry", "happy") and source.kind is not Kind.NOISE


if __name__ == "__main__":
    main()
