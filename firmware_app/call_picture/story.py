"""What a call was like, gathered while it is heard: what a picture of it shows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from firmware_app.audio import SAMPLE_RATE, Block, Samples, Source
from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerHeard, Happening, HoldChanged, PaceHeard, TurnChanged
from firmware_app.facts import Side

LEVEL_S = 0.1
"""Seconds that one level stands for."""
QUIETEST_DBFS = -90.0
_LEVEL_SAMPLES = round(LEVEL_S * SAMPLE_RATE)


@dataclass(frozen=True)
class Span:
    """From ``start`` to ``end``, s. ``what``: a word for it; ``why``: the reason in words."""

    start: float
    end: float
    what: str = ""
    why: str = ""

    @property
    def length_s(self) -> float:
        """Seconds."""
        return self.end - self.start


@dataclass
class Story:
    """A call. ``levels``: dBFS, one each `LEVEL_S`; ``anger``: (s, p); ``pace``: readings."""

    duration_s: float = 0.0
    levels: dict[Side, list[float]] = field(default_factory=lambda: {side: [] for side in Side})
    turns: dict[Side, list[Span]] = field(default_factory=lambda: {side: [] for side in Side})
    angry: list[Span] = field(default_factory=list)
    holds: list[Span] = field(default_factory=list)
    cues: list[Span] = field(default_factory=list)
    anger: list[tuple[float, float]] = field(default_factory=list)
    pace: list[PaceHeard] = field(default_factory=list)

    def spoken_s(self, side: Side) -> float:
        """Seconds that one side has spoken."""
        return sum(turn.length_s for turn in self.turns[side])


class Storyteller:
    """Gathers a story from a call's blocks and from what they made happen, each in order of time."""

    def __init__(self) -> None:
        self.story = Story()
        self._rest = {side: np.zeros(0, dtype=np.float32) for side in Side}
        self._open: dict[str, Span] = {}

    def hear(self, block: Block) -> None:
        """Takes the next block."""
        self.story.duration_s = block.end / SAMPLE_RATE
        for side, samples in ((Side.CALLER, block.caller), (Side.AGENT, block.agent)):
            sound = np.concatenate((self._rest[side], samples))
            whole = len(sound) // _LEVEL_SAMPLES * _LEVEL_SAMPLES
            self.story.levels[side] += _levels(sound[:whole])
            self._rest[side] = sound[whole:]

    def write(self, event: Happening | CueChanged) -> None:
        """Takes the next event."""
        story = self.story
        match event:
            case TurnChanged():
                self._change(f"turn {event.who.value}", event.on, event.since, story.turns[event.who])
            case AngerHeard():
                story.anger.append((event.t, event.p))
                self._change("angry", event.angry, event.t, story.angry)
            case PaceHeard():
                story.pace.append(event)
            case HoldChanged():
                self._change("hold", event.on, event.t, story.holds, event.how.value)
            case CueChanged():
                self._change(f"cue {event.cue}", event.on, event.t, story.cues, event.cue, event.why)
            case _:
                pass

    def end(self) -> Story:
        """The story; what is still open ends with the call."""
        for key in list(self._open):
            self._change(key, False, self.story.duration_s, self._kept_in(key))
        for spans in (self.story.cues, self.story.holds):
            spans.sort(key=lambda span: span.start)
        return self.story

    def _kept_in(self, key: str) -> list[Span]:
        kind, _, name = key.partition(" ")
        if kind == "turn":
            return self.story.turns[Side(name)]
        return {"angry": self.story.angry, "hold": self.story.holds, "cue": self.story.cues}[kind]

    def _change(self, key: str, on: bool, t: float, spans: list[Span], what: str = "", why: str = "") -> None:
        """What is on already, or off already, is no news."""
        if on:
            self._open.setdefault(key, Span(t, t, what, why))
        elif key in self._open:
            began = self._open.pop(key)
            spans.append(Span(began.start, max(t, began.start), began.what, began.why))


class Overheard:
    """A source whose blocks a storyteller sees as they pass."""

    def __init__(self, source: Source, teller: Storyteller) -> None:
        self._source = source
        self._teller = teller

    def blocks(self) -> Iterator[Block]:
        """See `Source.blocks`."""
        for block in self._source.blocks():
            self._teller.hear(block)
            yield block

    def close(self) -> None:
        """See `Source.close`."""
        self._source.close()


def _levels(sound: Samples) -> list[float]:
    power = np.mean(sound.reshape(-1, _LEVEL_SAMPLES).astype(np.float64) ** 2, axis=1) if len(sound) else np.zeros(0)
    return [10.0 * math.log10(max(p, 10.0 ** (QUIETEST_DBFS / 10.0))) for p in power.tolist()]
