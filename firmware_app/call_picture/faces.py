"""What the desk looked like in the course of a call."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree as ET

from firmware_app.call_picture.story import Span, Story
from firmware_app.coaching import CUES
from firmware_app.desk import LEGENDS, Face, Mood, Status, light
from firmware_app.desk.plate import draw

_WORDS = {cue: CUES[cue].legend for cue in LEGENDS}
_LOOK_S = 0.2
"""Into a rhythm: what a glance would have seen."""


@dataclass(frozen=True)
class Look:
    """The desk from ``t`` on, s. ``words``: what is lit."""

    t: float
    face: Face
    words: str


def looks(story: Story) -> list[Look]:
    """One for each time that it changed; the first at 0."""
    times = {0.0, *(edge for span in (*story.cues, *story.angry) for edge in (span.start, span.end))}
    found: list[Look] = []
    for t in sorted(time for time in times if time < story.duration_s or not time):
        look = _look(story, t)
        if not found or look.face.then(t, *_parts(look)) != found[-1].face.then(t, *_parts(found[-1])):
            found.append(look)
    return found


def _look(story: Story, t: float) -> Look:
    cue = next((span.what for span in story.cues if _on(span, t)), None)
    mood = Mood.ANGRY if any(_on(span, t) for span in story.angry) else Mood.CALM
    face = Face().then(t, cue, mood, Status.LISTENING)
    lit = [CUES[cue].legend] if cue is not None else []
    return Look(t, face, ", ".join([*lit, *(["caller shown angry"] if face.mood is Mood.ANGRY else [])]) or "dark")


def _parts(look: Look) -> tuple[str | None, Mood, Status]:
    return look.face.cue, look.face.mood, look.face.status


def _on(span: Span, t: float) -> bool:
    return span.start <= t < span.end


def drawn(look: Look, width_mm: float, *, words: bool) -> ET.Element:
    """The plate as it looked then; ``words``: large enough for its letters."""
    return draw(light(look.face, look.t + _LOOK_S), _WORDS, width_mm=width_mm, words=words)
