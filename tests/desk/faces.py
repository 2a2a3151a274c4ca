"""Hypothesis strategies: faces and sequences of faces as a call brings them."""

from __future__ import annotations

from hypothesis import strategies as st

from firmware_app.desk import LEGENDS, Face, Fault, Mood, Status

cues = st.none() | st.sampled_from(LEGENDS)
moods = st.sampled_from(Mood)
states = st.sampled_from([(status, None) for status in Status if status is not Status.FAULT]) | st.sampled_from(
    [(Status.FAULT, fault) for fault in Fault]
)


@st.composite
def faces(draw: st.DrawFn) -> Face:
    """One face, as it stands some time after it came up."""
    status, fault = draw(states)
    return Face().then(0.0, draw(cues), draw(moods), status, fault)


@st.composite
def face_sequences(draw: st.DrawFn, shortest_s: float, size: int = 8) -> list[tuple[float, Face]]:
    """Times and faces, each shown for at least ``shortest_s``; times from 0."""
    t = 0.0
    face = Face()
    sequence = []
    for _ in range(draw(st.integers(1, size))):
        status, fault = draw(states)
        face = face.then(t, draw(cues), draw(moods), status, fault)
        sequence.append((t, face))
        t += shortest_s + draw(st.floats(0.0, 2.0))
    return sequence
