"""Everything that the desk can show, by name: for a training, a picture and the card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from firmware_app.coaching import CUES
from firmware_app.desk.face import LEGENDS, Face, Mood, Status
from firmware_app.desk.faults import FAULTS, Fault


@dataclass(frozen=True)
class Scene:
    """``face``: its rhythms begin at 0. ``asks``: what it is for, in one line."""

    face: Face
    asks: str


_STATES = {
    Status.STARTING: "The unit starts.",
    Status.READY: "Ready; nobody is on the line.",
    Status.LISTENING: "It listens to a call.",
    Status.LIGHTS_OFF: "The button was held for 2 s: no lights for this call.",
    Status.EXPORTING: "A stick is being written; leave it.",
    Status.TAKE_IT: "The stick may be taken.",
    Status.ERASED: "The button was held for 10 s: the statistics are forgotten.",
}


def _scenes() -> dict[str, Scene]:
    found = {"dark": Scene(Face(mood=Mood.CALM, status=Status.LISTENING), "A calm call: nothing to say.")}
    for cue in LEGENDS:
        mood = Mood.DARK if cue in ("note", "hours") else Mood.ANGRY
        found[cue] = Scene(Face(cue=cue, mood=mood, status=Status.LISTENING), CUES[cue].source)
    found["angry"] = Scene(Face(mood=Mood.ANGRY, status=Status.LISTENING), "The caller is angry.")
    found["calmed"] = Scene(Face(mood=Mood.CALMED, status=Status.LISTENING), CUES["calmed"].source)
    for status, asks in _STATES.items():
        found[status.name.lower()] = Scene(Face(status=status), asks)
    for fault, text in FAULTS.items():
        words = f"{text.means[0].upper()}{text.means[1:]}: {text.mend}."
        found[f"fault_{int(fault)}"] = Scene(Face(status=Status.FAULT, fault=Fault(fault)), words)
    return found


SCENES: Mapping[str, Scene] = MappingProxyType(_scenes())
