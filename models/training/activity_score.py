"""What an ear's answer to a case is worth: misses, false frames, delays, and hold music found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from firmware_app.hearing.logmel import FRAMES_PER_S
from models.training.activity_cases import Case, Spans
from models.training.activity_peers import Answer, Ticks

_AFTER_S, _BEFORE_S = 0.3, 0.06
"""After a phrase an ear may hold on for its hangover; the truth is no surer than this before one."""
_PAUSE_S = 0.6
"""A phrase has a begin and an end of its own only with this much silence beside it."""
_FOUND_S = 3.0


@dataclass
class Score:
    """Counts over cases; times in s. ``nan`` where there was nothing to count."""

    speech: int = 0
    missed: int = 0
    silence: int = 0
    false: int = 0
    music: int = 0
    as_caller: int = 0
    onsets: list[float] = field(default_factory=list)
    unheard: int = 0
    offsets: list[float] = field(default_factory=list)
    never: int = 0
    found: list[float] = field(default_factory=list)
    turns_in_silence: int = 0

    def figures(self) -> dict[str, float | int]:
        """The figures of the table."""
        found = np.array(self.found)
        return {
            "speech_s": round(self.speech / FRAMES_PER_S, 1),
            "missed": _share(self.missed, self.speech),
            "no_speech_s": round(self.silence / FRAMES_PER_S, 1),
            "false": _share(self.false, self.silence),
            "false_turns_per_min": _share(self.turns_in_silence * 60 * FRAMES_PER_S, self.silence),
            "onsets": len(self.onsets),
            "onset_ms_median": _part(self.onsets, 50),
            "onset_ms_p95": _part(self.onsets, 95),
            "onsets_not_told": self.unheard,
            "offsets": len(self.offsets),
            "offset_ms_median": _part(self.offsets, 50),
            "offset_ms_p95": _part(self.offsets, 95),
            "offsets_not_told": self.never,
            "music_s": round(self.music / FRAMES_PER_S, 1),
            "music_as_caller": _share(self.as_caller, self.music),
            "music_found_s_median": float(np.median(found)) if len(found) else float("nan"),
            "music_found_s_worst": float(found.max()) if len(found) else float("nan"),
            "music_found_within_3_s": float((found <= _FOUND_S).mean()) if len(found) else float("nan"),
        }


def add(score: Score, case: Case, answer: Answer) -> None:
    """Counts one case."""
    n = len(answer.speaking)
    speech, unsure, played = (_marks(spans, n) for spans in (case.phrases, case.unsure, case.music))
    near = _marks([(a - _BEFORE_S, b + _AFTER_S) for a, b in case.phrases], n)
    quiet = ~near & ~unsure
    heard = answer.caller
    score.speech += int(speech.sum())
    score.missed += int((speech & ~heard).sum())
    score.silence += int(quiet.sum())
    score.false += int((quiet & heard).sum())
    score.turns_in_silence += int((np.diff(heard.astype(np.int8)) == 1)[quiet[1:]].sum())
    score.music += int(played.sum())
    score.as_caller += int((played & heard).sum())
    _delays(score, case, heard)
    if len(answer.music):
        for start, end in case.music:
            on = answer.music[_tick(start) : _tick(end)].nonzero()[0]
            score.found.append(float(on[0]) / FRAMES_PER_S if len(on) else float("inf"))


def total(scores: Iterable[Score]) -> Score:
    """The scores as one."""
    whole = Score()
    for score in scores:
        for name, value in asdict(score).items():
            setattr(whole, name, getattr(whole, name) + value)
    return whole


def _delays(score: Score, case: Case, heard: Ticks) -> None:
    others = [*case.phrases, *case.music]
    for start, end in case.phrases:
        first, last = _tick(start), _tick(end)
        if _alone(others, start - _PAUSE_S, start) and first > 10 and not heard[first - 10]:
            on = heard[first - 10 : last].nonzero()[0]
            score.unheard += not len(on)
            score.onsets += [(on[0] - 10) * 1000 / FRAMES_PER_S] if len(on) else []
        stop = min(len(heard), last + round(1.5 * FRAMES_PER_S))
        if _alone(others, end, end + _PAUSE_S) and heard[max(first, last - 30) : last + 15].any():
            begun = max(first, last - 30)
            begun += int(heard[begun:stop].argmax())
            off = (~heard[begun:stop]).nonzero()[0]
            score.never += not len(off)
            score.offsets += [(begun + off[0] - last) * 1000 / FRAMES_PER_S] if len(off) else []


def _alone(spans: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    return not any(a < end - 1e-6 and b > start + 1e-6 for a, b in spans)


def _marks(spans: Spans | Sequence[tuple[float, float]], n: int) -> Ticks:
    marks = np.zeros(n, dtype=bool)
    for start, end in spans:
        marks[max(0, _tick(start)) : max(0, _tick(end))] = True
    return marks


def _tick(t: float) -> int:
    return round(t * FRAMES_PER_S)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else float("nan")


def _part(values: list[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else float("nan")
