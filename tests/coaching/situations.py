"""Situations by hand, for the coach."""

from __future__ import annotations

from dataclasses import replace

from firmware_app.coaching import Coach, CueChanged
from firmware_app.conversation import Situation, Turn
from firmware_app.facts import Press, Syllables
from firmware_app.settings import CoachingSettings

STEP_S = 0.02


class Run:
    """Steps a coach through time, one situation after the other."""

    def __init__(self, settings: CoachingSettings | None = None) -> None:
        self.coach = Coach(settings or CoachingSettings())
        self.changes: list[CueChanged] = []
        self.now = Situation(t=0.0, in_call=True)

    def until(self, t: float, **changed: object) -> None:
        """Lets time pass to ``t`` with the situation changed as given; quiet times run on by themselves."""
        self.now = replace(self.now, **changed)  # type: ignore[arg-type]
        while self.now.t < t - 1e-9:
            self.now = replace(self.now, t=round(self.now.t + STEP_S, 6))
            self.changes += self.coach.step(self.now)

    def press(self, press: Press = Press.SEEN) -> None:
        self.changes += self.coach.press(self.now.t, press)

    def shown(self) -> list[tuple[str, bool]]:
        return [(change.cue, change.on) for change in self.changes]


def angry_turn(began: float, ended: float, known: float | None = None) -> Turn:
    return Turn(began=began, ended=ended, known=ended + 0.2 if known is None else known, angry=True)


def said(t: float, rate: float, speech_s: float = 20.0) -> Syllables:
    """So much speech at once; by itself it fills the window that SLOW DOWN looks at."""
    return Syllables(t, rate * speech_s, speech_s)
