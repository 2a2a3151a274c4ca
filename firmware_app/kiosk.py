"""The kiosk: wires the rooms together and is the only file that knows them all.

Sound comes in at the left and light goes out at the right, once a block. What cannot be had (a sound card, a model,
a GPIO line) is a fault that is shown and tried again; the loop goes round whatever happens, because it is what feeds
systemd's watchdog.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

from firmware_app.audio import SAMPLE_RATE, Block, Source
from firmware_app.beside import Beside
from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerHeard, CallChanged, PaceHeard, Situation
from firmware_app.desk import Desk, Face, Fault, HelpWanted, Mood, Readings, Status
from firmware_app.facts import Press, Side, Sides
from firmware_app.line_state import LineState
from firmware_app.logbook import Log
from firmware_app.part import Part
from firmware_app.pipeline import Event, Pipeline
from firmware_app.stick.progress import StickState
from firmware_app.stick.trouble import Trouble
from firmware_app.systemd_notify import Notifier

_LOST = (Fault.BOTH_LOST, Fault.CALLER_LOST, Fault.AGENT_LOST)
_ERASED_S = 4.0
"""That the logbook has been erased is shown for so long."""


_STICK_FAULTS = {
    Trouble.NOT_OURS: Fault.STICK_NOT_OURS,
    Trouble.UNREADABLE: Fault.STICK_UNREADABLE,
    Trouble.NO_ROOM: Fault.STICK_NO_ROOM,
    Trouble.ODD: Fault.STICK_ODD,
    Trouble.FAILED: Fault.STICK_FAILED,
    Trouble.UPDATE: Fault.STICK_UPDATE,
}


class Kiosk:
    """One loop from a source of blocks to desks that show a face."""

    def __init__(
        self,
        source: Source,
        pipeline: Part[Pipeline],
        desks: Sequence[Part[Desk]],
        logs: Sequence[Log] = (),
        beside: Beside | None = None,
    ) -> None:
        """``beside``: what else the desk has to show; None: nothing."""
        beside = beside or Beside()
        self._source = source
        self._pipeline = pipeline
        self._desks = desks
        self._logs = logs
        self._source_problems = beside.source_problems
        self._call = beside.call
        self._keeping = beside.keeping
        self._stick = beside.stick
        self._not_taken = tuple(beside.not_taken)
        self._tell_lines = beside.tell_lines
        self._lines: LineState | None = None
        self._erasures, self._erased_at = 0, -_ERASED_S
        self._notifier = Notifier()
        self._help = HelpWanted()
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
        if self._keeping is not None and Press.ERASE in presses:
            self._keeping.erase()
        for press in presses:
            self._help.press(press, t)
        pipeline = self._pipeline.get(t)
        if pipeline is not None:
            with self._pipeline.guarded(t):
                for press in presses:
                    if press is not Press.ERASE:
                        self._take(pipeline.press(press))
                self._take(pipeline.hear(block))
                self._readings = replace(self._readings, pace_limit=pipeline.pace_limit)
        self._face = self._next_face(self._pipeline.get(t), block.lost, t)
        since = self._help.since(t)
        face = self._face if since is None else self._face.asking(since)
        for part in self._desks:
            if (desk := part.get(t)) is not None:
                with part.guarded(t):
                    desk.show(face, t, self._readings)
        self._note_lines(self._pipeline.get(t))
        self._tell(block.lost)
        if not self._up:
            self._up = True
            self._notifier.ready()
        self._notifier.alive()

    def _presses(self, t: float) -> list[Press]:
        presses: list[Press] = []
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
        if self._erased(t):
            return self._face.then(t, None, Mood.DARK, Status.ERASED)
        fault = self._fault(lost) or _of_lines(pipeline)
        if (shown := _of_stick(self._stick())) is not None:
            # who has plugged it in stands there and looks; cues go on where they can
            if pipeline is None or fault is not None:
                return self._face.then(t, None, Mood.DARK, *shown)
            return self._face.then(t, pipeline.lit, Mood.DARK, *shown, waiting=pipeline.waiting)
        if pipeline is None or fault is not None:
            status = Status.STARTING if fault is None else Status.FAULT
            if pipeline is not None and fault in _LOST:
                # the coach knows how long a loss has lasted, and what may still be read
                return self._face.then(t, pipeline.lit, Mood.DARK, status, fault, waiting=pipeline.waiting)
            return self._face.then(t, None, Mood.DARK, status, fault)
        return self._working_face(pipeline, t)

    def _working_face(self, pipeline: Pipeline, t: float) -> Face:
        """Both sides are heard, so cues go on, whatever becomes of the call's own path and of the logbook."""
        if (fault := self._fault_beside()) is not None:
            mood = Mood.DARK if pipeline.lights_off else _mood(pipeline.situation)
            return self._face.then(t, pipeline.lit, mood, Status.FAULT, fault, waiting=pipeline.waiting)
        if pipeline.lights_off:
            return self._face.then(t, None, Mood.DARK, Status.LIGHTS_OFF)
        status = Status.LISTENING if pipeline.situation.in_call else Status.READY
        return self._face.then(t, pipeline.lit, _mood(pipeline.situation), status, waiting=pipeline.waiting)

    def _fault(self, lost: frozenset[Side]) -> Fault | None:
        for fault, _ in self._troubles():
            return fault
        if lost and self._not_taken:
            return Fault.SETTINGS  # and so, most likely, nobody has said which sound card it is
        if len(lost) == len(Side):
            return Fault.BOTH_LOST
        if lost:
            return Fault.CALLER_LOST if Side.CALLER in lost else Fault.AGENT_LOST
        return None

    def _fault_beside(self) -> Fault | None:
        """What is wrong beside the hearing; the call itself comes first."""
        call = self._call()
        if call.problems or not call.watched:
            return Fault.CALL_PATH
        if self._lines is not None and self._lines.overloaded:
            return Fault.OVERLOAD
        if self._keeping is not None and self._keeping.problem:
            return Fault.LOGBOOK
        return Fault.SETTINGS if self._not_taken else None

    def _note_lines(self, pipeline: Pipeline | None) -> None:
        lines = None if pipeline is None else _lines_of(pipeline.situation)
        if lines is None or lines == self._lines:
            return
        self._lines = lines
        self._tell_lines(lines)

    def _erased(self, t: float) -> bool:
        """Whether the logbook has been erased just now."""
        done = 0 if self._keeping is None else self._keeping.erasures
        if done != self._erasures:
            self._erasures, self._erased_at = done, t
        return t - self._erased_at < _ERASED_S

    def _troubles(self) -> list[tuple[Fault, str]]:
        """The parts that could not be had, most important first."""
        parts: list[Part[Pipeline] | Part[Desk]] = [self._pipeline, *self._desks]
        return [(part.fault, part.problem) for part in parts if part.problem]

    def _tell(self, lost: frozenset[Side]) -> None:
        """Faults go to the journal, once each time they change; a loss that the source has no words for, too."""
        sources = tuple(self._source_problems()) or tuple(f"{side.value}: frames are missing" for side in sorted(lost))
        lines = () if self._lines is None else self._lines.faults
        kept = (self._keeping.problem,) if self._keeping is not None and self._keeping.problem else ()
        told = (
            *(problem for _, problem in self._troubles()),
            *sources,
            *lines,
            *self._call().lines,
            *kept,
            *self._not_taken,
        )
        if told == self._told and self._up:
            return  # but once it is up, a kiosk that has had no trouble at all says so, too
        for line in [line for line in told if line not in self._told]:
            print(f"cuelight: {line}", file=sys.stderr, flush=True)
        if self._told and not told:
            print("cuelight: all is well again", file=sys.stderr, flush=True)
        self._notifier.status("; ".join(told) or "listening")
        self._told = told


def _lines_of(situation: Situation) -> LineState:
    return LineState(situation.sides, situation.overloaded)


def _of_lines(pipeline: Pipeline | None) -> Fault | None:
    """What is wrong with what the lines carry, while they do carry something."""
    return Fault.SIDES if pipeline is not None and pipeline.situation.sides is not Sides.APART else None


def _of_stick(stick: StickState) -> tuple[Status, Fault | None] | None:
    if stick.busy or stick.done:
        return Status.EXPORTING if stick.busy else Status.TAKE_IT, None
    return None if stick.trouble is None else (Status.FAULT, _STICK_FAULTS[stick.trouble])


def _mood(situation: Situation) -> Mood:
    if not situation.in_call:
        return Mood.DARK
    return Mood.ANGRY if situation.angry else Mood.CALM


def _read(before: Readings, event: Event) -> Readings:
    match event:
        case AngerHeard():
            return replace(before, anger=event.p)
        case PaceHeard():
            return replace(before, pace=event.syllables_per_s, sustained=event.sustained)
        case CueChanged():
            return replace(before, why=event.why if event.on else "")
        case CallChanged():
            return replace(before, anger=None, pace=None, sustained=None)
        case _:
            return before
