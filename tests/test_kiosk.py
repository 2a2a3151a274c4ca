"""The kiosk's loop with gpiozero's mock pins: what is missing is shown, tried again, and the loop goes round."""

from __future__ import annotations

import itertools
import os
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware_app.audio import SAMPLE_RATE, Block, Recording
from firmware_app.beside import Beside
from firmware_app.call_path import CallState
from firmware_app.desk import Face, Fault, GpioDesk, Mood, Readings, Status, load_pinout
from firmware_app.errors import InputError
from firmware_app.facts import Press, Side, Sides
from firmware_app.hearing import load_models
from firmware_app.kiosk import Kiosk
from firmware_app.line_state import LineState
from firmware_app.part import Part
from firmware_app.pipeline import Event, Pipeline
from firmware_app.settings import Settings
from firmware_app.share import shared_file
from firmware_app.stick import StickState, Trouble
from tests.hearing.talk import hiss, talk

BLOCK = 640


class Blocks:
    """A source that gives what it is told: noise on both lines, and which sides are lost."""

    def __init__(self, lost: list[frozenset[Side]]) -> None:
        self._lost = lost
        self.closed = False

    def blocks(self) -> Iterator[Block]:
        noise = (0.001 * np.random.default_rng(1).standard_normal(BLOCK)).astype(np.float32)
        for place, lost in enumerate(self._lost):
            if self.closed:
                return
            yield Block(place * BLOCK, noise, noise, lost)

    def close(self) -> None:
        self.closed = True


class Watcher:
    """A desk that keeps every face it was shown."""

    def __init__(self) -> None:
        self.faces: list[Face] = []
        self.closed = 0
        self.to_press: list[Press] = []

    def show(self, face: Face, t: float, readings: Readings) -> None:
        self.faces.append(face)

    def presses(self) -> list[Press]:
        told, self.to_press = self.to_press, []
        return told

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    saved = Device.pin_factory
    Device.pin_factory = MockFactory(pin_class=MockPWMPin)
    yield Device.pin_factory
    Device.pin_factory.reset()
    Device.pin_factory = saved


def working() -> Part[Pipeline]:
    settings = Settings()
    return Part(lambda: Pipeline(settings, load_models(settings.hearing)), Fault.MODELS)


def seconds(n: float, lost: frozenset[Side] = frozenset()) -> list[frozenset[Side]]:
    return [lost] * round(n * SAMPLE_RATE / BLOCK)


def test_a_quiet_line_leaves_the_desk_dark_and_ready() -> None:
    watcher = Watcher()
    Kiosk(Blocks(seconds(2)), working(), [Part(lambda: watcher, Fault.LINES)]).run()
    assert {(face.cue, face.mood, face.status) for face in watcher.faces} == {(None, Mood.DARK, Status.READY)}
    assert watcher.closed == 1


@pytest.mark.parametrize(
    ("lost", "fault"),
    [
        (frozenset({Side.CALLER}), Fault.CALLER_LOST),
        (frozenset({Side.AGENT}), Fault.AGENT_LOST),
        (frozenset(Side), Fault.BOTH_LOST),
    ],
)
def test_a_lost_input_is_told_once_to_its_end_and_no_longer(
    lost: frozenset[Side], fault: Fault, capsys: pytest.CaptureFixture[str]
) -> None:
    watcher = Watcher()
    Kiosk(Blocks(seconds(1) + seconds(1, lost) + seconds(7)), working(), [Part(lambda: watcher, Fault.LINES)]).run()
    told = [face.fault for face in watcher.faces]
    changes = [told[0], *(b for a, b in itertools.pairwise(told) if a != b)]
    assert changes == [None, fault, None]
    assert told.count(fault) * BLOCK / SAMPLE_RATE == pytest.approx(fault.round_s, abs=2 * BLOCK / SAMPLE_RATE)
    said = capsys.readouterr().err.splitlines()
    assert said == [
        *(f"cuelight: {side.value}: frames are missing" for side in sorted(lost)),
        "cuelight: all is well again",
    ]


