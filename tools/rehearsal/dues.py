"""When each cue is due in a made-up call, read off its truth by the rules of the catalogue's documents (cues.md).

Written from the documents, not from `coaching`: the two must agree, and this is what shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from firmware_app.facts import Side
from firmware_app.settings import Settings
from tools.rehearsal.moods import Anger, angers, maybe, sure
from tools.rehearsal.spans import after_speech, both, merged, rate_at
from tools.rehearsal.truth import Manner, Truth, Utterance

LATE_S = 0.7
"""A cue that comes later than this after its moment has missed it; slower ones say so."""
_LINGER_S = 2.5
"""How long a cue may stay after its reason: shortest on-times and hystereses lie below."""
_STEP_S = 0.1
_SPREAD = 0.13
"""Standard deviation of 10 s of speech within one speaker, as a share of their rate (field-notes, section 7)."""
_ENOUGH_TIMES = 1.3
"""So many times the speech that the usual rate asks for, short phrases being left out of it."""
_CLEARLY = 1.08
"""So far above the limit the meter's error no longer matters."""
_BREATH_S = 0.5
_GATED_DEAD_S = 15.0
_LOUD_S = 2.0
"""The catalogue's time for SOFTER, wherever the setting stands."""
_RUNNING_BY_S = 0.5
"""PAUSE runs down by then, or has missed the end. How late it is, is told beside; 0.25 s is the promise."""


@dataclass(frozen=True)
class Window:
    """A cue may be lit from ``start`` to ``end``, s. ``by``: when it must be; None: it may, and need not."""

    cue: str
    start: float
    by: float | None
    end: float


def windows(truth: Truth, settings: Settings) -> list[Window]:
    """Every moment at which a cue is due or forgivable, in order of their start."""
    spells = angers(truth)
    rules: tuple[Callable[[Truth, list[Anger], Settings], Iterator[Window]], ...] = (
        _listen,
        _pause,
        _dont_hold,
        _slow_down,
        _lower_voice,
        _acknowledge,
        _breathe,
        _escalate,
        _calmed,
        _note,
    )
    return sorted((w for rule in rules for w in rule(truth, spells, settings)), key=lambda w: w.start)


