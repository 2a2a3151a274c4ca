"""The peer of the mood light: eGeMAPS with the same two logistic regressions, through the same filter.

The same folds are left out, and its recipe is chosen by the same search (``models.training.mood.search --egemaps``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from firmware_app.settings import ConversationSettings
from models.training.anger_data import all_sounds
from models.training.anger_folds import folds
from models.training.mood.backend import mood_model
from models.training.mood.projection import Projection
from models.training.mood.recipe import EGEMAPS_FILE, Recipe
from models.training.mood.search import left_out_folds
from models.training.mood.takes import takes
from models.training.mood_score import Spans, Stream, readings, spans

PEER = "eGeMAPS and logistic regression"


def peer_spans(data: Path, cache: Path, heard: Sequence[Stream]) -> list[Spans]:
    """When its light would have been on in each stream; needs streams with ``peer``."""
    from models.training.mood.egemaps import egemaps_takes  # noqa: PLC0415 (openSMILE, only where it is wanted)

    known = left_out_folds(egemaps_takes(takes(data, cache), cache), folds(all_sounds(data)))
    recipe = Recipe.load(EGEMAPS_FILE)
    models = {name: mood_model(fold.moments, recipe) for name, fold in known.items()}
    settings = replace(
        ConversationSettings(),
        anger_share=recipe.anger,
        anger_lasts_s=recipe.speech_s,
        anger_over=1.0 / (1.0 + math.exp(-recipe.over)),
    )
    placed = [_placed(stream, known[stream.fold].projection) for stream in heard]
    return [spans(readings(s, models[s.fold], settings), settings, s.duration_s) for s in placed]


def _placed(stream: Stream, projection: Projection) -> Stream:
    if stream.peer is None:
        raise ValueError("a stream without the peer's measures")
    places = projection.places(stream.peer).tolist()
    told = zip(stream.voices, places, strict=True)
    return replace(stream, voices=[replace(voice, place=tuple(place)) for voice, place in told])