class Crackle:
    """The demo call's first half minute, with one block of the caller's side lost while PAUSE is lit."""

    def blocks(self) -> Iterator[Block]:
        for block in itertools.islice(Recording(shared_file("demo_call.ogg"), block_s=0.04).blocks(), 600):
            lost = frozenset({Side.CALLER}) if block.start == 494 * BLOCK else frozenset[Side]()
            yield replace(block, lost=lost)

    def close(self) -> None:
        pass


@pytest.mark.slow
def test_a_crackle_puts_nothing_out_that_is_lit() -> None:
    watcher = Watcher()
    Kiosk(Crackle(), working(), [Part(lambda: watcher, Fault.LINES)]).run()
    lit = [(k, face) for k, face in enumerate(watcher.faces) if face.cue == "pause"]
    assert len({face.cue_since for _, face in lit}) == 1, "it was lit once"
    assert [k for k, _ in lit] == list(range(lit[0][0], lit[-1][0] + 1)), "and without a gap"
    assert Fault.CALLER_LOST in {face.fault for _, face in lit}, "while the loss was told"


class Talk:
    """A source with the same voice on both lines, or the demo call's caller far too loud."""

    def __init__(self, too_loud: bool = False) -> None:
        self._caller = self._agent = talk(12.0, seed=1)
        if too_loud:
            blocks = Recording(shared_file("demo_call.ogg")).blocks()
            caller = np.concatenate([block.caller for block in blocks])[: 40 * SAMPLE_RATE]
            self._caller, self._agent = np.clip(20.0 * caller, -1.0, 1.0), hiss(40.0)

    def blocks(self) -> Iterator[Block]:
        for start in range(0, len(self._agent) - BLOCK + 1, BLOCK):
            yield Block(start, self._caller[start : start + BLOCK], self._agent[start : start + BLOCK])

    def close(self) -> None:
        """Nothing to let go of."""


def test_one_line_on_both_inputs_is_a_fault_and_word_is_left_for_the_doctor(capsys: pytest.CaptureFixture[str]) -> None:
    watcher, told = Watcher(), list[LineState]()
    beside = Beside(tell_lines=told.append)
    Kiosk(Talk(), working(), [Part(lambda: watcher, Fault.LINES)], beside=beside).run()
    last = watcher.faces[-1]
    assert (last.fault, last.cue, last.mood) == (Fault.SIDES, None, Mood.DARK)
    assert told == [LineState(Sides.APART), LineState(Sides.SAME)]
    assert "cuelight: caller and agent are both on both channels" in capsys.readouterr().err


def test_a_caller_who_is_cut_off_is_a_fault_beside_and_the_call_goes_on() -> None:
    watcher, told = Watcher(), list[LineState]()
    Kiosk(
        Talk(too_loud=True), working(), [Part(lambda: watcher, Fault.LINES)], beside=Beside(tell_lines=told.append)
    ).run()
    assert watcher.faces[-1].fault is Fault.OVERLOAD
    assert told[-1] == LineState(overloaded=frozenset({Side.CALLER}))
    assert Mood.CALM in {face.mood for face in watcher.faces if face.fault is Fault.OVERLOAD}


def test_missing_models_are_a_fault_and_a_retry(capsys: pytest.CaptureFixture[str]) -> None:
    tries: list[int] = []
    good = working()

    def make() -> Pipeline:
        tries.append(1)
        if len(tries) < 3:
            raise InputError("models/anger.tflite: model is missing; reinstall cuelight or run make train")
        made = good.get(0.0)
        assert made is not None
        return made

    watcher = Watcher()
    Kiosk(Blocks(seconds(20)), Part(make, Fault.MODELS), [Part(lambda: watcher, Fault.LINES)]).run()
    told = [face.fault for face in watcher.faces]
    assert told[0] is Fault.MODELS
    assert told[-1] is None
    assert len(tries) == 3
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if "model is missing" in line] == said[:1]  # said once, not every turn
    assert said[-1] == "cuelight: all is well again"


