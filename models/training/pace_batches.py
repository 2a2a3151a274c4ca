"""Segments to train on: clips laid into silence or noise, seen as the device would see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from firmware_app.hearing.logmel import BAND_HZ, BANDS
from firmware_app.hearing.pace import CHUNK, CONTEXT, QUIET_DBFS, SPAN, STEP, Reference, network_input
from models.training.pace_data import Clip
from models.training.pace_features import Half, Item, item

ROWS = 320
"""Rows of output in a segment: 6.4 s."""
FRAMES = ROWS * STEP + 2 * CONTEXT
_EMPTY_DB = -100.0
_FLUENT_SHARE = 0.8
"""Of the segments, from speakers whose words have times; what learners said is known less well than what they read."""
_STRETCH = 1.15
"""Frames are drawn out or thinned by up to this: every draw of a clip has a tempo of its own."""
_WARPS = np.linspace(0.84, 1.16, 17)
"""Vocal tracts from a child's to a tall man's: five fluent speakers are few."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Batch:
    """``x``: (batch, FRAMES, BANDS). ``density``, ``speech``: (batch, ROWS), with a weight each.

    ``count``: syllables in the whole segment, (batch,). ``sure``: 1 where they are known, 0 where at least so many
    were said, (batch,).
    """

    x: Floats
    density: Floats
    density_weight: Floats
    speech: Floats
    speech_weight: Floats
    count: Floats
    sure: Floats


