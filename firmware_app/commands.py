"""What the commands on recordings do, in terms of the rooms: demo, replay, measure."""

from __future__ import annotations

import argparse
import csv
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from firmware_app.audio import SAMPLE_RATE, MonoPair, Recording, Samples, Source, Swapped, read_clip
from firmware_app.audio.paced import Paced
from firmware_app.call_picture import Overheard, Storyteller, call_page
from firmware_app.coaching import CUES, CueChanged
from firmware_app.conversation import OverloadChanged, SidesChanged
from firmware_app.desk import Desk, Fault, Screen, load_pinout
from firmware_app.errors import InputError
from firmware_app.facts import Side, Sides
from firmware_app.hearing import (
    Models,
    load_anger,
    load_models,
    load_pace,
    load_voice,
    measure_anger,
    measure_pace,
    spoken_frames,
)
from firmware_app.kiosk import Kiosk
from firmware_app.line_state import SIDES_ARE
from firmware_app.logbook import EventLog, Log
from firmware_app.part import Part
from firmware_app.pipeline import Event, Pipeline
from firmware_app.settings import Settings
from firmware_app.settings_file import load_settings
from firmware_app.share import shared_file
from firmware_app.whole_file import whole_file

DEMO_CALL = "demo_call.ogg"
_LIVE_BLOCK_S, _BLOCK_S = 0.04, 0.1
_DEMO_USUAL = 4.2
"""Syllables/s: how fast the demo call's agent speaks when they do not hurry."""
_MENDS: Mapping[Sides | Side, str] = {
    Sides.SAME: "export each side on a channel of its own",
    Sides.SWAPPED: "try --swap",
    **dict.fromkeys(Side, "record it at a lower level"),
}


def demo(arguments: argparse.Namespace) -> int:
    """``cuelight demo``."""
    settings = _at_work(load_settings(arguments.settings))
    recording = Recording(shared_file(DEMO_CALL), block_s=_LIVE_BLOCK_S)
    _play(recording if arguments.fast else Paced(recording), settings, load_models(settings.hearing))
    return 0


def _at_work(settings: Settings) -> Settings:
    """As for an agent who has been at the desk for a while: one short call is too little to learn from."""
    slow_down = settings.coaching.slow_down
    if not slow_down.usual:
        slow_down = replace(slow_down, usual=_DEMO_USUAL)
    return replace(settings, coaching=replace(settings.coaching, slow_down=slow_down))


def replay(arguments: argparse.Namespace) -> int:
    """``cuelight replay``."""
    settings = load_settings(arguments.settings)
    files = _call_files(arguments)
    for option, name in (("--events", arguments.events), ("--report", arguments.report)):
        for file in files:
            if name not in (None, "-") and _same_file(name, file):
                raise InputError(f"{name}: is the call itself; give {option} another file")
    # opened before the events' file: a call that cannot be read must not cost the events of another
    block_s = _LIVE_BLOCK_S if arguments.realtime else _BLOCK_S
    recording: Source = Recording(files[0], block_s) if len(files) == 1 else MonoPair(*files, block_s=block_s)
    models = load_models(settings.hearing)
    with _events_file(arguments.events) as events, _report_file(arguments.report) as report:
        lines = LinesLog(files[0])
        logs: list[Log] = [lines] if events is None else [lines, EventLog(events)]
        source: Source = Swapped(recording) if arguments.swap else recording
        teller = Storyteller()
        if report is not None:
            logs.append(teller)
            source = Overheard(source, teller)
        if arguments.realtime:
            _play(Paced(source), settings, models, logs)
        else:
            _replay(source, Pipeline(settings, models), logs, told=arguments.events != "-")
        if report is not None:
            report.write(call_page(files[0].name, teller.end(), settings))
    return 0


def _call_files(arguments: argparse.Namespace) -> tuple[Path] | tuple[Path, Path]:
    """One file with both channels, or two with one each."""
    match arguments.call, arguments.caller, arguments.agent:
        case Path() as call, None, None:
            return (call,)
        case None, Path() as caller, Path() as agent:
            return caller, agent
        case _:
            raise InputError("replay: give one CALL with two channels, or --caller FILE and --agent FILE")


class LinesLog:
    """Says once each, on standard error, what is wrong with a recording's lines."""

    def __init__(self, call: Path) -> None:
        self._call = call
        self._told: set[Sides | Side] = set()

    def write(self, event: Event) -> None:
        """Takes the next event."""
        match event:
            case SidesChanged():
                if event.sides is not Sides.APART:
                    self._tell(event.sides, event.t, f"{SIDES_ARE[event.sides]}; nothing is estimated")
            case OverloadChanged(on=True):
                self._tell(event.who, event.t, f"the {event.who.value} is too loud, and cut off at the top")
            case _:
                pass

    def _tell(self, what: Sides | Side, t: float, line: str) -> None:
        if what not in self._told:
            self._told.add(what)
            print(f"cuelight: {self._call}: at {t:.1f} s, {line}; {_MENDS[what]}", file=sys.stderr)


