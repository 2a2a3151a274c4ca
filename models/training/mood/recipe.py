"""What is not fitted but chosen on left-out voices by `models.training.mood.search`: it stands in ``recipe.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = Path(__file__).with_name("recipe.json")
EGEMAPS_FILE = FILE.with_name("recipe-egemaps.json")
"""The peer's, chosen in the same way."""


@dataclass(frozen=True)
class Recipe:
    """How the fitted covariances are used, and what no stream of speech can tell.

    Attributes:
        reading_s: seconds of new speech that are worth one independent reading.
        rest: factor on the covariance within a voice and mood; ``real``: how much of it is that of real conversation.
        callers: factor on the covariance between voices; ``unlike``, ``unlike_share``: see `MoodModel`.
        effects: factor on the covariance of the voices' own effects of a mood.
        anger: how common anger is in callers' speech.
        speech_s: time constant of mood changes in seconds of speech.
        louder_odds, louder_from_db, louder_full_db: see `MoodModel`.
        over: log odds below which the light goes out again; it comes on at 0.
    """

    reading_s: float
    rest: float
    real: float
    callers: float
    unlike: float
    unlike_share: float
    effects: float
    anger: float
    speech_s: float
    louder_odds: float
    louder_from_db: float
    louder_full_db: float
    over: float

    @classmethod
    def load(cls, file: Path = FILE) -> Recipe:
        """By default the one that the shipped model is made by."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))

    def save(self, file: Path = FILE) -> None:
        """By default it becomes the one that is shipped."""
        file.write_text(json.dumps({key: round(value, 4) for key, value in asdict(self).items()}, indent=1) + "\n")
