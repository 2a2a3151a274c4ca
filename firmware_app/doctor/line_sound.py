"""What the lines carry, as the kiosk last heard them: each side on its own line, and neither cut off at the top."""

from __future__ import annotations

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.facts import Side, Sides
from firmware_app.line_state import SIDES_ARE, LineState, read_line_state
from firmware_app.settings import Settings

_SIDES_MENDS = {
    Sides.SAME: "one input for the ear-piece and one for the microphone; a mono splitter joins them",
    Sides.SWAPPED: "exchange the two plugs, or audio.caller_device and audio.agent_device in the settings",
}
_LEVEL_MENDS = {
    Side.CALLER: "turn the ear-piece or the tap of the caller down until this is gone",
    Side.AGENT: "turn the microphone or the tap of the agent down until this is gone",
}


def sides(_: Settings, place: Place) -> Finding:
    """Caller and agent are on a line each, and on the right one."""
    state = _heard(place)
    if state is None:
        return _untold("sides")
    if state.sides is not Sides.APART:
        found = f"{SIDES_ARE[state.sides]}; nothing is estimated"
        return Finding("sides", Verdict.BAD, found, _SIDES_MENDS[state.sides])
    return Finding("sides", Verdict.OK, "caller and agent are on a line each, as far as calls have shown")


def overload(_: Settings, place: Place) -> Finding:
    """Neither side is too loud for what carries it."""
    state = _heard(place)
    if state is None:
        return _untold("level")
    if state.overloaded:
        who = sorted(state.overloaded)
        found = f"too loud, and cut off at the top: {' and '.join(who)}; it is not judged"
        return Finding("level", Verdict.BAD, found, "; ".join(_LEVEL_MENDS[side] for side in who))
    return Finding("level", Verdict.OK, "no speech is cut off")


def _heard(place: Place) -> LineState | None:
    return read_line_state(place.path("run/cuelight"))


def _untold(part: str) -> Finding:
    return Finding(part, Verdict.UNKNOWN, "the kiosk has not told; does it run?")