def measure(arguments: argparse.Namespace) -> int:
    """``cuelight measure``: one row a file; a file that cannot be read costs its own row and no other."""
    names = [*arguments.files, *_names(arguments.list)]
    if not names:
        raise InputError("measure: no files; name some, or give --list")
    side = Side(arguments.role)
    settings = load_settings(arguments.settings)
    columns, row = _caller_rows(settings) if side is Side.CALLER else _agent_rows(settings)
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerow(["file", "duration_s", *columns])
    worst = 0
    for name in names:
        try:
            samples = read_clip(Path(name), side)
        except InputError as error:
            print(f"cuelight: {error}", file=sys.stderr)
            worst = error.exit_code
            continue
        table.writerow([name, f"{len(samples) / SAMPLE_RATE:.3f}", *row(samples)])
    return worst


def _play(source: Source, settings: Settings, models: Models, logs: Sequence[Log] = ()) -> None:
    """A recording through the kiosk itself, with the desk drawn."""
    screen = Screen(load_pinout(settings.desk.pinout).legends)
    desks: Sequence[Part[Desk]] = [Part(lambda: screen, Fault.LINES)]
    pipeline = Part(lambda: Pipeline(settings, models), Fault.MODELS)
    kiosk = Kiosk(source, pipeline, desks, logs)
    signal.signal(signal.SIGTERM, lambda *_: kiosk.stop())
    kiosk.run()


def _replay(recording: Source, pipeline: Pipeline, logs: Sequence[Log], *, told: bool) -> None:
    """A recording as fast as it can. ``told``: the cues, one line each, on standard output."""
    for event in _events(recording, pipeline):
        for log in logs:
            log.write(event)
        if told and isinstance(event, CueChanged):
            print(f"{event.t:9.2f} s  {CUES[event.cue].legend:<11} {'on ' if event.on else 'off'}  {event.why}")


def _events(source: Source, pipeline: Pipeline) -> Iterator[Event]:
    for block in source.blocks():
        yield from pipeline.hear(block)
    yield from pipeline.finish()


@contextmanager
def _events_file(name: str | None) -> Iterator[TextIO | None]:
    if name is None or name == "-":
        yield None if name is None else sys.stdout
        return
    try:
        file = Path(name).open("w", encoding="utf-8", newline="\n")  # noqa: SIM115 - only the opening is the name's fault
    except OSError as error:
        raise InputError(f"{name}: cannot be written ({error.strerror}); give --events a file that can") from error
    with file:
        yield file


def _report_file(name: str | None) -> AbstractContextManager[TextIO | None]:
    return nullcontext(None) if name is None else whole_file(Path(name), "--report")


def _same_file(one: str, other: Path) -> bool:
    return Path(one).exists() and other.exists() and Path(one).samefile(other)


def _names(listing: str | None) -> list[str]:
    if listing is None:
        return []
    try:
        text = sys.stdin.read() if listing == "-" else Path(listing).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{listing}: cannot be read as a list of names ({error})") from error
    # not splitlines: a name may hold any of the other signs that Unicode counts as a line's end
    return [line.rstrip("\r") for line in text.split("\n") if line.strip()]


def _caller_rows(settings: Settings) -> tuple[list[str], Callable[[Samples], list[str]]]:
    model, voice = load_anger(), load_voice()

    def row(caller_samples: Samples) -> list[str]:
        spoken = spoken_frames(caller_samples, Side.CALLER, settings.hearing, voice)
        anger, speech_s = measure_anger(model, caller_samples, settings.hearing, spoken)
        return [f"{speech_s:.3f}", f"{anger:.5f}"]

    return ["speech_s", "anger"], row


def _agent_rows(settings: Settings) -> tuple[list[str], Callable[[Samples], list[str]]]:
    network, voice = load_pace(), load_voice()

    def row(agent_samples: Samples) -> list[str]:
        spoken = spoken_frames(agent_samples, Side.AGENT, settings.hearing, voice)
        syllables, speech_s = measure_pace(agent_samples, network, spoken)
        rate = syllables / speech_s if speech_s > 0.0 else 0.0
        return [f"{speech_s:.3f}", f"{syllables:.2f}", f"{rate:.3f}"]

    return ["speech_s", "syllables", "syllables_per_s"], row
