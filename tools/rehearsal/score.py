"""Cues as they were shown against the moments at which they were due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from firmware_app.coaching import CATALOGUE, CUES, CueChanged, CueState
from tools.rehearsal.dues import Window

FLICKER_S = 3.0
"""On, off and on again within this is a flicker."""
_PLACE = {cue.id: place for place, cue in enumerate(CATALOGUE)}


@dataclass(frozen=True)
class Showing:
    """A cue was lit from ``on`` to ``off``, s. ``began``: when it began to run down, of one that does so again."""

    cue: str
    on: float
    off: float
    why: str = ""
    began: tuple[float, ...] = ()


@dataclass(frozen=True)
class Hit:
    """A due that was shown, ``late_s`` after its moment (below zero: before it)."""

    window: Window
    late_s: float


@dataclass(frozen=True)
class Verdict:
    """One call judged.

    ``hits``, ``missed``: dues. ``hidden``: dues whose light another, more urgent cue had by right, or that came in
    the cue's own dark time after a rightful showing. ``false``: showings outside every window. ``too_long_s``: for
    each rightful showing, how long it outlasted its window. ``flickers``: cues lit again within `FLICKER_S`.
    """

    hits: tuple[Hit, ...]
    missed: tuple[Window, ...]
    hidden: tuple[Window, ...]
    false: tuple[Showing, ...]
    too_long_s: tuple[tuple[str, float], ...]
    flickers: tuple[Showing, ...]
    together: int


def showings(changes: Sequence[CueChanged], end: float) -> list[Showing]:
    """Pairs each cue's coming with its going."""
    lit: dict[str, list[CueChanged]] = {}
    found = []
    for change in changes:
        if change.on:
            lit.setdefault(change.cue, []).append(change)
        elif change.cue in lit:
            found.append(_showing(lit.pop(change.cue), change.t))
    found += [_showing(came, end) for came in lit.values()]
    return sorted(found, key=lambda each: each.on)


def _showing(came: Sequence[CueChanged], off: float) -> Showing:
    began = tuple(each.t for each in came if each.state is CueState.RUNNING)
    return Showing(came[0].cue, came[0].t, off, came[0].why, began)


def judge(due: Sequence[Window], shown: Sequence[Showing]) -> Verdict:
    """Judges one call's showings."""
    right = [each for each in shown if _allowed(each, due)]
    hits, missed, hidden = [], [], []
    for window in due:
        if window.by is None:
            continue
        late = _late_s(window, shown)
        if late is not None:
            hits.append(Hit(window, late))
        elif _hidden(window, right):
            hidden.append(window)
        else:
            missed.append(window)
    return Verdict(
        tuple(hits),
        tuple(missed),
        tuple(hidden),
        tuple(each for each in shown if each not in right),
        tuple((each.cue, max(0.0, each.off - _last(each, due))) for each in right),
        tuple(b for a, b in _neighbours(shown) if b.on - a.off < FLICKER_S and b.on - a.on < 2 * FLICKER_S),
        sum(b.on < a.off for a, b in pairwise(shown)),
    )


def _allowed(shown: Showing, due: Sequence[Window]) -> bool:
    return any(w.cue == shown.cue and w.start <= shown.on <= w.end for w in due)


def _last(shown: Showing, due: Sequence[Window]) -> float:
    return max(w.end for w in due if w.cue == shown.cue and w.start <= shown.on <= w.end)


def _late_s(window: Window, shown: Sequence[Showing]) -> float | None:
    """How late the cue was lit; None if it was not lit in time."""
    by = window.end if window.by is None else window.by
    mine = [each for each in shown if each.cue == window.cue and each.on <= by < each.off + 1.0]
    # one that runs down anew is on time by its last beginning, of which an earlier one is no sign
    times = [max((t for t in each.began if t <= by), default=each.on) for each in mine]
    late = [t - window.start for t in times if not any(each.began for each in mine) or t >= window.start]
    return min(late) if late else None


def _hidden(window: Window, right: Sequence[Showing]) -> bool:
    """Whether the cue could not be seen: something more urgent had the light, or it had just been seen."""
    by = window.end if window.by is None else window.by
    for each in right:
        urgent = _PLACE[each.cue] < _PLACE[window.cue] and each.on <= by and each.off >= by - 0.3
        # what is lit stays lit for its shortest time only against what is less urgent than it
        dark = each.cue == window.cue and each.on <= by and by - each.off < CUES[each.cue].cooldown_s
        if urgent or dark:
            return True
    return False


def _neighbours(shown: Sequence[Showing]) -> list[tuple[Showing, Showing]]:
    found = []
    last: dict[str, Showing] = {}
    for each in shown:
        if each.cue in last:
            found.append((last[each.cue], each))
        last[each.cue] = each
    return found
