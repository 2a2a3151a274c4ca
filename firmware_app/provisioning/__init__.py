"""One file that IT has written on the boot partition becomes the unit's settings, or an answer that says why not.

Root and the kiosk load what is named here; `taking` and `wrongs`, which know the settings, stand beside it.
"""

from firmware_app.provisioning.answer import PROBLEMS, UNIT, answers
from firmware_app.provisioning.offer import NAME, Offer, near_miss, offered
from firmware_app.provisioning.secrets import blotted
from firmware_app.provisioning.word import Word, leave_word, read_word, word_folder

__all__ = [
    "NAME",
    "PROBLEMS",
    "UNIT",
    "Offer",
    "Word",
    "answers",
    "blotted",
    "leave_word",
    "near_miss",
    "offered",
    "read_word",
    "word_folder",
]
