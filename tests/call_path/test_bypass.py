"""The bypass: held open by a sound call path and by nothing else; on gpiozero's mock pins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from gpiozero import Device, DigitalOutputDevice
from gpiozero.pins.mock import MockFactory
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.call_path.bypass import HOLD_S, STEADY_S, BypassLine, KeepOpen
from firmware_app.desk import load_pinout

TICK = 0.25
GPIO = load_pinout().bypass.gpio


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    saved = Device.pin_factory
    Device.pin_factory = MockFactory()
    yield Device.pin_factory
    Device.pin_factory.reset()
    Device.pin_factory = saved


def edges(sound: list[bool]) -> list[float]:
    keep = KeepOpen()
    return [turn * TICK for turn, each in enumerate(sound) if keep.kick(turn * TICK, each)]


def held(times: list[float], end: float) -> list[tuple[float, float]]:
    """When the relay is held, as the hardware would."""
    spans: list[tuple[float, float]] = []
    for t in times:
        if spans and t <= spans[-1][1]:
            spans[-1] = (spans[-1][0], t + HOLD_S)
        else:
            spans.append((t, t + HOLD_S))
    return [(low, min(high, end)) for low, high in spans if low < end]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 60)), max_size=12))
def test_whatever_happens_the_relay_drops_in_time_and_does_not_chatter(runs: list[tuple[bool, int]]) -> None:
    sound = [each for each, turns in runs for _ in range(turns)]
    times = edges(sound)
    assert all(sound[round(t / TICK)] for t in times)
    spans = held(times, len(sound) * TICK)
    for t in range(len(sound)):
        ill = not any(sound[max(0, t - round(HOLD_S / TICK)) : t + 1])
        assert not (ill and any(low <= t * TICK < high for low, high in spans))
    # between a drop and the next pull lies a time in which all was well
    for (_, dropped), (pulled, _) in pairwise(spans):
        assert pulled - dropped > 0
        assert all(sound[round((pulled - STEADY_S) / TICK) : round(pulled / TICK) + 1])


def test_a_short_absence_does_not_flip_the_relay() -> None:
    """PipeWire killed and back, or the linker: 2 s."""
    spans = held(edges([True] * 80 + [False] * 8 + [True] * 80), 168 * TICK)
    assert spans == [(STEADY_S, 168 * TICK)]


def test_the_line_of_the_wiring_file_is_kicked_while_the_call_passes(pins: MockFactory, tmp_path: Path) -> None:
    line = BypassLine(GPIO, tmp_path)
    pin = pins.pin(GPIO)
    for turn in range(60):
        line.look(turn * TICK, ())
    kicked = len(pin.states)
    assert kicked > 30
    levels = [state.state for state in pin.states]
    assert all(a != b for a, b in pairwise(levels[1:]))
    for turn in range(60, 100):
        line.look(turn * TICK, ("headset.playback: its sound card is not there",))
    assert len(pin.states) == kicked
    line.close()


def test_a_line_in_use_is_told_and_taken_when_it_is_free(pins: MockFactory, tmp_path: Path) -> None:
    other = DigitalOutputDevice(GPIO)
    line = BypassLine(GPIO, tmp_path)
    assert line.look(0.0, ()) == (
        f"bypass: GPIO{GPIO} is in use already; end the other program, or set call_path.bypass = false",
    )
    other.close()
    assert line.look(5.0, ()) == ()
    line.close()


def test_a_linker_that_takes_over_in_time_goes_on_kicking_and_a_late_one_waits(
    pins: MockFactory, tmp_path: Path
) -> None:
    first = BypassLine(GPIO, tmp_path)
    for turn in range(40):
        first.look(turn * TICK, ())
    first.close()
    for after_s, at_once in ((1.0, True), (4.0, False)):
        (tmp_path / "bypass-kicked").write_text("9.75")
        taken = BypassLine(GPIO, tmp_path)
        taken.look(9.75 + after_s, ())
        pin = pins.pin(GPIO)
        assert (float((tmp_path / "bypass-kicked").read_text()) == 9.75 + after_s) is at_once
        assert pin.state is at_once
        taken.close()


def test_a_line_that_fails_is_told_and_does_not_end_the_linker(pins: MockFactory, tmp_path: Path) -> None:
    line = BypassLine(GPIO, tmp_path / "gone")  # its folder is not there: the kick cannot be noted
    told = [line.look(turn * TICK, ()) for turn in range(40)]
    assert any("is tried again" in words[0] for words in told if words)
    line.close()
