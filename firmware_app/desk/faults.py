"""The faults that the status light can tell: one long blink, then as many short ones as the fault's number.

Of a stick that is plugged in: two long ones, and as many short ones as the number beyond ten. Of what is on the lines:
three long ones, and the number beyond twenty.

A number once given is never given to another fault: it is printed on the card, and told on the telephone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

LONG_BLINK = (1.5, 0.8)
"""Seconds lit, seconds dark after it."""
SHORT_BLINK = (0.25, 0.35)
REST_S = 2.0
"""Dark after the last blink: long enough to see where it begins again."""


class Fault(IntEnum):
    """What is wrong. The value's units are the short blinks; its tens and one, the long ones before."""

    CALLER_LOST = 1
    AGENT_LOST = 2
    BOTH_LOST = 3
    MODELS = 4
    SETTINGS = 5
    LINES = 6
    LOGBOOK = 7
    SOFTWARE = 8
    CALL_PATH = 9
    STICK_NOT_OURS = 11
    STICK_UNREADABLE = 12
    STICK_NO_ROOM = 13
    STICK_ODD = 14
    STICK_FAILED = 15
    STICK_UPDATE = 16
    SIDES = 21
    OVERLOAD = 22

    @property
    def blinks(self) -> tuple[int, int]:
        """(long ones, short ones)."""
        return self // 10 + 1, self % 10

    @property
    def round_s(self) -> float:
        """Seconds that it takes to tell it once."""
        longs, shorts = self.blinks
        return longs * sum(LONG_BLINK) + shorts * sum(SHORT_BLINK) - SHORT_BLINK[1] + REST_S


@dataclass(frozen=True)
class FaultText:
    """``means``: what is wrong; ``mend``: what the person at the desk can do."""

    means: str
    mend: str


FAULTS: Mapping[Fault, FaultText] = MappingProxyType(
    {
        Fault.CALLER_LOST: FaultText("the caller is not heard", "look at the plug between telephone and unit"),
        Fault.AGENT_LOST: FaultText("the agent is not heard", "look at the headset's plug and its mute switch"),
        Fault.BOTH_LOST: FaultText("neither side is heard", "look at the sound card's plug; wait for a retry"),
        Fault.MODELS: FaultText("a model is missing or cannot be read", "install Cuelight again"),
        Fault.SETTINGS: FaultText("the settings or wiring file is wrong", "the log names the file and the key"),
        # told by the screen and the log alone: the status light hangs on the same lines
        Fault.LINES: FaultText("a GPIO line is busy or missing", "end the other program that uses it"),
        Fault.LOGBOOK: FaultText(
            "the logbook is damaged or unwritable, or in memory for want of a card", "cues go on; the log says more"
        ),
        Fault.SOFTWARE: FaultText("the program failed", "wait a minute; then pull its plug for a moment"),
        # one number for both, because ten blinks cannot be counted; cues go on meanwhile
        Fault.CALL_PATH: FaultText(
            "the call is cut, or nobody looks after its path", "look at the plugs of telephone and headset; wait"
        ),
        Fault.STICK_NOT_OURS: FaultText("the stick is none of the site's", "have it authorised"),
        Fault.STICK_UNREADABLE: FaultText(
            "the stick is locked, damaged or of a foreign kind", "let a PC check it, or format it as exFAT"
        ),
        Fault.STICK_NO_ROOM: FaultText("the stick is full", "empty it"),
        Fault.STICK_ODD: FaultText("the stick has many partitions, or odd files", "format it as exFAT"),
        Fault.STICK_FAILED: FaultText("nothing could be exported", "try again; the log says more"),
        Fault.STICK_UPDATE: FaultText("the update on the stick was refused", "copy it anew; the bundle is written"),
        Fault.SIDES: FaultText(
            "caller and agent are on one line, or swapped", "look which plug is whose; cuelight doctor says more"
        ),
        Fault.OVERLOAD: FaultText(
            "a side is too loud, and cut off at the top", "turn it down where it is tapped; cuelight doctor says which"
        ),
    }
)
