"""How things stand in the call at one moment."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_app.conversation.happenings import HoldKind
from firmware_app.facts import Level, Pace, Side, Sides, Syllables


@dataclass(frozen=True)
class Turn:
    """One turn of the caller: short silences that the agent did not take lie within it.

    ``began``, ``ended``: seconds, of the voice itself; ``ended`` is None while the caller speaks.
    ``known``: when its end was known. ``angry``: the caller counted as angry at its end (or counts so now).
    """

    began: float
    ended: float | None
    known: float | None
    angry: bool

    @property
    def length_s(self) -> float:
        """Seconds from first to last voice; 0 while it goes on."""
        return 0.0 if self.ended is None else self.ended - self.began


@dataclass(frozen=True)
class Situation:
    """Everything that the coach may look at.

    ``angry``: the caller counts as angry. ``angry_s_recent``: seconds of anger within the last
    `breathe_window_s`. ``angry_run_s``: length of the spell of anger without a calm stretch of
    `escalate_calm_s` in it. ``calm_s``: seconds since anger ended, None if there was none in this call.
    ``agent_quiet_s``, ``caller_quiet_s``: seconds since that voice was last heard, 0 while it speaks.
    ``agent_spoken_s``: seconds that the agent has spoken since the caller's last turn ended.
    ``talk_over_s``: how long the agent has been talking over the caller, line delay and hangover taken off.
    ``pace``, ``said``, ``level``: the newest of this call, None before the first.
    ``out_of_hours``: people may not be called at this time of day.
    ``sides``: whether the lines are what they are called; while they are not, nothing is known of anyone.
    ``suspended``: both lines went dead, and whether the call goes on is not known: nothing is estimated.
    ``agent_lost_s``: for how long the agent's side has not been heard at all.
    ``parted``: suspended, and both had fallen silent before the lines died, as at the end of a call.
    ``tone``: a signalling tone is heard from the far end, or may be.
    ``overloaded``: whose speech is cut off at the top.
    ``anger_in_call``: there was anger in this call, or, after it, in the last one.
    """

    t: float
    in_call: bool = False
    blind: bool = False
    agent_lost_s: float = 0.0
    angry: bool = False
    anger_in_call: bool = False
    angry_s_recent: float = 0.0
    angry_run_s: float = 0.0
    calm_s: float | None = None
    caller_speaking: bool = False
    agent_speaking: bool = False
    caller_quiet_s: float = 0.0
    agent_quiet_s: float = 0.0
    agent_spoken_s: float = 0.0
    caller_turn: Turn | None = None
    talk_over_s: float = 0.0
    hold: HoldKind | None = None
    pace: Pace | None = None
    said: Syllables | None = None
    level: Level | None = None
    out_of_hours: bool = False
    sides: Sides = Sides.APART
    overloaded: frozenset[Side] = frozenset()
    suspended: bool = False
    parted: bool = False
    tone: bool = False
