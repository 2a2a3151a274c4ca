"""The kiosk: wires the rooms together and is the only file that knows them all.

Sound comes in at the left and light goes out at the right, once a block. What cannot be had (a sound card, a model,
a GPIO line) is a fault that is shown and tried again; the loop goes round whatever happens, because it is what feeds
systemd's watchdog.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Generic, TypeVar

from firmware_app.audio import SAMPLE_RATE, Block, Source
from firmware_app.call_path import CallState
from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerHeard, CallChanged, PaceHeard, Situation
from firmware_app.desk import Desk, Face, Fault, Mood, Readings, Status
from firmware_app.errors import CuelightError
from firmware_app.facts import Side
from firmware_app.logbook import Log
from firmware_app.pipeline import Event, Pipeline
from firmware_app.systemd_notify import Notifier

P = TypeVar("P")

_RETRY_S = 5.0


class Part(Generic[P]):
    """Something the kiosk needs and may not have yet: made when it can be, tried again while it cannot."""

    def __init__(self, make: Callable[[], P], fault: Fault) -> None:
        """``fault``: what its absence is shown as."""
        self.problem = ""
        self._fault = fault
        self._make = make
        self._broken = False
        self._made: P | None = None
        self._next_try = 0.0

    def get(self, t: float) -> P | None:
        """The part, or None; ``t``: seconds that never run back."""
        if self._made is None and t >= self._next_try:
            with self.guarded(t):
                self._made = self._make()
                self.problem, self._broken = "", False
        return self._made

    @property
    def fault(self) -> Fault:
        """What its `problem` is shown as."""
        return Fault.SOFTWARE if self._broken else self._fault

    @contextmanager
    def guarded(self, t: float) -> Iterator[None]:
        """Whatever goes wrong with the part inside costs the part and not the kiosk; it is made anew after a while."""
        try:
            yield
        except Exception as error:
            expected = isinstance(error, CuelightError)
            self.problem = str(error) if expected else f"{type(error).__name__}: {error}"
            self._broken = not expected
            self._next_try = t + _RETRY_S
            self.close()

    def close(self) -> None:
        """Lets go of the part, if it was made."""
        made, self._made = self._made, None
        if made is not None and hasattr(made, "close"):
            with suppress(Exception):
                made.close()


class Kiosk:
    """One loop from a source of blocks to desks that show a face."""

    def __init__(
        self,
        source: Source,
        pipeline: Part[Pipeline],
        desks: Sequence[Part[Desk]],
        logs: Sequence[Log] = (),
        source_problems: Callable[[], Sequence[str]] = tuple,
        call: Callable[[], CallState] = CallState,
    ) -> None:
        """``source_problems``: why inputs are lost, for the journal. ``call``: how the call that we carry is."""
        self._source = source
        self._pipeline = pipeline
        self._desks = desks
        self._logs = logs
        self._source_problems = source_problems
        self._call = call
        self._notifier = Notifier()
        self._face = Face()
        self._readings = Readings()
        self._up = False
        self._told: tuple[str, ...] = ()

    def run(self) -> None:
        """Until the source ends or `stop` is called; leaves every lamp dark."""
        t = 0.0
        try:
            for block in self._source.blocks():
                t = block.end / SAMPLE_RATE
                self._turn(block, t)
            self._finish(t)
        finally:
            self._notifier.stopping()
            self._notifier.close()
            self._source.close()
            for desk in self._desks:
                desk.close()

    def stop(self) -> None:
        """Lets `run` come to its end; may be called from a signal handler."""
        self._source.close()

    def _turn(self, block: Block, t: float) -> None:
        presses = self._presses(t)
        pipeline = self._pipeline.get(t)
        if pipeline is not None:
            with self._pipeline.guarded(t):
                for held_s in presses:
                    self._take(pipeline.press(held_s))
                self._take(pipeline.hear(block))
                self._readings = replace(self._readings, pace_limit=pipeline.pace_limit)
        self._face = self._next_face(self._pipeline.get(t), block.lost, t)
        for part in self._desks:
            if (desk := part.get(t)) is not None:
                with part.guarded(t):
                    desk.show(self._face, t, self._readings)
        self._tell(block.lost)
        if not self._up:
            self._up = True
            self._notifier.ready()
        self._notifier.alive()

    def _presses(self, t: float) -> list[float]:
        presses: list[float] = []
        for part in self._desks:
            if (desk := part.get(t)) is not None:
                with part.guarded(t):
                    presses += desk.presses()
        return presses

    def _take(self, events: Sequence[Event]) -> None:
        for event in events:
            for log in self._logs:
                log.write(event)
            self._readings = _read(self._readings, event)

    def _finish(self, t: float) -> None:
        pipeline = self._pipeline.get(t)
        if pipeline is not None:
            self._take(pipeline.finish())

    def _next_face(self, pipeline: Pipeline | None, lost: frozenset[Side], t: float) -> Face:
        fault = self._fault(lost)
        if pipeline is None or fault is not None:
            status = Status.STARTING if fault is None else Status.FAULT
            return self._face.then(t, None, Mood.DARK, status, fault)
        return self._working_face(pipeline, t)

    def _working_face(self, pipeline: Pipeline, t: float) -> Face:
        """Both sides are heard, so cues go on, whatever becomes of the call's own path."""
        if (fault := self._call_fault()) is not None:
            mood = Mood.DARK if pipeline.lights_off else _mood(pipeline.situation)
            return self._face.then(t, pipeline.lit, mood, Status.FAULT, fault)
        if pipeline.lights_off:
            return self._face.then(t, None, Mood.DARK, Status.LIGHTS_OFF)
        status = Status.LISTENING if pipeline.situation.in_call else Status.READY
        return self._face.then(t, pipeline.lit, _mood(pipeline.situation), status)

    def _fault(self, lost: frozenset[Side]) -> Fault | None:
        for fault, _ in self._troubles():
            return fault
        if len(lost) == len(Side):
            return Fault.BOTH_LOST
        if lost:
            return Fault.CALLER_LOST if Side.CALLER in lost else Fault.AGENT_LOST
        return None

    def _call_fault(self) -> Fault | None:
        call = self._call()
        return Fault.CALL_PATH if call.problems or not call.watched else None

    def _troubles(self) -> list[tuple[Fault, str]]:
        """The parts that could not be had, most important first."""
        parts: list[Part[Pipeline] | Part[Desk]] = [self._pipeline, *self._desks]
        return [(part.fault, part.problem) for part in parts if part.problem]

    def _tell(self, lost: frozenset[Side]) -> None:
        """Faults go to the journal, once each time they change; a loss that the source has no words for, too."""
        sources = tuple(self._source_problems()) or tuple(f"{side.value}: frames are missing" for side in sorted(lost))
        told = (*(problem for _, problem in self._troubles()), *sources, *self._call().lines)
        if told == self._told:
            return
        for line in [line for line in told if line not in self._told] if told else ["all is well again"]:
            print(f"cuelight: {line}", file=sys.stderr, flush=True)
        self._notifier.status("; ".join(told) or "listening")
        self._told = told


def _mood(situation: Situation) -> Mood:
    if not situation.in_call:
        return Mood.DARK
    return Mood.ANGRY if situation.angry else Mood.CALM


def _read(before: Readings, event: Event) -> Readings:
    match event:
        case AngerHeard():
            return replace(before, anger=event.p)
        case PaceHeard():
            return replace(before, pace=event.syllables_per_s)
        case CueChanged():
            return replace(before, why=event.why if event.on else "")
        case CallChanged():
            return replace(before, anger=None, pace=None)
        case _:
            return before
