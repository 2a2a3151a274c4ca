"""What each light does for each cue, mood, state and fault: one table. Documents and card are made from it.

Nothing here alternates faster than twice a second: flashing between 3 and 30 Hz can bring on a seizure (WCAG 2.2,
success criteria 2.3.1 and 2.3.2: no more than three flashes in any one second).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from firmware_app.desk.face import Mood, Status
from firmware_app.desk.faults import LONG_BLINK, REST_S, SHORT_BLINK, Fault
from firmware_app.desk.rhythm import Rhythm, blinks, steady, wave

RGB: TypeAlias = tuple[float, float, float]


def fault_rhythm(fault: Fault) -> Rhythm:
    """Long blinks, then short ones, as many as the fault has, then a rest."""
    longs, shorts = fault.blinks
    short = [SHORT_BLINK] * (shorts - 1) + [(SHORT_BLINK[0], REST_S)]
    return blinks(*[LONG_BLINK] * longs, *short, words=f"{longs} long, {shorts} short")


_STANDS = "stands still"

CUE_RHYTHMS: Mapping[str, Rhythm] = MappingProxyType(
    {
        "listen": steady(1.0, _STANDS),
        "slow_down": wave(1.0, 0.4, 1.5, 1.5, "sways"),
        # it never quite goes out by itself: the light going dark is the sign to speak
        "pause": Rhythm(((0.0, 1.0), (2.0, 0.15)), words="runs down; speak when it is dark"),
        "dont_hold": steady(1.0, _STANDS),
        "acknowledge": steady(1.0, _STANDS),
        "lower_voice": Rhythm(((0.0, 1.0), (0.4, 1.0), (1.4, 0.5)), words="sinks to half"),
        "breathe": wave(1.0, 0.25, 6.0, 4.0, "out for 6 s, in for 4 s"),
        "escalate": steady(1.0, _STANDS),
        "note": steady(0.6, f"{_STANDS}, dim"),
        "hours": steady(0.6, f"{_STANDS}, dim"),
    }
)

WAITING = steady(0.3, f"{_STANDS}, dim; the caller goes on")
"""PAUSE between two silences."""

# vermilion and bluish green of Okabe and Ito's palette, which the three common colour blindnesses keep apart; the
# rhythm tells them apart without any colour
MOOD_RHYTHMS: Mapping[Mood, tuple[RGB, Rhythm]] = MappingProxyType(
    {
        Mood.DARK: ((0.0, 0.0, 0.0), steady(0.0, "dark")),
        Mood.CALM: ((0.0, 0.0, 0.0), steady(0.0, "dark")),
        # half is enough to be there: it is large, stands for minutes, and the legend beside it must outshine it
        Mood.ANGRY: ((1.0, 0.45, 0.0), Rhythm(((0.0, 1.0), (3.0, 1.0), (6.0, 0.5)), words="bright for 3 s, then half")),
        Mood.CALMED: ((0.0, 0.85, 0.6), wave(0.8, 0.2, 3.0, 2.0, "sways slowly")),
    }
)

# never wholly dark while the unit lives: a dark light may not mean deaf, and one that listens says so
STATUS_RHYTHMS: Mapping[Status, Rhythm] = MappingProxyType(
    {
        Status.STARTING: wave(0.7, 0.1, 1.0, 1.0, "sways"),
        Status.READY: blinks((0.15, 5.85), level=0.4, words="a wink every 6 s"),
        Status.LISTENING: steady(0.3, f"{_STANDS}, faint"),
        Status.LIGHTS_OFF: blinks((0.15, 0.45), (0.15, 5.25), level=0.4, words="two winks every 6 s"),
        # it runs while it works, and stands when it is done
        Status.EXPORTING: blinks((0.3, 0.3), words="blinks evenly"),
        Status.TAKE_IT: steady(1.0, f"{_STANDS}, bright"),
        # runs down to nothing, as what was kept did
        Status.ERASED: Rhythm(((0.0, 1.0), (4.0, 0.0)), words="runs down to dark"),
    }
)
FAULT_RHYTHMS: Mapping[Fault, Rhythm] = MappingProxyType({fault: fault_rhythm(fault) for fault in Fault})

FINGER = Rhythm(((0.0, 1.0), (2.0, 1.0), (2.0, 0.1), (10.0, 1.0)), words="bright; from 2 s on it rises, to 10 s")
"""The status light while the button is down: it is felt at once, and a step tells that the next meaning begins."""

TICK = Rhythm(((0.0, 1.0), (0.06, 1.0), (0.06, 0.0)), words="ticks once")
"""The buzzer with a new cue, where the settings let it sound."""


@dataclass(frozen=True)
class Row:
    """One line of the table. ``light``: which one; ``shows``: what for; ``colour``: where it has more than one."""

    light: str
    shows: str
    rhythm: Rhythm
    colour: RGB | None = None


def table() -> Iterator[Row]:
    """All of it, in the order of a document."""
    for cue, rhythm in CUE_RHYTHMS.items():
        yield Row("legend", cue, rhythm)
    yield Row("legend", "pause, waiting", WAITING)
    for mood, (colour, rhythm) in MOOD_RHYTHMS.items():
        yield Row("mood", mood.value, rhythm, colour)
    for status, rhythm in STATUS_RHYTHMS.items():
        yield Row("status", status.value, rhythm)
    yield Row("status", "button is down", FINGER)
    for fault, rhythm in FAULT_RHYTHMS.items():
        yield Row("status", f"fault {int(fault)}", rhythm)
    yield Row("buzzer", "a new cue", TICK)
