"""Who is left out with whom: every speaker belongs to one of three folds, by name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.training.corpus import share_of

if TYPE_CHECKING:
    from models.training.pace_data import Clip  # which needs scipy

FOLDS = 3
_FLUENT = {
    "kathleen_arctic/kathleen": 0,
    "ljspeech_subset/LJ": 1,
    "librispeech_subset/26": 1,
    "librispeech_subset/19": 2,
    "librispeech_subset/27": 2,
}
"""Five fluent speakers, by hand, so that no fold is without; the learners by a hash of their name."""


def fold_of(clip: Clip) -> int:
    """The fold whose model never hears this clip's speaker."""
    return _FLUENT.get(clip.speaker, int(share_of(clip.speaker) * FOLDS))
