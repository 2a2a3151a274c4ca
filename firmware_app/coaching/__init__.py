"""Which cue, and why: the catalogue as data, a rule a cue, and the coach that lets one of them be seen.

Pure: sees a `Situation`, never sound, hardware or a clock.
"""

from firmware_app.coaching.catalogue import CATALOGUE, CUES, MOST_A_MINUTE, READABLE_S, Cue, CueState
from firmware_app.coaching.coach import REASON_PASSED, Coach, CueChanged

__all__ = [
    "CATALOGUE",
    "CUES",
    "MOST_A_MINUTE",
    "READABLE_S",
    "REASON_PASSED",
    "Coach",
    "Cue",
    "CueChanged",
    "CueState",
]
