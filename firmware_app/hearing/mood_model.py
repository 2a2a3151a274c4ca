"""What the mood filter knows before a call: how moods and callers differ in the anger model's coordinates.

Made by `models.training.anger`, kept in ``models/anger.json`` and hashed together with the anger model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import Array
from firmware_app.settings import ConversationSettings

CALM, ANGRY = "calm", "angry"


@dataclass(frozen=True)
class MoodModel:
    """Linear-Gaussian model of a caller's voice, in the ``K`` coordinates that the anger model gives.

    A caller in mood ``m`` sounds like ``means[m]`` + their own offset + (calm: nothing, else: their own effect of that
    mood) + the rest of the moment. Offset, effect and rest are normal, with mean 0.

    Attributes:
        moods: names; the first is `CALM`, the second `ANGRY`.
        means: shape ``(moods, K)``.
        callers: covariance of the callers' offsets, shape ``(K, K)``.
        unlike: how many times that covariance is for a caller unlike most, and ``unlike_share``: how common they are.
        effects: covariance of the callers' own effect of each mood after the first, shape ``(moods - 1, K, K)``.
        rest: covariance of what one independent reading adds, shape ``(K, K)``.
        reading_s: seconds of new speech that are worth one independent reading.
        prior: how common each mood is in callers' speech, shape ``(moods,)``, sum 1.
        speech_s: time constant of mood changes in seconds of the caller's speech.
        silence_s: the same in seconds of the caller's silence.
        louder_odds: log odds of anger that are added where the caller is louder than their own calm level by
            ``louder_full_db`` or more; by ``louder_from_db`` or less adds nothing.
    """

    moods: tuple[str, ...]
    means: Array
    callers: Array
    unlike: float
    unlike_share: float
    effects: Array
    rest: Array
    reading_s: float
    prior: Array
    speech_s: float
    silence_s: float
    louder_odds: float
    louder_from_db: float
    louder_full_db: float

    def with_prior(self, anger: float) -> MoodModel:
        """The same where ``anger`` (0 to 1) of callers' speech is angry; the other moods keep their proportions."""
        others = np.delete(self.prior, self.moods.index(ANGRY))
        prior = np.insert(others * (1.0 - anger) / others.sum(), self.moods.index(ANGRY), anger)
        return replace(self, prior=prior)

    def as_set(self, settings: ConversationSettings) -> MoodModel:
        """The same on a line with these settings."""
        return replace(self.with_prior(settings.anger_share), speech_s=settings.anger_lasts_s)

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in vars(self).items()}

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> MoodModel:
        """What `as_data` gave. Raises KeyError, TypeError or ValueError for anything else."""
        kept = {name: data[name] for name in cls.__dataclass_fields__}
        kept |= {name: np.array(kept[name], dtype=np.float64) for name in _ARRAYS}
        kept |= {name: float(kept[name]) for name in _NUMBERS}
        model = cls(**{**kept, "moods": tuple(map(str, kept["moods"]))})
        _check(model)
        return model


_ARRAYS = ("means", "callers", "effects", "rest", "prior")
_NUMBERS = (
    "unlike", "unlike_share", "reading_s", "speech_s", "silence_s", "louder_odds", "louder_from_db", "louder_full_db"
)  # fmt: skip


def _check(model: MoodModel) -> None:
    moods, places = model.means.shape
    shapes: dict[str, tuple[NDArray[Any], tuple[int, ...]]] = {
        "callers": (model.callers, (places, places)),
        "effects": (model.effects, (moods - 1, places, places)),
        "rest": (model.rest, (places, places)),
        "prior": (model.prior, (moods,)),
    }
    for name, (value, shape) in shapes.items():
        if value.shape != shape or not np.all(np.isfinite(value)):
            raise ValueError(f"{name}: shape {value.shape}, wanted {shape}")
    if model.louder_full_db <= model.louder_from_db:
        raise ValueError("louder_full_db: at most louder_from_db, wanted more")
    if model.moods[:2] != (CALM, ANGRY) or len(model.moods) != moods:
        raise ValueError("moods: calm and angry come first")
