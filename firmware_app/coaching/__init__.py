"""Which cue, and why: the catalogue as data, a rule a cue, and the coach that lets one of them be seen.

Pure: sees a `Situation`, never sound, hardware or a clock.
"""

from firmware_app.coaching.catalogue import CALMED, CATALOGUE, CUES, MOST_A_MINUTE, READABLE_S, Cue
from firmware_app.coaching.coach import REASON_PASSED, Coach, CueChanged
from firmware_app.coaching.reactions import FallsSilent, Reaction, SlowsDown, Softens, SpeaksAgain, Waits
from firmware_app.coaching.rule import CueState

__all__ = [
    "CALMED",
    "CATALOGUE",
    "CUES",
    "MOST_A_MINUTE",
    "READABLE_S",
    "REASON_PASSED",
    "Coach",
    "Cue",
    "CueChanged",
    "CueState",
    "FallsSilent",
    "Reaction",
    "SlowsDown",
    "Softens",
    "SpeaksAgain",
    "Waits",
]