def _listen(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    after = settings.coaching.listen_after_s
    caller = merged(p for turn in truth.of(Side.CALLER) for p in turn.pieces)
    for said in truth.of(Side.AGENT):
        overlaps = both(caller, merged(said.pieces))
        for low, high in merged(overlaps, apart_s=_BREATH_S):
            # breaths and what a voice swallows may hide some of it, so that it may go either way
            long = sum(b - a for a, b in overlaps if a < high and b > low)
            if long >= after - 0.2 and maybe(spells, high):
                yield Window("listen", low + after - 0.4, None, said.end + _LINGER_S)
        for low, high in overlaps:
            # who begins second over a slow line cannot know for twice its delay that the other has begun
            caller_second = any(low == begin for begin, _ in caller)
            due = low + after + (2.0 * truth.conditions.delay_s if caller_second else 0.0)
            if said.manner is Manner.TALK_OVER and high >= due + 0.4 and sure(spells, low):
                yield Window("listen", due - 0.4, due + LATE_S, said.end + _LINGER_S)


def _pause(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    """Running down at the end of an angry turn; and lit, running or waiting, from its first silence on."""
    length = settings.coaching.pause_s
    for turn in truth.of(Side.CALLER):
        if turn.end - turn.start < settings.coaching.pause_turn_s or not maybe(spells, turn.end):
            continue
        clear = turn.angry and sure(spells, turn.end - 0.5) and not _agent_speaks(truth, turn.end)
        yield Window("pause", turn.start + settings.coaching.pause_turn_s, None, turn.end + length + 0.5)
        if clear:
            yield Window("pause", turn.end, turn.end + _RUNNING_BY_S, turn.end + length + 0.5)


def _dont_hold(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    for low, high in _both_quiet(truth):
        if high - low >= settings.coaching.dont_hold_quiet_s - 0.5 and maybe(spells, low):
            yield Window("dont_hold", low, None, high + _LINGER_S)
    for dead in truth.dead:
        quiet = max((turn.end for turn in truth.utterances if turn.start < dead.start), default=0.0)
        told = quiet + settings.coaching.dont_hold_quiet_s
        if dead.muted:
            told = min(told, dead.start + settings.hearing.digital_silence_s)
        # the pause after the turn is more urgent and has the light first
        by = max(told, quiet + settings.coaching.pause_s) + LATE_S + 0.3
        clear = sure(spells, dead.start) and dead.end > by + 0.3
        if clear or maybe(spells, dead.start):
            yield Window("dont_hold", min(dead.start, told - 0.3), by if clear else None, dead.end + _LINGER_S)


def _slow_down(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    """Well above the agent's own rate until then; one who has said too little has none, and need not be told."""
    rules = settings.coaching.slow_down
    said = [turn for turn in truth.of(Side.AGENT) if turn.nuclei]
    for turn in said:
        times = [turn.start + _STEP_S * k for k in range(int((turn.end - turn.start) / _STEP_S) + 1)]
        usual = rate_at(said, turn.start, _ENOUGH_TIMES * rules.usual_after_s)
        if not usual:
            continue
        spread = _SPREAD * usual
        rates = [(t, rate_at(said, t, rules.window_s)) for t in times]
        may = [t for t, rate in rates if rate > usual + 0.5 * rules.angry_spreads * spread]
        if may:
            yield Window("slow_down", may[0], None, turn.end + rules.recent_s)
        spreads = rules.angry_spreads if sure(spells, turn.start) else rules.spreads
        clear = [t for t, rate in rates if rate > (usual + spreads * spread) * _CLEARLY]
        if clear and clear[-1] - clear[0] >= 2.5:
            yield Window("slow_down", clear[0] - 4.0, clear[0] + 2.0 + LATE_S, turn.end + rules.recent_s)


def _lower_voice(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    usual = after_speech([t for t in truth.of(Side.AGENT) if not t.louder_db], settings.coaching.usual_level_after_s)
    for turn in truth.of(Side.AGENT):
        if turn.louder_db >= settings.coaching.lower_voice_db and maybe(spells, turn.end):
            start = after_speech([turn], _LOUD_S)
            # a level is a slow thing: it wavers with every word; and a microphone that clips cannot tell it
            clear = (
                not truth.conditions.clipped
                and sure(spells, turn.start)
                and turn.end - start >= 2.5 + LATE_S
                and usual + 5.0 < turn.start
            )
            yield Window("lower_voice", start - 0.5, start + 2.5 if clear else None, turn.end + 3.0 + _LINGER_S)


def _acknowledge(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    coaching = settings.coaching
    for turn in truth.of(Side.CALLER):
        length, due = turn.end - turn.start, turn.end + coaching.pause_s
        if length < coaching.acknowledge_turn_s - 1.0 or not maybe(spells, turn.end):
            continue
        later = [_from(each, turn.end) for each in truth.of(Side.AGENT) if each.end > turn.end]
        said_back = after_speech(later, coaching.acknowledge_spoken_s)
        clear = turn.angry and sure(spells, turn.end - 0.5) and length >= coaching.acknowledge_turn_s + 0.5
        clear = clear and said_back > due + LATE_S + 0.5
        yield Window("acknowledge", due - 0.5, due + LATE_S if clear else None, said_back + _LINGER_S)


def _breathe(_: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    angry_s, window_s = settings.coaching.breathe_angry_s, settings.coaching.breathe_window_s
    for spell in spells:
        recent = [t for t in _times(spell) if _angry_in(spells, t - window_s, t) >= angry_s - 15.0]
        clear = [t for t in _times(spell) if _sure_in(spells, t - window_s, t) >= angry_s]
        if recent:
            by = clear[0] + 2.0 if clear and spell.end - clear[0] > 4.0 else None
            yield Window("breathe", recent[0], by, spell.faded + 4.0)


def _escalate(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    needed, calm_s = settings.coaching.escalate_angry_s, settings.coaching.escalate_calm_s
    surely = [run for run in _runs(spells, calm_s - 8.0) if run[-1].end > run[0].known + needed + 4.0]
    for run in _runs(spells, calm_s + 5.0):
        due = min((sure[0].known + needed for sure in surely if sure[0] in run), default=None)
        if run[-1].faded - run[0].start >= needed - 10.0:
            start = run[0].start + needed - 10.0
            yield Window("escalate", start, None if due is None else due + 2.0, truth.hung_up_s)


def _runs(spells: list[Anger], calm_s: float) -> list[list[Anger]]:
    """The spells with less calm than ``calm_s`` between them, together."""
    found: list[list[Anger]] = []
    for spell in spells:
        if found and spell.start - found[-1][-1].end < calm_s:
            found[-1].append(spell)
        else:
            found.append([spell])
    return found


def _calmed(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    begin, shown = settings.coaching.calmed_after_s, settings.coaching.calmed_show_s
    for spell, again in zip(spells, [*(after.start for after in spells[1:]), truth.hung_up_s], strict=False):
        last = spell.faded + begin
        clear = spell.known < spell.end and last + LATE_S + 1.0 < again
        yield Window("calmed", spell.end + begin - 2.0, last + LATE_S if clear else None, last + shown + _LINGER_S)


def _note(truth: Truth, spells: list[Anger], settings: Settings) -> Iterator[Window]:
    if spells:
        # a line that sends zeros between words as well is known to be dead only when nobody waits for a word as long
        gated = truth.conditions.caller_noise_db is None
        over = truth.hung_up_s + (_GATED_DEAD_S if gated else settings.conversation.call_suspend_s)
        clear = any(spell.known < spell.end for spell in spells)
        # a line without noise may be dead as soon as nobody speaks on it
        quiet = max(turn.end for turn in truth.utterances)
        start = quiet + settings.conversation.call_suspend_s - 0.5
        yield Window("note", start, over + LATE_S + 0.3 if clear else None, float("inf"))


def _agent_speaks(truth: Truth, t: float) -> bool:
    return any(turn.start - 0.3 <= t < turn.end for turn in truth.of(Side.AGENT))


def _both_quiet(truth: Truth) -> list[tuple[float, float]]:
    """Silences of both, s."""
    heard = merged((p for turn in truth.utterances for p in turn.pieces), apart_s=0.0)
    return [(low[1], high[0]) for low, high in pairwise(heard)]


def _from(turn: Utterance, t: float) -> Utterance:
    """What is said of it after ``t``."""
    pieces = tuple((max(low, t), high) for low, high in turn.pieces if high > t)
    return Utterance(turn.side, turn.manner, turn.angry, pieces)


def _times(spell: Anger) -> list[float]:
    return [spell.start + k for k in range(int(spell.end - spell.start) + 1)]


def _angry_in(spells: list[Anger], low: float, high: float) -> float:
    return sum(max(0.0, min(s.faded, high) - max(s.start, low)) for s in spells)


def _sure_in(spells: list[Anger], low: float, high: float) -> float:
    return sum(max(0.0, min(s.end, high) - max(s.known, low)) for s in spells)
