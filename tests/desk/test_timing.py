"""Every rhythm as it comes out of gpiozero's mock pins, against times that stand here in numbers, as on the card."""

from __future__ import annotations

from itertools import pairwise

import pytest

from firmware_app.desk import LEGENDS, Face, Fault, GpioDesk, Mood, Pinout, Readings, Status
from firmware_app.desk.rhythms import table
from firmware_app.settings import DeskSettings

from .conftest import HandFactory

TURN_S = 0.04
"""The kiosk looks after its lamps so often: an edge comes up to one turn late."""
WATCHED_S = 40.0
Course = list[tuple[float, float]]

STEADY = {
    "listen": 1.0,
    "dont_hold": 1.0,
    "acknowledge": 1.0,
    "escalate": 1.0,
    "note": 0.33,
    "hours": 0.33,
    "pause, waiting": 0.07,
    Mood.CALM: 0.0,
    Mood.DARK: 0.0,
    Status.LISTENING: 0.07,
    Status.TAKE_IT: 1.0,
}
"""Share of full power: of level 0.6 to the eye 0.33, of 0.3 0.07."""
WAVES = {
    "slow_down": (3.0, 1.0, 0.13),
    "breathe": (10.0, 1.0, 0.05),
    Mood.CALMED: (5.0, 0.43, 0.02),
    Status.STARTING: (2.0, 0.46, 0.01),
}
"""Seconds from crest to crest; power at the crest, and in the trough. Of the mood light its green."""
RUNS_DOWN = {"pause": (2.0, 0.02), "lower_voice": (1.4, 0.22), Mood.ANGRY: (6.0, 0.22), Status.ERASED: (4.0, 0.0)}
"""Seconds until it stays, and the power then."""
BLINKS = {
    Status.READY: [0.15, 5.85],
    Status.LIGHTS_OFF: [0.15, 0.45, 0.15, 5.25],
    Status.EXPORTING: [0.3, 0.3],
    **{
        fault: [
            *[1.5, 0.8] * (1 + fault // 10),
            *[0.25, 0.35] * (fault % 10 - 1),
            *[0.25, 2.0],
        ]
        for fault in Fault
    },
}
"""Seconds lit, dark, lit, dark, until it begins again."""
What = str | Mood | Status | Fault


def face(what: What) -> Face:
    match what:
        case "pause, waiting":
            return Face(cue="pause", waiting=True, status=Status.READY)
        case str() if what in LEGENDS:
            return Face(cue=what, status=Status.READY)
        case Mood():
            return Face(mood=what, status=Status.READY)
        case Fault():
            return Face(status=Status.FAULT, fault=what)
        case _:
            assert isinstance(what, Status)
            return Face(status=what)


def line(what: What, pinout: Pinout) -> int:
    if isinstance(what, Mood):
        return pinout.mood[0 if what is Mood.ANGRY else 1].gpio
    if isinstance(what, str):
        return pinout.lamps[what.partition(",")[0]].gpio
    return pinout.status.gpio


def course(pins: HandFactory, pinout: Pinout, what: What) -> Course:
    """(s, power) of its line, whenever that changes; the first at 0."""
    desk = GpioDesk(pinout, DeskSettings(brightness=1.0))
    found: Course = []
    for k in range(round(WATCHED_S / TURN_S)):
        desk.show(face(what), k * TURN_S, Readings())
        power = pins.state(line(what, pinout))
        if not found or power != found[-1][1]:
            found.append((k * TURN_S, power))
    desk.close()
    return found


def test_the_whole_table_is_measured() -> None:
    measured = {*STEADY, *WAVES, *RUNS_DOWN, *BLINKS}
    assert len(measured) == len(STEADY) + len(WAVES) + len(RUNS_DOWN) + len(BLINKS)
    names = {f"fault {int(one)}" if isinstance(one, Fault) else getattr(one, "value", one) for one in measured}
    assert {row.shows for row in table()} - {"button is down", "a new cue"} == names


@pytest.mark.parametrize("what", STEADY)
def test_what_stands_still(pins: HandFactory, pinout: Pinout, what: What) -> None:
    assert course(pins, pinout, what) == [(0.0, pytest.approx(STEADY[what], abs=0.011))]


@pytest.mark.parametrize("what", WAVES)
def test_waves(pins: HandFactory, pinout: Pinout, what: What) -> None:
    period, crest, trough = WAVES[what]
    found = course(pins, pinout, what)
    powers = [power for _, power in found]
    assert max(powers) == pytest.approx(crest, abs=0.02)
    assert min(powers) == pytest.approx(trough, abs=0.011)
    risen = [
        t
        for (_, a), (_, b), (t, c) in zip(found, found[1:], found[2:], strict=False)
        if a <= b > c and b == max(powers)
    ]
    assert all(later - earlier == pytest.approx(period, abs=3 * TURN_S) for earlier, later in pairwise(risen))
    assert len(risen) >= WATCHED_S // period - 1


@pytest.mark.parametrize("what", RUNS_DOWN)
def test_what_runs_down(pins: HandFactory, pinout: Pinout, what: What) -> None:
    seconds, left = RUNS_DOWN[what]
    found = course(pins, pinout, what)
    assert found[0] == (0.0, 1.0)
    assert all(later < earlier for (_, earlier), (_, later) in pairwise(found))
    # the eye's curve is flat near the dark: its last hundredth may go a little before
    assert seconds - 0.6 <= found[-1][0] <= seconds + TURN_S
    assert found[-1][1] == pytest.approx(left, abs=0.011)


@pytest.mark.parametrize("what", BLINKS)
def test_blinks(pins: HandFactory, pinout: Pinout, what: What) -> None:
    found = course(pins, pinout, what)
    spans = [later - earlier for (earlier, _), (later, _) in pairwise(found)]
    wanted = BLINKS[what]
    assert len(spans) >= 2 * len(wanted) or len(wanted) > 10
    for k, span in enumerate(spans):
        assert span == pytest.approx(wanted[k % len(wanted)], abs=TURN_S + 1e-6), f"{k}: {spans}"
        assert (found[k][1] > 0) == (k % 2 == 0)


def test_the_tick(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, DeskSettings(buzzer=True))
    sounding = []
    for k in range(100):
        desk.show(Face(cue="note", cue_since=1.0), k * 0.01, Readings())
    for k in range(100):
        desk.show(Face(cue="note", cue_since=1.0), 1.0 + k * 0.01, Readings())
        sounding.append(pins.state(pinout.buzzer.gpio) > 0)
    desk.close()
    assert sounding == [True] * 6 + [False] * 94


def test_a_finger_on_the_button_is_felt_and_a_step_tells_the_next_meaning(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, DeskSettings(brightness=1.0))
    status, button = pinout.status.gpio, pins.pin(pinout.button.gpio)
    listening = Face(status=Status.LISTENING)
    desk.show(listening, 0.0, Readings())
    before = pins.state(status)
    button.drive_low()
    seen = {}
    for k in range(1, 1101):
        pins.now = k * 0.01
        desk.show(listening, k * 0.01, Readings())
        seen[round(k * 0.01, 2)] = pins.state(status)
    assert before < 0.1
    assert all(seen[t] == 1.0 for t in (0.01, 1.0, 1.99))
    assert seen[2.0] < 0.05
    assert seen[4.0] < seen[6.0] < seen[8.0] < seen[9.98]
    assert seen[9.98] > 0.95
    assert seen[10.0] == seen[11.0] == before
    button.drive_high()
    pins.now = 12.0
    desk.show(listening, 12.0, Readings())
    assert pins.state(status) == before
    desk.close()