def test_a_busy_gpio_line_is_a_fault_on_the_other_desks_and_a_retry(pins: MockFactory) -> None:
    settings = Settings()
    pinout = load_pinout(settings.desk.pinout)
    other = GpioDesk(pinout, settings.desk)
    watcher = Watcher()
    unit: Part[GpioDesk] = Part(lambda: GpioDesk(pinout, settings.desk), Fault.LINES)

    class Frees(Blocks):
        def blocks(self) -> Iterator[Block]:
            for block in super().blocks():
                if block.start == 100 * BLOCK:
                    other.close()
                yield block

    Kiosk(Frees(seconds(12)), working(), [unit, Part(lambda: watcher, Fault.LINES)]).run()
    told = [face.fault for face in watcher.faces]
    assert told[0] is Fault.LINES
    assert told[-1] is None


def test_every_lamp_is_dark_when_the_kiosk_has_ended(pins: MockFactory) -> None:
    settings = Settings()
    pinout = load_pinout(settings.desk.pinout)
    Kiosk(
        Blocks(seconds(1, frozenset(Side))), working(), [Part(lambda: GpioDesk(pinout, settings.desk), Fault.LINES)]
    ).run()
    # let go of: an input without drive, whatever it was
    assert all(pins.pin(line).function == "input" for line in range(2, 28))


def test_the_button_reaches_the_coach() -> None:
    watcher = Watcher()
    watcher.to_press = [2.0]
    Kiosk(Blocks(seconds(1)), working(), [Part(lambda: watcher, Fault.LINES)]).run()
    # lights off lasts for a call; with none on the line there is nothing to be off for
    assert watcher.faces[-1].status is Status.READY


def test_systemd_is_told_that_the_loop_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(address)
        listener.setblocking(False)
        monkeypatch.setitem(os.environ, "NOTIFY_SOCKET", address)
        Kiosk(Blocks(seconds(0.2)), working(), []).run()
        told = []
        while True:
            try:
                told.append(listener.recv(100).decode())
            except BlockingIOError:
                break
    assert told[:2] == ["STATUS=listening", "READY=1"]
    assert told.count("WATCHDOG=1") == 5
    assert told[-1] == "STOPPING=1"


def test_a_desk_that_fails_is_made_anew_and_the_kiosk_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    class Fails(Watcher):
        def show(self, face: Face, t: float, readings: Readings) -> None:
            super().show(face, t, readings)
            if len(self.faces) == 10:
                raise RuntimeError("GPIO not allocated")

    made: list[Fails] = []

    def make() -> Fails:
        made.append(Fails())
        return made[-1]

    watcher = Watcher()
    Kiosk(Blocks(seconds(8)), working(), [Part(make, Fault.LINES), Part(lambda: watcher, Fault.LINES)]).run()
    assert len(made) == 2
    assert made[0].closed
    assert Fault.SOFTWARE in {face.fault for face in watcher.faces}
    assert "cuelight: software: RuntimeError: GPIO not allocated" in capsys.readouterr().err


def test_hearing_that_fails_is_made_anew_and_shown() -> None:
    class Fails(Pipeline):
        def hear(self, block: Block) -> list[Event]:
            if block.start == 10 * BLOCK:
                raise ValueError("a shape that cannot be")
            return super().hear(block)

    settings = Settings()
    watcher = Watcher()
    pipeline: Part[Pipeline] = Part(lambda: Fails(settings, load_models(settings.hearing)), Fault.MODELS)
    Kiosk(Blocks(seconds(12)), pipeline, [Part(lambda: watcher, Fault.LINES)]).run()
    told = [face.fault for face in watcher.faces]
    assert Fault.SOFTWARE in told
    assert told[-1] is None


def test_a_call_that_does_not_pass_is_shown_and_both_sides_are_heard_on(capsys: pytest.CaptureFixture[str]) -> None:
    states = itertools.chain(
        itertools.repeat(CallState(), 60),
        itertools.repeat(CallState(("headset.playback: its sound card is not there",)), 120),
        itertools.repeat(CallState(watched=False), 120),
        itertools.repeat(CallState()),
    )
    watcher = Watcher()
    Kiosk(
        Blocks(seconds(14)), working(), [Part(lambda: watcher, Fault.LINES)], beside=Beside(call=lambda: next(states))
    ).run()
    told = [face.fault for face in watcher.faces]
    changes = [told[0], *(b for a, b in itertools.pairwise(told) if a != b)]
    assert changes == [None, Fault.CALL_PATH, None]
    assert capsys.readouterr().err.splitlines() == [
        "cuelight: headset.playback: its sound card is not there",
        "cuelight: call path: nobody looks after it; is cuelight-link running?",
        "cuelight: all is well again",
    ]


