"""What one voice is doing: speech activity, anger (caller only), pace and level (agent), as timed facts.

`Hearing.hear` takes a block and gives facts in order of time, the same whatever the blocks' sizes.
"""

from firmware_app.hearing.anger import measure_anger
from firmware_app.hearing.anger_shipped import load_anger
from firmware_app.hearing.caller_mood import CallerMood
from firmware_app.hearing.clip_voice import spoken_frames
from firmware_app.hearing.hearing import Hearing, Models, load_models
from firmware_app.hearing.mood_model import MoodModel
from firmware_app.hearing.pace import measure_pace
from firmware_app.hearing.shipped import check_golden, load_pace, load_voice

__all__ = [
    "CallerMood",
    "Hearing",
    "Models",
    "MoodModel",
    "check_golden",
    "load_anger",
    "load_models",
    "load_pace",
    "load_voice",
    "measure_anger",
    "measure_pace",
    "spoken_frames",
]
