"""The agent asks for a supervisor: how long, over what, and on which lamps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.desk import Face, GpioDesk, HelpWanted, Mood, Pinout, Readings, Status, light, load_pinout
from firmware_app.desk.help_wanted import LONGEST_S
from firmware_app.desk.pinout import Supervisor
from firmware_app.errors import InputError
from firmware_app.facts import Press
from firmware_app.settings import DeskSettings
from firmware_app.share import shared_file

from .conftest import HandFactory
from .faces import faces


def test_three_presses_ask_and_the_next_one_takes_it_back() -> None:
    wanted = HelpWanted()
    assert wanted.since(1.0) is None
    wanted.press(Press.SEEN, 1.0)
    wanted.press(Press.HELP, 1.4)
    assert wanted.since(5.0) == 1.4
    wanted.press(Press.SEEN, 6.0)
    assert wanted.since(6.0) is None


def test_it_goes_by_itself_when_nobody_has_come() -> None:
    wanted = HelpWanted()
    wanted.press(Press.HELP, 1.0)
    assert wanted.since(LONGEST_S + 0.9) == 1.0
    assert wanted.since(LONGEST_S + 1.1) is None


@given(face=faces(), since=st.floats(0.0, 100.0), later=st.floats(0.0, 100.0))
def test_it_is_seen_whatever_else_is_shown_and_takes_no_cues_place(face: Face, since: float, later: float) -> None:
    now = light(face.asking(since), since + later)
    assert now.supervisor
    assert not light(face, since + later).supervisor
    lit = [cue for cue, level in now.legends.items() if level > 0]
    assert lit == [face.cue or "escalate"] or face.cue is not None


def test_lights_that_are_off_for_a_call_do_not_keep_help_away() -> None:
    face = Face(status=Status.LIGHTS_OFF).asking(1.0)
    assert light(face, 2.0).legends["escalate"] == 1.0


@pytest.fixture
def with_lamp(pinout: Pinout) -> Pinout:
    return replace(pinout, supervisor=Supervisor(18, 12))


def test_the_lamp_that_a_supervisor_sees(pins: HandFactory, with_lamp: Pinout) -> None:
    desk = GpioDesk(with_lamp, DeskSettings())
    calm = Face(mood=Mood.CALM, status=Status.LISTENING)
    for k, face in enumerate((calm, calm.asking(0.1), calm)):
        desk.show(face, 0.1 * k, Readings())
        assert pins.state(18) == (k == 1)
    desk.show(calm.asking(0.1), 0.3, Readings())
    desk.close()
    assert not pins.state(18)


@pytest.mark.parametrize(
    ("gpio", "header", "says"), [(4, 7, "pulled up while the Pi boots"), (17, 11, "is lamp.listen already")]
)
def test_a_supervisors_lamp_needs_a_line_of_its_own(tmp_path: Path, gpio: int, header: int, says: str) -> None:
    text = shared_file("hardware/pinout.toml").read_text(encoding="utf-8")
    file = tmp_path / "pinout.toml"
    file.write_text(f"{text}\n[supervisor]\ngpio = {gpio}\nheader = {header}\n", encoding="utf-8")
    with pytest.raises(InputError, match=says):
        load_pinout(file)
