"""The desk's own parts: every lamp in turn, the buzzer with them, and the button."""

from __future__ import annotations

from collections.abc import Iterator

from firmware_app.desk import LEGENDS, Face, Fault, Mood, Pinout, Status
from firmware_app.selftest.result import Result
from firmware_app.selftest.stage import Stage

_RELEASE_S = 10.0


def desk_parts(stage: Stage, pinout: Pinout, step_s: float, press_s: float, *, buzzer: bool) -> Iterator[Result]:
    """Each as it is done. What was lit only a person can have seen: the table says when to look."""
    yield _released(stage, pinout)
    for cue in LEGENDS:
        stage.show(Face(cue=cue), step_s)
        yield Result(f"lamp {pinout.legends[cue]}", f"GPIO{pinout.lamps[cue].gpio} was lit: seen?")
    if buzzer:
        yield Result("buzzer", f"GPIO{pinout.buzzer.gpio} ticked with every lamp: heard?")
    for mood in (Mood.ANGRY, Mood.CALMED):
        stage.show(Face(mood=mood), step_s)
        yield Result(f"mood {mood.value}", "was lit: seen?")
    stage.show(Face(status=Status.LISTENING), step_s)
    yield Result("status", f"GPIO{pinout.status.gpio} was lit: seen?")
    if press_s:
        yield _pressed(stage, pinout, press_s)


def _released(stage: Stage, pinout: Pinout) -> Result:
    """A finger that has asked for the test is given the time to let go."""
    gpio = f"GPIO{pinout.button.gpio}"
    if stage.desk.button_down:
        stage.show(Face(status=Status.TAKE_IT), _RELEASE_S, until=lambda: not stage.desk.button_down)
    if stage.desk.button_down:
        return Result("button", f"{gpio} reads pressed: let go of it, or look for a short to ground", Fault.LINES)
    return Result("button", f"{gpio} reads released")


def _pressed(stage: Stage, pinout: Pinout, press_s: float) -> Result:
    gpio = f"GPIO{pinout.button.gpio}"
    if stage.show(Face(status=Status.EXPORTING), press_s, until=lambda: bool(stage.desk.presses())):
        return Result("press", f"{gpio} was pressed and let go")
    return Result("press", f"{gpio} was not pressed within {press_s:g} s: look for an open wire", Fault.LINES)