class Batches:
    """Draws batches for ever. The same generator gives the same batches."""

    def __init__(self, items: Sequence[Item], noises: Sequence[tuple[Half, Half]], rng: Generator) -> None:
        # a sentence without times is of use only whole
        self._items = [i for i in items if i.clip.runs is not None or len(i.level) <= ROWS * STEP]
        shares = _shares([i.clip for i in self._items])
        self._shares = shares / shares.sum()
        self._noises = noises
        self._warps = [_warp(factor) for factor in _WARPS]
        self._rng = rng

    def draw(self, size: int) -> Batch:
        """The next batch."""
        batch = Batch(
            x=np.empty((size, FRAMES, BANDS), np.float32),
            density=np.zeros((size, ROWS), np.float32),
            density_weight=np.ones((size, ROWS), np.float32),
            speech=np.zeros((size, ROWS), np.float32),
            speech_weight=np.ones((size, ROWS), np.float32),
            count=np.zeros(size, np.float32),
            sure=np.ones(size, np.float32),
        )
        for row, pick in enumerate(self._rng.choice(len(self._items), size, p=self._shares)):
            self._fill(batch, row, self._stretched(self._items[pick]))
        return batch

    def _fill(self, batch: Batch, row: int, item: Item) -> None:
        rng = self._rng
        mel = np.full((FRAMES, BANDS), _EMPTY_DB)
        if rng.random() < 0.05:
            self._lay_noise(mel)
        else:
            start = self._start(item)
            _lay(mel, item.mel, CONTEXT + start * STEP)
            _lay(batch.density[row], item.density, start)
            _lay(batch.speech[row], item.speech, start)
            _mask(batch, row, item, start)
            timed = item.clip.nuclei is not None or item.clip.words is not None
            batch.sure[row] = timed
            batch.count[row] = batch.density[row].sum() if timed else item.clip.syllables
        if rng.random() < 0.5:
            mel = self._in_noise(mel)
        reference = self._reference(mel)
        mel = mel @ self._warps[int(self._rng.integers(len(self._warps)))] + self._slope()
        batch.x[row] = network_input(mel, reference)

    def _stretched(self, found: Item) -> Item:
        """Half of the items at a tempo a little off their own, the frames between two taken from both."""
        if self._rng.random() < 0.5:
            return found
        faster = _STRETCH ** self._rng.uniform(-1, 1)
        if found.clip.runs is None:
            # a sentence without times must stay whole
            faster = max(faster, len(found.level) / (ROWS * STEP))
        at = np.arange(0, len(found.level) - 1, faster)
        left, share = at.astype(int), (at % 1.0).astype(np.float32)
        mel = found.mel[left] * (1 - share[:, None]) + found.mel[left + 1] * share[:, None]
        level = found.level[left] * (1 - share) + found.level[left + 1] * share
        return item(found.clip, found.tempo * faster, mel.astype(np.float16), level.astype(np.float16))

    def _start(self, item: Item) -> int:
        """The row where the clip begins, negative if it began before the segment."""
        rows = len(item.density)
        if item.clip.runs is None:
            return int(self._rng.integers(0, max(1, ROWS - rows + 1)))
        return int(self._rng.integers(min(ROWS // 3, ROWS - rows), max(ROWS // 3, ROWS - rows) + 1))

    def _lay_noise(self, mel: NDArray[np.float64]) -> None:
        found = self._noises[int(self._rng.integers(len(self._noises)))][0]
        at = int(self._rng.integers(max(1, len(found) - FRAMES + 1)))
        _lay(mel, found[at:], 0)

    def _in_noise(self, mel: NDArray[np.float64]) -> NDArray[np.float64]:
        """Steady noise of a random colour 10 to 45 dB below the loud frames."""
        rng = self._rng
        loud = np.percentile(mel.max(axis=1), 95)
        colour = np.cumsum(rng.normal(0, 1.5, BANDS))
        floor = loud - rng.uniform(10, 45) + colour - colour.max()
        noise = floor + 10 * np.log10(rng.gamma(3.0, 1 / 3.0, mel.shape))
        both: NDArray[np.float64] = 10 * np.log10(10 ** (mel / 10) + 10 ** (noise / 10))
        return both

    def _slope(self) -> NDArray[np.float64]:
        """What another microphone would do to the bands, in dB."""
        across = np.linspace(-1, 1, BANDS)
        tilt, curve, phase = self._rng.normal(0, 3), self._rng.normal(0, 2), self._rng.uniform(0, 6)
        slope: NDArray[np.float64] = tilt * across + curve * np.cos(np.pi * across + phase)
        return slope

    def _reference(self, mel: NDArray[np.float64]) -> float:
        """The reference at some chunk of the segment; at times somebody louder came before."""
        level = 10 * np.log10(np.sum(10 ** (mel / 10), axis=1))
        # a segment begins amid a call, after anything
        follow = Reference(QUIET_DBFS)
        seen = [follow.step(level[at : at + SPAN]) for at in range(0, FRAMES - SPAN + 1, CHUNK)]
        reference = seen[int(self._rng.integers(len(seen)))]
        return reference + (self._rng.uniform(0, 12) if self._rng.random() < 0.3 else 0.0)


def _warp(factor: float) -> NDArray[np.float64]:
    """What a vocal tract ``factor`` times as long does to the bands, roughly: each moved along the frequency axis."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in BAND_HZ)
    middles = np.linspace(low, high, BANDS + 2)[1:-1]
    moved = 2595 * np.log10(1 + 700 * (10 ** (middles / 2595) - 1) * factor / 700)
    at = np.clip((moved - middles[0]) / (middles[1] - middles[0]), 0, BANDS - 1)
    moved_bands: NDArray[np.float64] = np.maximum(0.0, 1.0 - np.abs(np.arange(BANDS)[:, None] - at[None]))
    return moved_bands


def _lay(into: NDArray[np.floating], what: NDArray[np.floating], start: int) -> None:  # type: ignore[type-arg]
    first, last = max(0, start), min(len(into), start + len(what))
    if last > first:
        into[first:last] = what[first - start : last - start]


def _mask(batch: Batch, row: int, item: Item, start: int) -> None:
    inside = slice(max(0, start), min(ROWS, start + len(item.density)))
    if item.clip.nuclei is None:
        batch.density_weight[row, inside] = 0.0
    if item.clip.runs is None:
        batch.speech_weight[row, inside] = 0.0


def _shares(clips: Sequence[Clip]) -> NDArray[np.float64]:
    """How often each item is drawn."""
    lengths: dict[str, float] = {}
    for clip in clips:
        lengths[clip.speaker] = lengths.get(clip.speaker, 0.0) + clip.duration_s
    fluent = {c.speaker for c in clips if c.corpus != "speechocean762"}
    # the root lets a speaker with more material count for more, but not in proportion
    weights = {
        s: np.sqrt(n) * (_FLUENT_SHARE if s in fluent else 1 - _FLUENT_SHARE) / _roots(lengths, fluent, s in fluent)
        for s, n in lengths.items()
    }
    return np.array([weights[c.speaker] * c.duration_s / lengths[c.speaker] for c in clips])


def _roots(lengths: dict[str, float], fluent: set[str], which: bool) -> float:
    return float(sum(np.sqrt(n) for s, n in lengths.items() if (s in fluent) == which))
