"""Whether speech is cut off at the top, as the kiosk last heard it."""

from __future__ import annotations

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.facts import Side
from firmware_app.line_state import read_line_state
from firmware_app.settings import Settings

_MENDS = {
    Side.CALLER: "turn the ear-piece or the tap of the caller down until this is gone",
    Side.AGENT: "turn the microphone or the tap of the agent down until this is gone",
}


def overload(_: Settings, place: Place) -> Finding:
    """Neither side is too loud for what carries it."""
    state = read_line_state(place.path("run/cuelight"))
    if state is None:
        return Finding("level", Verdict.UNKNOWN, "the kiosk has not told; does it run?")
    if state.overloaded:
        who = sorted(state.overloaded)
        found = f"too loud, and cut off at the top: {' and '.join(who)}; it is not judged"
        return Finding("level", Verdict.BAD, found, "; ".join(_MENDS[side] for side in who))
    return Finding("level", Verdict.OK, "no speech is cut off")
