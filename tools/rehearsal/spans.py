"""Stretches of speech: joined, met, counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from firmware_app.audio.block import SAMPLE_RATE, Samples
from models.training.edges import HOPS_PER_S, loud_hops
from tools.rehearsal.truth import Span, Utterance

_APART_S = 0.2
"""A shorter gap lies within a word or between two: the voice has not ended."""
_CLICK_S = 0.1
"""Lips and keys: no voice is as short."""


def sounding_pieces(sound: Samples) -> list[Span]:
    """Where a clean clip sounds, s from its start: silences longer than a voice may have are no part of it."""
    if len(sound) * HOPS_PER_S < SAMPLE_RATE or not sound.any():
        return [(0.0, len(sound) / SAMPLE_RATE)]
    found = merged((k / HOPS_PER_S, (k + 1) / HOPS_PER_S) for k in loud_hops(sound).tolist())
    return [(low, high) for low, high in found if high - low >= _CLICK_S] or found


def merged(pieces: Iterable[Span], apart_s: float = _APART_S) -> list[Span]:
    """The pieces in order, those closer than ``apart_s`` joined."""
    found: list[Span] = []
    for low, high in sorted(pieces):
        if found and low - found[-1][1] <= apart_s:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found


def both(ours: Sequence[Span], theirs: Sequence[Span]) -> list[Span]:
    """Where the two overlap."""
    met = [(max(a[0], b[0]), min(a[1], b[1])) for a in ours for b in theirs]
    return sorted((low, high) for low, high in met if high > low)


def after_speech(turns: Sequence[Utterance], seconds: float) -> float:
    """When so many seconds have been spoken; infinite if never."""
    left = seconds
    for low, high in (piece for turn in turns for piece in turn.pieces):
        if high - low >= left:
            return low + left
        left -= high - low
    return float("inf")


def rate_at(turns: Sequence[Utterance], t: float, window_s: float) -> float:
    """Syllables a second over the last ``window_s`` of speech before ``t``; 0 where there is less."""
    left, count = window_s, 0
    for turn in reversed(turns):
        for low, high in reversed(turn.pieces):
            end = min(high, t)
            start = max(low, end - left)
            if end > low:
                count += sum(start <= at < end for at in turn.nuclei)
                left -= end - start
            if left <= 1e-9:
                return count / window_s
    return 0.0
