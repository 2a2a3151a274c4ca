"""What truly happened in a made-up call, in seconds from its start, as it is heard at the agent's desk."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from firmware_app.facts import Side

Span = tuple[float, float]


class Dead(str, Enum):
    """How the agent's side went dead."""

    SILENCE = "silence"
    TYPING = "typing"
    MUTE = "mute"
    MUSIC = "music"


class Manner(str, Enum):
    """What an utterance is to the conversation."""

    TURN = "turn"
    MURMUR = "murmur"
    TALK_OVER = "talk-over"
    COLLISION = "collision"
    """Begun before the other, a line's delay away, was heard; given up as soon as they are."""


@dataclass(frozen=True)
class Utterance:
    """One side speaks until it yields.

    ``pieces``: from when to when there is sound; between them breaths, shorter than a turn's gap. ``nuclei``: the
    middle of each vowel where it is known (the agent's). ``louder_db``: against the speaker's own usual level.
    """

    side: Side
    manner: Manner
    angry: bool
    pieces: tuple[Span, ...]
    nuclei: tuple[float, ...] = ()
    louder_db: float = 0.0

    @property
    def start(self) -> float:
        """When its first sound begins, s."""
        return self.pieces[0][0]

    @property
    def end(self) -> float:
        """When its last sound ends, s."""
        return self.pieces[-1][1]


@dataclass(frozen=True)
class DeadAir:
    """The agent's side is dead from ``start`` to ``end``, s. ``muted``: its line is digitally silent."""

    start: float
    end: float
    how: Dead
    muted: bool


@dataclass(frozen=True)
class Conditions:
    """What the line and the desk are like.

    ``delay_s``: one way. ``crosstalk_db``: the caller in the agent's microphone, against the ear-piece. Levels are
    speech levels, dBFS; ``noise_db``: noise below the speech; None: none. ``clipped``: the microphone is.
    """

    caller: str
    agent: str
    caller_gets_angry: bool
    codec: str
    delay_s: float
    crosstalk_db: float
    caller_dbfs: float
    agent_dbfs: float
    caller_noise_db: float | None
    agent_noise_db: float | None
    clipped: bool


@dataclass(frozen=True)
class Truth:
    """One call. ``caller_fold``, ``agent_fold``: whose models never heard the two."""

    name: str
    duration_s: float
    hung_up_s: float
    conditions: Conditions
    caller_fold: str
    agent_fold: int
    utterances: tuple[Utterance, ...]
    dead: tuple[DeadAir, ...]

    def of(self, side: Side) -> list[Utterance]:
        """One side's utterances, in order."""
        return [each for each in self.utterances if each.side is side]

    def save(self, path: Path) -> None:
        """Writes the truth as JSON."""
        path.write_text(json.dumps(asdict(self), indent=1, allow_nan=False), encoding="utf-8")

    @staticmethod
    def load(path: Path) -> Truth:
        """Reads what `save` wrote."""
        told = json.loads(path.read_text(encoding="utf-8"))
        told["conditions"] = Conditions(**told["conditions"])
        told["utterances"] = tuple(_utterance(each) for each in told["utterances"])
        told["dead"] = tuple(
            DeadAir(each["start"], each["end"], Dead(each["how"]), each["muted"]) for each in told["dead"]
        )
        return Truth(**told)


def _utterance(told: dict[str, Any]) -> Utterance:
    return Utterance(
        side=Side(told["side"]),
        manner=Manner(told["manner"]),
        angry=told["angry"],
        pieces=tuple((low, high) for low, high in told["pieces"]),
        nuclei=tuple(told["nuclei"]),
        louder_db=told["louder_db"],
    )
