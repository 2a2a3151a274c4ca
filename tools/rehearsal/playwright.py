"""Lets a caller and an agent talk: who speaks when, and how, drawn at random from a seed.

Times are those of the desk, in seconds: a caller answers what they hear a line's delay later, and is heard here another
delay later. An agent does right and wrong by turns, so that each cue has its dues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import Side
from tools.rehearsal.cast import Agent, Caller, Take, agent_take, calm_take
from tools.rehearsal.spans import sounding_pieces
from tools.rehearsal.truth import Dead, DeadAir, Manner, Utterance

_BREATH_S = (0.15, 0.55)
"""Between two clips of one turn: shorter than the gap that ends one."""
_NATURAL = (3.0, 3.8)
_RUSHED = (5.9, 6.6)
"""Syllables a second of speech."""
_LOUDER_DB = 10.0
_FADE = int(0.02 * SAMPLE_RATE)
_Item = TypeVar("_Item")


@dataclass
class Play:
    """A call as it is said. ``sounds``: what each side says from when on, s, at the line's speech level."""

    utterances: list[Utterance] = field(default_factory=list)
    dead: list[DeadAir] = field(default_factory=list)
    sounds: dict[Side, list[tuple[float, Samples]]] = field(default_factory=lambda: {side: [] for side in Side})
    end: float = 0.0