class Kept:
    """A logbook as the kiosk sees it."""

    def __init__(self, problem: str = "") -> None:
        self.problem = problem
        self.erasures = 0

    def erase(self) -> None:
        self.erasures += 1


def test_a_logbook_that_cannot_be_written_is_shown_and_the_cues_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    watcher, kept = Watcher(), Kept("logbook.db: disk full")
    Kiosk(Blocks(seconds(1.0)), working(), [Part(lambda: watcher, Fault.LINES)], beside=Beside(keeping=kept)).run()
    assert {face.fault for face in watcher.faces} == {Fault.LOGBOOK}
    assert watcher.faces[-1].mood is not None
    assert capsys.readouterr().err == "cuelight: logbook.db: disk full\n"


def test_ten_seconds_on_the_button_erase_the_logbook_and_show_it() -> None:
    watcher, kept = Watcher(), Kept()
    watcher.to_press = [Press.LIGHTS_OFF, Press.ERASE]
    Kiosk(Blocks(seconds(6.0)), working(), [Part(lambda: watcher, Fault.LINES)], beside=Beside(keeping=kept)).run()
    assert kept.erasures == 1
    shown = [face.status for face in watcher.faces]
    assert shown[0] is Status.ERASED
    assert shown.count(Status.ERASED) * BLOCK / SAMPLE_RATE == pytest.approx(4.0, abs=0.1)
    assert shown[-1] is not Status.ERASED


class Written:
    """A log that keeps every event it was given."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def write(self, event: Event) -> None:
        self.events.append(event)


def no_models() -> Part[Pipeline]:
    def make() -> Pipeline:
        raise InputError("models/anger.tflite: model is missing")

    return Part(make, Fault.MODELS)


@pytest.mark.parametrize("models", [working, no_models])
def test_three_presses_ask_for_a_supervisor_whatever_else_fails_and_nothing_of_it_is_written(
    models: Callable[[], Part[Pipeline]],
) -> None:
    watcher, written = Watcher(), Written()
    watcher.to_press = [Press.SEEN, Press.HELP]
    Kiosk(Blocks(seconds(3.0)), models(), [Part(lambda: watcher, Fault.LINES)], [written]).run()
    assert {(face.cue, face.help_wanted) for face in watcher.faces} == {("escalate", True)}
    assert written.events == []


def test_a_shorter_press_erases_nothing() -> None:
    watcher, kept = Watcher(), Kept()
    watcher.to_press = [Press.SEEN, Press.WRONG, Press.HELP, Press.LIGHTS_OFF]
    Kiosk(Blocks(seconds(1.0)), working(), [Part(lambda: watcher, Fault.LINES)], beside=Beside(keeping=kept)).run()
    assert kept.erasures == 0


@pytest.mark.parametrize("lost", [frozenset[Side](), frozenset(Side)])
@pytest.mark.parametrize(
    ("stick", "status", "fault"),
    [
        (StickState(busy=True), Status.EXPORTING, None),
        (StickState(done=True), Status.TAKE_IT, None),
        *((StickState(trouble=trouble), Status.FAULT, Fault[f"STICK_{trouble.name}"]) for trouble in Trouble),
    ],
)
def test_how_the_stick_gets_on_is_shown_even_where_nothing_is_heard(
    stick: StickState, status: Status, fault: Fault | None, lost: frozenset[Side]
) -> None:
    watcher = Watcher()
    beside = Beside(stick=lambda: stick)
    Kiosk(Blocks(seconds(1.0, lost)), working(), [Part(lambda: watcher, Fault.LINES)], beside=beside).run()
    assert {(face.status, face.fault) for face in watcher.faces} == {(status, fault)}
