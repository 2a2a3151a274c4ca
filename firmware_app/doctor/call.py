"""The call path and its taps, as the linker last saw them."""

from __future__ import annotations

from firmware_app.call_path.health import read_health
from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.settings import Settings


def call(_: Settings, place: Place) -> Finding:
    """Links and taps are joined."""
    state = read_health(place.path("run/cuelight-call"))
    if not state.watched:
        return Finding("call path", Verdict.BAD, "nobody looks after it", "systemctl restart cuelight-link")
    if state.problems:
        return Finding("call path", Verdict.BAD, "; ".join(state.problems), "look at the plugs; wait a minute")
    return Finding("call path", Verdict.OK, "links and taps are joined")
