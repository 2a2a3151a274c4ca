"""Whether the lines are what they are called, as the kiosk last heard them."""

from __future__ import annotations

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.facts import Sides
from firmware_app.line_state import SIDES_ARE, read_line_state
from firmware_app.settings import Settings

_MENDS = {
    Sides.SAME: "one input for the ear-piece and one for the microphone; a mono splitter joins them",
    Sides.SWAPPED: "exchange the two plugs, or audio.caller_device and audio.agent_device in the settings",
}


def sides(_: Settings, place: Place) -> Finding:
    """Caller and agent are on a line each, and on the right one."""
    state = read_line_state(place.path("run/cuelight"))
    if state is None:
        return Finding("sides", Verdict.UNKNOWN, "the kiosk has not told; does it run?")
    if state.sides is not Sides.APART:
        return Finding("sides", Verdict.BAD, f"{SIDES_ARE[state.sides]}; nothing is estimated", _MENDS[state.sides])
    return Finding("sides", Verdict.OK, "caller and agent are on a line each, as far as calls have shown")
