"""How much louder the caller speaks than they did while calm: bounded evidence of anger, and never against it.

A line that evens out all levels says nothing by it, and then neither does this.
"""

from __future__ import annotations

from firmware_app.hearing.mood_model import MoodModel

_KNOWN_S = 5.0
"""Calm speech without which the caller's own level is not known."""
_MEMORY_S = 60.0
"""Of calm speech: the own level follows a caller who moves, or a line whose gain changes."""


class CallerLevel:
    """Follows one caller's level; `forget` lies between two callers."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Nothing has been heard."""
        self._own_dbfs = 0.0
        self._calm_s = 0.0

    def rise_db(self, dbfs: float, fresh_s: float, calm: float) -> float:
        """How far a stretch of speech lies above the caller's own level; 0 before that is known.

        Args:
            dbfs: level of the stretch.
            fresh_s: how much of it is new, s.
            calm: how likely it is that the caller is not angry, 0 to 1: only so much of it is learned.
        """
        rise = dbfs - self._own_dbfs if self._calm_s >= _KNOWN_S else 0.0
        learned_s = fresh_s * calm
        self._calm_s = min(self._calm_s + learned_s, _MEMORY_S)
        if self._calm_s > 0.0:
            self._own_dbfs += learned_s / self._calm_s * (dbfs - self._own_dbfs)
        return rise


def louder_odds(model: MoodModel, rise_db: float) -> float:
    """Log odds of anger that a caller so much louder adds: 0 to the model's ``louder_odds``."""
    share = (rise_db - model.louder_from_db) / (model.louder_full_db - model.louder_from_db)
    return model.louder_odds * min(max(share, 0.0), 1.0)
