"""The coach: asks every rule, and lets the most urgent cue be seen, one at a time."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_app.coaching.agent_rules import LowerVoice, SlowDown
from firmware_app.coaching.catalogue import CATALOGUE, CUES
from firmware_app.coaching.rules import (
    Acknowledge,
    Breathe,
    Calmed,
    DontHold,
    Escalate,
    Hours,
    Listen,
    Note,
    Pause,
    Rule,
)
from firmware_app.conversation import Situation
from firmware_app.settings import CoachingSettings

REASON_PASSED = "its reason has passed"
"""Why most cues go out: what they ask for has come, or is no longer wanted."""
_DARK_FOR_CALL_S = 2.0
"""The button held this long: lights off for this call."""


@dataclass(frozen=True)
class CueChanged:
    """A cue was lit or put out. ``why`` says the reason in words for the logbook and the trainer."""

    t: float
    cue: str
    on: bool
    why: str


@dataclass(frozen=True)
class _Shown:
    cue: str
    since: float
    why: str


class Coach:
    """Turns situations into at most one lit cue.

    A cue that the agent has waved away with the button stays dark until its reason has passed.
    """

    def __init__(self, settings: CoachingSettings) -> None:
        self._slow_down = SlowDown(settings)
        self._rules: dict[str, Rule] = {
            "listen": Listen(settings),
            "pause": Pause(settings),
            "dont_hold": DontHold(settings),
            "slow_down": self._slow_down,
            "lower_voice": LowerVoice(settings),
            "acknowledge": Acknowledge(settings),
            "escalate": Escalate(settings),
            "breathe": Breathe(settings),
            "note": Note(settings),
            "calmed": Calmed(settings),
            "hours": Hours(),
        }
        self._shown: _Shown | None = None
        self._went_dark: dict[str, float] = {}
        self._seen: set[str] = set()
        self._dark_for_call = False

    @property
    def lit(self) -> str | None:
        """The id of the cue that is lit."""
        return None if self._shown is None else self._shown.cue

    @property
    def lights_off(self) -> bool:
        """The agent has put the lights off for this call."""
        return self._dark_for_call

    def pace_limit(self, angry: bool) -> float:
        """Syllables a second above which the agent is told to slow down, the caller being ``angry`` or not."""
        return self._slow_down.limit(angry)

    def step(self, now: Situation) -> list[CueChanged]:
        """What changes on the desk, in order. Call it with every new situation; time must not run back."""
        reasons = {cue: rule.due(now) for cue, rule in self._rules.items()}
        self._seen = {cue for cue in self._seen if reasons[cue] is not None}
        self._dark_for_call = self._dark_for_call and now.in_call
        dark = self._dark_because(now)
        if dark is not None:
            return self._put_out(now.t, dark)
        changes = self._expire(now.t, reasons)
        best = next((cue.id for cue in CATALOGUE if self._may_light(cue.id, reasons, now.t)), None)
        if now.suspended and best != "note":
            best = None
        if best is None or best == self.lit:
            return changes
        if self._shown is not None:
            if _rank(best) > _rank(self._shown.cue):
                return changes
            changes += self._put_out(now.t, f"{CUES[best].legend} is more urgent")
        why = reasons[best] or ""
        self._shown = _Shown(best, now.t, why)
        return [*changes, CueChanged(now.t, best, True, why)]

    def _dark_because(self, now: Situation) -> str | None:
        if now.blind:
            return "an input is lost"
        if self._dark_for_call:
            return "lights are off for this call"
        if now.suspended and not (now.parted and self.lit in (None, "note")):
            return "both lines are dead"
        # nobody is kept waiting by a busy tone
        return "a signalling tone" if now.tone and self.lit == "dont_hold" else None

    def press(self, t: float, held_s: float) -> list[CueChanged]:
        """The agent's button: short, the cue has been seen; held, lights off until the call is over."""
        if held_s >= _DARK_FOR_CALL_S:
            self._dark_for_call = True
        if self._shown is not None:
            self._seen.add(self._shown.cue)
        return self._put_out(t, "button")

    def stop(self, t: float) -> list[CueChanged]:
        """There is nothing more to hear: the light goes out."""
        return self._put_out(t, "the recording has ended")

    def _may_light(self, cue: str, reasons: dict[str, str | None], t: float) -> bool:
        if reasons[cue] is None or cue in self._seen:
            return False
        dark_since = self._went_dark.get(cue)
        return cue == self.lit or dark_since is None or t - dark_since >= CUES[cue].cooldown_s

    def _expire(self, t: float, reasons: dict[str, str | None]) -> list[CueChanged]:
        """Puts the lit cue out when its reason has passed and it has been lit long enough to be read."""
        shown = self._shown
        if shown is None or reasons[shown.cue] is not None or t - shown.since < CUES[shown.cue].shortest_s:
            return []
        return self._put_out(t, REASON_PASSED)

    def _put_out(self, t: float, why: str) -> list[CueChanged]:
        if self._shown is None:
            return []
        cue = self._shown.cue
        self._shown = None
        self._went_dark[cue] = t
        return [CueChanged(t, cue, False, why)]


def _rank(cue: str) -> int:
    """Place in the catalogue: the lower, the more urgent."""
    return next(place for place, row in enumerate(CATALOGUE) if row.id == cue)