class Playwright:
    """Writes one call."""

    def __init__(self, caller: Caller, agent: Agent, delay_s: float, rng: np.random.Generator) -> None:
        self._rng = rng
        self._delay_s = delay_s
        self._calm, self._angry = _deck(caller.calm, rng), _deck(caller.angry, rng)
        self._agent = _deck(agent.clips, rng)
        self._play = Play()
        self._t = 1.0

    def calm_call(self, seconds: float) -> Play:
        """Nobody is angry; the agent does what an agent does."""
        self._agent_turn(self._between(3, 6))
        while self._t < seconds:
            self._exchange()
            self._one_of(self._calm_call_ways())()
        return self._ended()

    def angry_call(self, seconds: float) -> Play:
        """The caller gets angry, again and again, and calms down between."""
        self._agent_turn(self._between(3, 6))
        self._calm_talk(self._between(25, 45))
        while self._t < seconds:
            for _ in range(int(self._rng.integers(2, 5))):
                self._vent(self._between(5.0, 16.0))
            self._calm_talk(self._between(40, 55))
        return self._ended()

    def marathon(self, seconds: float) -> Play:
        """A caller who stays angry for minutes."""
        self._agent_turn(self._between(3, 6))
        self._calm_talk(self._between(25, 35))
        while self._t < seconds:
            self._vent(self._between(10.0, 25.0))
        self._calm_talk(self._between(40, 55))
        return self._ended()

    def _calm_call_ways(self) -> list[Callable[[], None]]:
        return [
            self._exchange,
            self._exchange,
            lambda: self._agent_turn(self._between(8, 14), rate=self._between(*_RUSHED)),
            lambda: self._agent_turn(self._between(4, 8), louder_db=_LOUDER_DB),
            lambda: self._go_dead(Dead.TYPING, self._between(3, 9)),
            lambda: self._go_dead(Dead.MUTE, self._between(3, 12)),
            lambda: self._go_dead(Dead.MUSIC, self._between(8, 30)),
            lambda: self._over_caller(self._between(5, 9), angry=False),
        ]

    def _calm_talk(self, seconds: float) -> None:
        """Goes on until the caller has talked calmly for a while."""
        until = self._t + seconds
        while self._t < until:
            self._exchange()

    def _exchange(self) -> None:
        self._caller_turn(self._between(2.0, 8.0), angry=False)
        self._wait(0.2, 1.0)
        self._agent_turn(self._between(3.0, 9.0))
        self._t += 2.0 * self._delay_s
        self._wait(0.2, 1.0)

    def _vent(self, seconds: float) -> None:
        """An angry turn, what the agent does at its end, and the answer."""
        ways: list[Callable[[], None]] = [
            lambda: self._answered(seconds, (2.2, 3.2)),
            lambda: self._answered(seconds, (0.15, 0.8)),
            lambda: self._over_caller(seconds, angry=True),
            lambda: self._collided(seconds),
            lambda: self._left(seconds, Dead.SILENCE, self._between(4, 9)),
            lambda: self._left(seconds, Dead.TYPING, self._between(4, 9)),
            lambda: self._left(seconds, Dead.MUTE, self._between(3, 12)),
            lambda: self._left(seconds, Dead.MUSIC, self._between(8, 25)),
        ]
        self._one_of(ways)()
        manner = self._rng.random()
        rate = self._between(*_RUSHED) if manner < 0.3 else None
        louder = _LOUDER_DB if manner > 0.8 else 0.0
        self._agent_turn(self._between(8, 13) if rate else self._between(4, 9), rate, louder)
        self._t += 2.0 * self._delay_s
        self._wait(0.2, 0.8)

    def _answered(self, seconds: float, gap_s: tuple[float, float]) -> None:
        turn = self._caller_turn(seconds, angry=True)
        self._murmurs(turn)
        self._wait(*gap_s)

    def _collided(self, seconds: float) -> None:
        """The agent waits, and both begin again at one time: neither hears the other before a line's delay."""
        self._answered(seconds, (2.2, 3.2))
        # the caller starts before the agent is heard there, and stops soon after that
        late = self._between(0.0, 2.0 * self._delay_s)
        sound = _cut(self._take(Side.CALLER, True, None).sound, 2.0 * self._delay_s - late + self._between(0.2, 0.5))
        self._interject(Side.CALLER, Manner.COLLISION, sound, self._t + late, angry=True)

    def _left(self, seconds: float, how: Dead, dead_s: float) -> None:
        self._murmurs(self._caller_turn(seconds, angry=True))
        self._go_dead(how, dead_s)

    def _go_dead(self, how: Dead, seconds: float) -> None:
        self._wait(0.3, 1.0)
        muted = how is Dead.MUTE or (how is Dead.MUSIC and self._rng.random() < 0.5)
        self._play.dead.append(DeadAir(self._t, self._t + seconds, how, muted))
        self._t += seconds
        if how is Dead.MUSIC:
            self._wait(0.3, 0.6)

    def _over_caller(self, seconds: float, *, angry: bool) -> None:
        """The agent breaks in; the caller hears it, goes on for a while, and yields."""
        start = self._t
        turn = self._caller_turn(seconds, angry=angry)
        longest = max(1.2, min(3.0, turn.end - start - 2.0))
        overlap = self._between(1.2, longest) if self._rng.random() < 0.75 else self._between(0.2, 0.35)
        into = max(start + 1.5, turn.end - overlap)
        self._speak(Side.AGENT, self._between(4, 8), Manner.TALK_OVER, into)
        self._t = self._play.utterances[-1].end
        self._wait(0.2, 0.5)

    def _murmurs(self, turn: Utterance) -> None:
        """Mm-hm, now and then, while the other speaks."""
        at = turn.start + self._between(2.5, 5.0)
        while at + 1.0 < turn.end and self._rng.random() < 0.7:
            take = agent_take(next(self._agent), self._between(*_NATURAL))
            length = self._between(0.25, 0.4)
            self._interject(Side.AGENT, Manner.MURMUR, _cut(take.sound, length), at)
            at += self._between(3.0, 7.0)

    def _interject(self, side: Side, manner: Manner, sound: Samples, at: float, *, angry: bool = False) -> None:
        """A short sound that takes no turn."""
        self._play.sounds[side].append((at, sound))
        piece = (at, at + len(sound) / SAMPLE_RATE)
        self._play.utterances.append(Utterance(side, manner, angry, (piece,)))

    def _caller_turn(self, seconds: float, *, angry: bool) -> Utterance:
        turn = self._speak(Side.CALLER, seconds, Manner.TURN, self._t, angry=angry)
        self._t = turn.end
        return turn

    def _agent_turn(self, seconds: float, rate: float | None = None, louder_db: float = 0.0) -> None:
        self._t = self._speak(Side.AGENT, seconds, Manner.TURN, self._t, rate=rate, louder_db=louder_db).end

    def _speak(
        self,
        side: Side,
        seconds: float,
        manner: Manner,
        at: float,
        *,
        angry: bool = False,
        rate: float | None = None,
        louder_db: float = 0.0,
    ) -> Utterance:
        """Clip after clip, a breath between, until it has gone on for ``seconds``."""
        began, pieces, nuclei = at, list[tuple[float, float]](), list[float]()
        while not pieces or at - began < seconds:
            at += self._between(*_BREATH_S) if pieces else 0.0
            take = self._take(side, angry, rate)
            sound = take.sound * np.float32(10.0 ** (louder_db / 20.0))
            self._play.sounds[side].append((at, sound))
            nuclei += (at + take.nuclei).tolist()
            pieces += [(at + low, at + high) for low, high in sounding_pieces(take.sound)]
            at += take.seconds
        told = Utterance(side, manner, angry, tuple(pieces), tuple(nuclei), louder_db)
        self._play.utterances.append(told)
        return told

    def _take(self, side: Side, angry: bool, rate: float | None) -> Take:
        if side is Side.CALLER:
            return calm_take(next(self._angry if angry else self._calm))
        return agent_take(next(self._agent), self._between(*_NATURAL) if rate is None else rate)

    def _ended(self) -> Play:
        self._play.end = self._t + 0.5
        self._play.utterances.sort(key=lambda each: each.start)
        return self._play

    def _between(self, low: float, high: float) -> float:
        return float(self._rng.uniform(low, high))

    def _wait(self, low: float, high: float) -> None:
        self._t += self._between(low, high)

    def _one_of(self, ways: Sequence[_Item]) -> _Item:
        return ways[int(self._rng.integers(len(ways)))]


def _deck(items: Sequence[_Item], rng: np.random.Generator) -> Iterator[_Item]:
    """The items shuffled, again and again."""
    while items:
        yield from (items[int(k)] for k in rng.permutation(len(items)))


def _cut(sound: Samples, seconds: float) -> Samples:
    """The beginning of a sound, faded out."""
    short = sound[: int(seconds * SAMPLE_RATE)].copy()
    fade = min(_FADE, len(short))
    short[len(short) - fade :] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)
    return short
