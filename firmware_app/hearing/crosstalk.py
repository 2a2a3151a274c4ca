"""Whose voice is it? Each end of a call may be heard on the other's line, and is never taken for the other's.

A telephone plays the agent's own voice into the ear-piece (sidetone), and networks send it back (line echo): 0 to 40 dB
down, up to half a second late. The ear-piece leaks into the microphone (acoustic echo): 20 to 60 dB down. So either
line can explain the other. The limits of the two ways do not overlap, and what is learned of each while people speak
decides every frame once, for both ears.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from firmware_app.facts import Sides, SidesFound
from firmware_app.hearing.activity import HYSTERESIS_DB, SpeechActivity
from firmware_app.hearing.copy_finder import Copy, CopyFinder
from firmware_app.hearing.crosstalk_path import SILENT_DB, CrosstalkPath, PathLimits
from firmware_app.hearing.logmel import Array, Frames, frame_end
from firmware_app.hearing.side_check import SideCheck
from firmware_app.settings import HearingSettings

SIDETONE = PathLimits(most_db=0.0, least_db=-60.0, back=60)
"""Of the agent in the ear-piece. 600 ms: a network's echo, 500 ms late, and what codecs smear of it."""
ECHO = PathLimits(most_db=-20.0, least_db=-60.0, back=15)
"""Of the caller in the microphone. 150 ms: the way through ear-piece, air, and the buffers of a headset."""
_STEP = 10
"""Frames after which something is learned, whatever pieces the sound comes in."""
_LOOK = 50
"""Frames between two looks for a copy, a multiple of `_STEP`: 0.5 s."""
_IN_USE = 500
"""Frames of zeros after which a line is out of use rather than between words: 5 s."""
_OWN = 0.5
"""A frame with less of its power unexplained is the other end's."""
_ALONE = 0.9
"""With more of it unexplained nothing in it could tell the other end's mood: that lies 16 dB below."""


@dataclass(frozen=True)
class Owned:
    """Share of each frame's power that the other end does not explain, 0 to 1, shapes ``(n,)``; and what changed."""

    caller: Array
    agent: Array
    found: list[SidesFound]


@dataclass(frozen=True)
class _Part:
    """Some frames of both lines, kept until the next learning. Bands in dB, levels in dBFS, the rest bool."""

    caller: Array
    agent: Array
    of_agent: Array
    caller_level: Array
    agent_level: Array
    caller_speaks: NDArray[np.bool_]
    agent_speaks: NDArray[np.bool_]
    caller_in_use: NDArray[np.bool_]
    agent_in_use: NDArray[np.bool_]


def _joined(parts: list[_Part]) -> _Part:
    return _Part(*(np.concatenate(values) for values in zip(*map(_values, parts), strict=True)))


def _values(part: _Part) -> tuple[Array, ...]:
    return tuple(getattr(part, each.name) for each in fields(part))


class Crosstalk:
    """Follows both lines. Call `step` with the frames of the same moments."""

    def __init__(self, settings: HearingSettings) -> None:
        self._sidetone, self._echo = CrosstalkPath(SIDETONE), CrosstalkPath(ECHO)
        self._caller, self._agent = SpeechActivity(settings), SpeechActivity(settings)
        self._copies, self._check = CopyFinder(), SideCheck()
        self._faint = settings.speech_floor_dbfs - HYSTERESIS_DB
        self._held: list[_Part] = []
        self._dead = _IN_USE + 1
        self._frames = 0

    def step(self, caller: Frames, agent: Frames) -> Owned:
        """Whose each frame is; while the sides are not apart, none is anybody's."""
        owned = Owned(np.zeros(len(caller)), np.zeros(len(agent)), [])
        first = 0
        while first < len(caller):
            part = slice(first, min(len(caller), first + _STEP - self._frames % _STEP))
            self._part(caller, agent, part, owned)
            self._frames += part.stop - first
            if self._frames % _STEP == 0:
                self._learn()
            if self._frames % _LOOK == 0:
                self._look(frame_end(caller.first + part.stop - 1), owned)
            first = part.stop
        return owned

    def _part(self, caller: Frames, agent: Frames, part: slice, owned: Owned) -> None:
        far, near = caller.mel[part], agent.mel[part]
        agents, callers = np.ones(len(near)), np.ones(len(far))
        loud = agent.level[part] > self._faint
        if loud.any():
            of_callers = np.concatenate([*(each.caller for each in self._held), far])
            agents[loud] = self._echo.own_share(of_callers, near)[loud]
        # what the microphone has of the caller explains nothing of the caller
        echo = explained(agents) & self._echo.known
        of_agent = np.where(echo[:, None], SILENT_DB, near)
        loud = caller.level[part] > self._faint
        if loud.any():
            of_agents = np.concatenate([*(each.of_agent for each in self._held), of_agent])
            callers[loud] = self._sidetone.own_share(of_agents, far)[loud]
        self._held.append(
            _Part(
                caller=far,
                agent=near,
                of_agent=of_agent,
                caller_level=caller.level[part],
                agent_level=agent.level[part],
                caller_speaks=_stands_out(self._caller, caller, part) & ~explained(callers),
                agent_speaks=_stands_out(self._agent, agent, part) & ~explained(agents),
                caller_in_use=self._in_use(caller.zero[part]),
                agent_in_use=~agent.zero[part],
            )
        )
        if self._check.sides is Sides.APART:
            owned.caller[part], owned.agent[part] = callers, agents

    def _in_use(self, zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether the caller's line has carried something lately: what has gone dead may come back with sidetone."""
        found = np.zeros(len(zero), dtype=np.bool_)
        for at, dead in enumerate(zero.tolist()):
            self._dead = self._dead + 1 if dead else 0
            found[at] = self._dead <= _IN_USE
        return found

    def _learn(self) -> None:
        held, self._held = _joined(self._held), []
        # a muted microphone tells nothing of the ear-piece; a line that sends zeros between words has no sidetone
        self._sidetone.learn(held.of_agent, held.caller, held.agent_speaks, held.caller_speaks, held.caller_in_use)
        self._echo.learn(held.caller, held.agent, held.caller_speaks, held.agent_speaks, held.agent_in_use)
        self._copies.push(held.caller, held.caller_level, held.agent, held.agent_level)

    def _look(self, t: float, owned: Owned) -> None:
        before = self._check.sides
        look = self._copies.look()
        self._check.step(look)
        if look.copy is not None:
            self._believe(look.copy)
        if self._check.sides is not before:
            owned.found.append(SidesFound(t, self._check.sides))

    def _believe(self, copy: Copy) -> None:
        """A copy that is stronger than what was learned: a plug was changed, or another line called."""
        if copy.gain_db < 0.0:
            self._sidetone.meet_copy(copy.gain_db)
        else:
            self._echo.meet_copy(-copy.gain_db)


def unmixed(share: Array) -> NDArray[np.bool_]:
    """Where hardly anything of a frame can be the other end's."""
    found: NDArray[np.bool_] = share >= _ALONE
    return found


def explained(share: Array) -> NDArray[np.bool_]:
    """Where a frame is the other end's."""
    found: NDArray[np.bool_] = share < _OWN
    return found


def _stands_out(activity: SpeechActivity, line: Frames, part: slice) -> NDArray[np.bool_]:
    told = zip(line.level[part].tolist(), line.gap[part].tolist(), strict=True)
    found = [activity.gap() if gap else activity.step(level) for level, gap in told]
    return np.array([each.voice for each in found], dtype=np.bool_)
