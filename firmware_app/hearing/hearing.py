"""Both ears on one clock."""

from __future__ import annotations

from dataclasses import dataclass

from firmware_app.audio.block import Block
from firmware_app.facts import Fact, InputLost, Side, Tick
from firmware_app.hearing.agent_ear import AgentEar
from firmware_app.hearing.anger import AngerModel
from firmware_app.hearing.anger_shipped import load_anger
from firmware_app.hearing.caller_ear import CallerEar
from firmware_app.hearing.crosstalk import Crosstalk
from firmware_app.hearing.logmel import HOP, WINDOW, frame_end
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.shipped import load_pace, load_voice
from firmware_app.settings import HearingSettings

_TICK_FRAMES = 2
"""A tick every 20 ms: no timer is later than this."""


@dataclass(frozen=True)
class Models:
    """The models, loaded. ``anger`` is None where anger detection is switched off: then it cannot be called."""

    anger: AngerModel | None
    pace: Network
    voice: Network


def load_models(settings: HearingSettings) -> Models:
    """The models that these settings need. Raises InputError if one is missing or damaged."""
    return Models(load_anger() if settings.anger else None, load_pace(), load_voice())


class Hearing:
    """Turns blocks into facts. Each channel has an ear of its own, and is told which frames the other end explains."""

    def __init__(self, settings: HearingSettings, models: Models) -> None:
        self._caller = CallerEar(settings, models.anger, models.voice)
        self._agent = AgentEar(settings, models.pace, models.voice)
        self._crosstalk = Crosstalk(settings)
        self._lost: frozenset[Side] = frozenset()
        self._heard = 0
        self._frames = 0

    def hear(self, block: Block) -> list[Fact]:
        """What this block, the next of its source, makes known, in order of time; at one time, caller first."""
        facts: list[Fact] = [*self._losses(block.lost)]
        caller = self._caller.push(block.caller, Side.CALLER in block.lost)
        agent = self._agent.push(block.agent, Side.AGENT in block.lost)
        own = self._crosstalk.step(caller, agent)
        facts += own.found
        facts += self._caller.tell(caller, own.caller)
        facts += self._agent.tell(agent, own.agent)
        facts += self._ticks(len(block.caller))
        return sorted(facts, key=lambda fact: fact.t)

    def _losses(self, lost: frozenset[Side]) -> list[Fact]:
        """Inputs lost or back, at the newest moment that is already known."""
        changed, self._lost = lost ^ self._lost, lost
        t = frame_end(self._frames - 1) if self._frames else 0.0
        return [InputLost(t, side, side in lost) for side in Side if side in changed]

    def _ticks(self, samples: int) -> list[Fact]:
        first = self._frames
        self._heard += samples
        self._frames = max(0, (self._heard - WINDOW) // HOP + 1)
        return [Tick(frame_end(index)) for index in range(first, self._frames) if index % _TICK_FRAMES == 0]
