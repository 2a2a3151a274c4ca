"""What the two are doing together: turns, talk-over, gaps, hold, the caller's mood, call start and end.

Pure state machines over timed facts: no numpy, no hardware, no clock. `Conversation.hear` takes one fact
and gives what happened; `Conversation.situation` is how things stand now, which is all the coach sees.
"""

from firmware_app.conversation.conversation import Conversation
from firmware_app.conversation.happenings import (
    AngerDisregarded,
    AngerHeard,
    CallChanged,
    Gap,
    Happening,
    HoldChanged,
    HoldKind,
    OverloadChanged,
    PaceHeard,
    SideLost,
    SidesChanged,
    SuspendedChanged,
    TalkOver,
    ToneChanged,
    TurnChanged,
)
from firmware_app.conversation.situation import Situation, Turn

__all__ = [
    "AngerDisregarded",
    "AngerHeard",
    "CallChanged",
    "Conversation",
    "Gap",
    "Happening",
    "HoldChanged",
    "HoldKind",
    "OverloadChanged",
    "PaceHeard",
    "SideLost",
    "SidesChanged",
    "Situation",
    "SuspendedChanged",
    "TalkOver",
    "ToneChanged",
    "Turn",
    "TurnChanged",
]
