"""What p means in calls: of the moments at which it was so high, how many were angry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from firmware_app.hearing.mood_model import MoodModel
from firmware_app.settings import ConversationSettings
from models.training.mood_score import Order, Stream, readings

EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1.0)


def calibrated(heard: Sequence[Stream], models: Mapping[str, MoodModel]) -> dict[str, Any]:
    """Readings of calm calls and of angry turns, weighed so that `anger_share` of the speech is angry.

    A reading is angry where it falls within an angry turn.
    """
    settings = ConversationSettings()
    p: list[float] = []
    angry: list[bool] = []
    for stream in heard:
        if stream.order is Order.CALM or stream.mood == "angry":
            begins, ends = stream.turn_s
            for told in readings(stream, models[stream.fold], settings):
                p.append(told.p)
                angry.append(begins < told.t <= ends + 0.05)
    values, truth = np.array(p), np.array(angry)
    share = settings.anger_share
    weight = np.where(truth, share / max(truth.sum(), 1), (1.0 - share) / max((~truth).sum(), 1))
    print(
        f"\nwhat p means where {share:.0%} of the speech is angry\np                 mean p   angry   share of readings"
    )
    bins = []
    for low, high in pairwise(EDGES):
        inside = (values >= low) & ((values < high) | (high == EDGES[-1]))
        if (held := float(weight[inside].sum())) > 0.0:
            mean, found = (float(weight[inside] @ v[inside]) / held for v in (values, truth))
            bins.append({"low": low, "high": high, "mean": mean, "angry": found, "weight": held})
            print(f"{low:.2f} to {high:.2f}   {mean:9.3f}{found:8.3f}{held:12.4f}")
    error = sum(b["weight"] * abs(b["mean"] - b["angry"]) for b in bins)
    print(f"expected calibration error {error:.4f}")
    return {"bins": bins, "error": error, "share": share}
