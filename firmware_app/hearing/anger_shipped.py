"""The anger model that is shipped: the network, and beside it what its coordinates mean."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from firmware_app.errors import InputError
from firmware_app.hearing.anger import BY_ITSELF, AngerModel
from firmware_app.hearing.mood_model import MoodModel
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.shipped import ANGER, load_beside, load_shipped
from firmware_app.hearing.voice_quality import MEASURES, Scale
from firmware_app.share import shared_file


def load_anger() -> AngerModel:
    """The anger model. Raises InputError if one of its files is missing or damaged."""
    path = shared_file(f"models/{ANGER}")
    return anger_model(path, load_shipped(path), load_beside(path))


def anger_model(path: Path, network: Network, beside: bytes) -> AngerModel:
    """The network of ``path`` with what stands beside it. Raises InputError where the two do not belong together."""
    try:
        data = json.loads(beside)
        scale = Scale(*(np.array([data["measures"][name][k] for name in MEASURES]) for k in (0, 1)))
        mood = MoodModel.of_data(data["mood"])
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise InputError(f"{path.with_suffix('.json')}: no such model ({error}); reinstall cuelight") from error
    if network.output_shape[-1] != mood.means.shape[1] + BY_ITSELF:
        raise InputError(f"{path}: does not belong to {path.with_suffix('.json').name}; reinstall cuelight")
    return AngerModel(network, scale, mood)
