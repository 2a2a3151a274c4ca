"""The decision rule before the joint estimate, kept as a baseline of `bench_mood`; it is not in the product.

Readings were averaged over 2 s of speech and held against one threshold, relative to what the caller had sounded like
while not shown angry.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator

import numpy as np

from firmware_app.hearing.mood_filter import MoodFilter
from firmware_app.hearing.mood_model import MoodModel
from models.training.mood_score import Spans, Stream, spans_of

_ON, _OFF, _MEAN_S = 0.70, 0.56, 2.0
_USUAL_P, _USUAL_AFTER_S, _USUAL_MEMORY_S, _MOST_HELP = 0.43, 5.0, 60.0, 0.6
_STEP_S, _PAUSE_S, _HELD_S = 0.25, 0.75, 40.0


def old_spans(stream: Stream, model: MoodModel) -> Spans:
    """When its light would have been on. A reading is p of one stretch by itself, angry or not alike likely."""
    return spans_of(_states(stream, model.with_prior(0.5)), stream.duration_s)


def _states(stream: Stream, model: MoodModel) -> Iterator[tuple[float, bool]]:
    usual = prior = _logit(_USUAL_P)
    weight, on = _USUAL_AFTER_S, False
    recent: deque[tuple[float, float]] = deque()
    last = -math.inf
    for voice in stream.voices:
        if on and voice.t - last >= _HELD_S:
            on = False
            recent.clear()
        step = _STEP_S if voice.t - last > _PAUSE_S else voice.t - last
        last = voice.t
        by_itself = MoodFilter(model)
        by_itself.hear(np.array(voice.place), voice.speech_s, voice.speech_s)
        odds = _logit(by_itself.p)
        recent.append((step, odds - max(usual - prior, -_MOST_HELP)))
        while sum(s for s, _ in recent) - recent[0][0] >= _MEAN_S:
            recent.popleft()
        held = sum(s for s, _ in recent)
        if held >= _MEAN_S:
            on = sum(s * o for s, o in recent) / held >= _logit(_OFF if on else _ON)
        if not on:
            weight = min(weight + step, _USUAL_MEMORY_S)
            usual += step / weight * (odds - usual)
        yield voice.t, on


def _logit(p: float) -> float:
    bounded = min(max(p, 0.01), 0.99)
    return math.log(bounded / (1.0 - bounded))
