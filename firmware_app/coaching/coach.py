"""The coach: asks every rule, and lets the most urgent cue be seen, one at a time."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from firmware_app.coaching.catalogue import CATALOGUE, CUES, MOST_A_MINUTE, READABLE_S
from firmware_app.coaching.rule import CueState, Rule, Staged
from firmware_app.coaching.slow_down import SlowDown
from firmware_app.conversation import Situation
from firmware_app.facts import Press
from firmware_app.settings import CoachingSettings

REASON_PASSED = "its reason has passed"
"""Why most cues go out: what they ask for has come, or is no longer wanted."""
_MINUTE_S = 60.0


@dataclass(frozen=True)
class CueChanged:
    """A cue was lit or put out, or a lit one is in another stage. ``why`` says the reason in words for the trainer.

    ``state``: the stage that a lit cue is in (PAUSE: running or waiting); None for cues with only one.
    """

    t: float
    cue: str
    on: bool
    why: str
    state: CueState | None = None


@dataclass(frozen=True)
class _Shown:
    cue: str
    since: float
    state: CueState | None


class Coach:
    """Turns situations into at most one lit cue.

    A cue that the agent has waved away with the button stays dark until its reason has passed.
    """

    def __init__(self, settings: CoachingSettings) -> None:
        self._rules: dict[str, Rule] = {cue.id: cue.rule(settings) for cue in CATALOGUE}
        (self._pace,) = [rule for rule in self._rules.values() if isinstance(rule, SlowDown)]
        self._shown: _Shown | None = None
        self._went_dark: dict[str, float] = {}
        self._cut_off: set[str] = set()
        self._came: dict[str, deque[float]] = {cue.id: deque(maxlen=MOST_A_MINUTE) for cue in CATALOGUE}
        self._seen: set[str] = set()
        self._dark_for_call = False

    @property
    def lit(self) -> str | None:
        """The id of the cue that is lit."""
        return None if self._shown is None else self._shown.cue

    @property
    def state(self) -> CueState | None:
        """The stage that the lit cue is in; None for cues with only one."""
        return None if self._shown is None else self._shown.state

    @property
    def lights_off(self) -> bool:
        """The agent has put the lights off for this call."""
        return self._dark_for_call

    @property
    def sustained_pace(self) -> float | None:
        """Syllables a second over the stretch of speech that SLOW DOWN is about; None while too little was said."""
        return self._pace.sustained

    @property
    def pace_near_usual(self) -> bool | None:
        """Whether the agent's last seconds of speech are near their usual rate; None while too little was said."""
        return self._pace.near_usual

    def pace_limit(self, angry: bool) -> float:
        """Syllables a second above which the agent is told to slow down. ``angry``: the caller is or was."""
        return self._pace.limit(angry)

    def step(self, now: Situation) -> list[CueChanged]:
        """What changes on the desk, in order. Call it with every new situation; time must not run back."""
        reasons = {cue: rule.due(now) for cue, rule in self._rules.items()}
        due = {cue for cue, why in reasons.items() if why is not None}
        self._seen &= due
        self._cut_off &= due
        self._dark_for_call = self._dark_for_call and now.in_call
        dark = self._dark_because(now)
        if dark is not None:
            return self._put_out(now.t, dark)
        if now.blind:
            return []  # what is lit may still be read; nothing new is known
        changes = self._expire(now, due)
        best = next((cue.id for cue in CATALOGUE if cue.id in due and self._may_light(cue.id, now.t)), None)
        if now.suspended and best is not None and not CUES[best].after_the_call:
            best = None
        if best is None or not self._gives_way(best, now.t):
            return [*changes, *self._new_state(now.t, reasons)]
        if self._shown is not None:
            changes += self._cut(now.t, self._shown, f"{CUES[best].legend} is more urgent")
        return [*changes, self._light(now.t, best, reasons[best] or "")]

    def _cut(self, t: float, shown: _Shown, why: str) -> list[CueChanged]:
        self._cut_off.add(shown.cue)
        changes = self._put_out(t, why)
        if t - shown.since < READABLE_S:
            del self._went_dark[shown.cue]  # nobody can have read it: it need not stay away
        return changes

    def _gives_way(self, best: str, t: float) -> bool:
        """Whether ``best`` takes the place of what is lit, which has to be readable first."""
        shown = self._shown
        if shown is None:
            return True
        return _rank(best) < _rank(shown.cue) and (CUES[best].cuts_in or t - shown.since >= READABLE_S)

    def _light(self, t: float, cue: str, why: str) -> CueChanged:
        state = self._state_of(cue)
        self._shown = _Shown(cue, t, state)
        self._came[cue].append(t)
        self._cut_off.discard(cue)
        return CueChanged(t, cue, True, why, state)

    def _new_state(self, t: float, reasons: dict[str, str | None]) -> list[CueChanged]:
        """What is lit may be in another stage now: PAUSE runs down, or waits."""
        shown = self._shown
        if shown is None or (state := self._state_of(shown.cue)) in (None, shown.state):
            return []
        self._shown = replace(shown, state=state)
        return [CueChanged(t, shown.cue, True, reasons[shown.cue] or "", state)]

    def _state_of(self, cue: str) -> CueState | None:
        rule = self._rules[cue]
        return rule.state if isinstance(rule, Staged) else None

    def _dark_because(self, now: Situation) -> str | None:
        if self._dark_for_call:
            return "lights are off for this call"
        readable = self._shown is None or now.t - self._shown.since >= READABLE_S
        if now.blind and readable:
            return "an input is lost"
        cue = None if self._shown is None else CUES[self._shown.cue]
        if now.suspended and readable and not (now.parted and (cue is None or cue.after_the_call)):
            return "both lines are dead"
        # nobody is kept waiting by a busy tone
        return "a signalling tone" if now.tone and cue is not None and cue.needs_a_line else None

    def press(self, t: float, press: Press) -> list[CueChanged]:
        """The agent's button: however it is pressed, the cue has been read; held, lights off until the call is over."""
        if press is Press.LIGHTS_OFF:
            self._dark_for_call = True
        if self._shown is not None:
            self._seen.add(self._shown.cue)
        return self._put_out(t, "button")

    def stop(self, t: float) -> list[CueChanged]:
        """There is nothing more to hear: the light goes out."""
        return self._put_out(t, "the recording has ended")

    def _may_light(self, cue: str, t: float) -> bool:
        if cue in self._seen:
            return False
        if cue == self.lit:
            return True
        came = self._came[cue]
        if len(came) == MOST_A_MINUTE and t - came[0] < _MINUTE_S:
            return False
        if cue in self._cut_off:
            return True
        rule = self._rules[cue]
        if isinstance(rule, Staged) and rule.left_s < READABLE_S:
            return False
        dark_since = self._went_dark.get(cue)
        return dark_since is None or t - dark_since >= CUES[cue].cooldown_s

    def _expire(self, now: Situation, due: set[str]) -> list[CueChanged]:
        """Puts the lit cue out when its reason has passed and it has been lit long enough to be read."""
        shown = self._shown
        if shown is None or shown.cue in due:
            return []
        cue = CUES[shown.cue]
        if now.t - shown.since < cue.shortest_s and not (cue.answered and now.agent_speaking):
            return []
        return self._put_out(now.t, REASON_PASSED)

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
