"""What is kept of a call: counts, seconds and shares. No sound, no words, no voice, no name, no telephone number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class CueRecord:
    """One cue that was shown.

    ``at_s``: seconds after the call began. ``shown_s``: how long it was lit. ``helped``: whether what it asks for
    followed; None: it cannot be heard, or something came between (`judges` says by which rule).
    """

    cue: str
    at_s: float
    shown_s: float
    helped: bool | None


@dataclass(frozen=True)
class CalledWrong:
    """The agent said that the mood light was wrong. Counted, and tied to no call and no time."""


@dataclass(frozen=True)
class MoodLight:
    """Totals of a logbook. ``calls_lit``: in which it came on; ``called_wrong``: of these, by the agent."""

    calls_lit: int = 0
    called_wrong: int = 0


@dataclass(frozen=True)
class CallRecord:
    """One call. Times in seconds; ``began_s`` on the clock that the events came by, the rest are lengths.

    ``caller_s``, ``agent_s``: speech. ``talk_overs``: the agent over the caller, ``talk_over_s`` long together,
    ``angry_talk_overs`` of them over an angry caller. ``angry_gaps``: answers to angry turns, after
    ``angry_gap_median_s``; ``angry_gaps_waited`` of them no sooner than the pause that is taught. ``pace_median``,
    ``pace_p90``: syllables a second, None without enough speech; ``pace_fast_share``: of the readings that the coach
    held against a limit, above it. ``anger_to_calm_s``: from the first anger to the calm that lasted; None: no anger,
    or none such calm (``ended_angry``). ``hold_s``: mute and hold music, ``dead_air_s``: both silent; each
    ``…_angry_s`` of it while the caller counted as angry. ``lost_s``: a side was not heard, and the rest is less than
    there was.
    """

    began_s: float
    length_s: float
    caller_s: float
    agent_s: float
    talk_overs: int
    talk_over_s: float
    angry_talk_overs: int
    angry_gaps: int
    angry_gaps_waited: int
    angry_gap_median_s: float | None
    pace_median: float | None
    pace_p90: float | None
    pace_fast_share: float | None
    angry_s: float
    angry_spells: int
    anger_to_calm_s: float | None
    ended_angry: bool
    hold_s: float
    hold_angry_s: float
    dead_air_s: float
    dead_air_angry_s: float
    lost_s: float
    cues: tuple[CueRecord, ...] = ()


Record: TypeAlias = CallRecord | CueRecord | CalledWrong
"""What a bookkeeper hands out to be kept."""
