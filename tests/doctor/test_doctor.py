"""Each check on a made-up machine that is well, and on one that is not; the mend is in the finding."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from firmware_app.cli import main
from firmware_app.doctor import CHECKS, Verdict, examine
from firmware_app.doctor.examination import check
from firmware_app.doctor.finding import Finding
from firmware_app.doctor.place import Place
from firmware_app.facts import Side, Sides
from firmware_app.line_state import LineState, write_line_state
from firmware_app.logbook import FILE, Limits
from firmware_app.logbook.store import Store
from firmware_app.provisioning import Word, leave_word
from firmware_app.release import Choice, kept
from firmware_app.settings import CallPathSettings, ConversationSettings, DeskSettings, LogbookSettings, Settings
from tests.logbook.calls import moment, record

SETTINGS = Settings(
    call_path=CallPathSettings(topology="bridge-cards", pc_card="id:PC", headset_card="usb:1-1.2"),
    logbook=LogbookSettings(folder="/var/lib/cuelight"),
)


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """One that is well."""
    files = {
        "sys/devices/platform/soc/soc:firmware/get_throttled": "0\n",
        "sys/block/mmcblk0/device/life_time": "0x01 0x02\n",
        "sys/class/sound/card0/id": "PC\n",
        "proc/asound/cards": " 0 [PC             ]: Loopback - Loopback\n",
        "run/cuelight-call/health.json": json.dumps({"at": time.monotonic(), "problems": []}),
        "run/cuelight/lines.json": json.dumps({"sides": "apart", "overloaded": []}),
        "dev/gpiochip0": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "var/lib/cuelight").mkdir(parents=True)
    socket = tmp_path / "sys/devices/usb1/1-1/1-1.2/1-1.2:1.0/sound/card1"
    socket.mkdir(parents=True)
    (socket / "id").write_text("Headset\n")
    (socket / "device").symlink_to(socket.parents[1])
    (tmp_path / "sys/class/sound/card1").symlink_to(socket)
    return tmp_path


def found(name: str, root: Path, settings: Settings = SETTINGS) -> Finding:
    return check(name)(settings, Place(root))


@pytest.mark.parametrize("name", ["power", "cards", "call", "sides", "overload", "lines", "models", "room", "wear"])
def test_a_machine_that_is_well(machine: Path, name: str) -> None:
    one = found(name, machine)
    assert (one.verdict, one.mend) == (Verdict.OK, "")
    assert one.found


def throttled(word: str) -> Callable[[Path], None]:
    return lambda root: (root / "sys/devices/platform/soc/soc:firmware/get_throttled").write_text(word) and None


def worn(root: Path) -> None:
    (root / "sys/block/mmcblk0/device/life_time").write_text("0x02 0x0a\n")


def unplugged(root: Path) -> None:
    (root / "sys/class/sound/card1").unlink()


def cut(root: Path) -> None:
    told = {"at": time.monotonic(), "problems": ["headset.capture: no such card"]}
    (root / "run/cuelight-call/health.json").write_text(json.dumps(told))


def unwatched(root: Path) -> None:
    (root / "run/cuelight-call/health.json").write_text(json.dumps({"at": time.monotonic() - 60, "problems": []}))


def sides(are: Sides) -> Callable[[Path], None]:
    return lambda root: write_line_state(root / "run/cuelight", LineState(are))


def too_loud(root: Path) -> None:
    write_line_state(root / "run/cuelight", LineState(overloaded=frozenset(Side)))


def unheard(root: Path) -> None:
    (root / "run/cuelight/lines.json").write_text('{"sides": "none"}')


def lineless(root: Path) -> None:
    (root / "dev/gpiochip0").unlink()


def homeless(root: Path) -> None:
    (root / "var/lib/cuelight").rmdir()


@pytest.mark.parametrize(
    ("name", "spoil", "verdict", "says"),
    [
        ("power", throttled("50005\n"), Verdict.BAD, "voltage is too low"),
        ("power", throttled("4\n"), Verdict.BAD, "heat"),
        ("power", throttled("50000\n"), Verdict.LOOK, "was too low since"),
        ("power", throttled("40000\n"), Verdict.LOOK, "slowed down since"),
        ("power", throttled("rubbish\n"), Verdict.UNKNOWN, "no Raspberry Pi"),
        ("wear", worn, Verdict.BAD, "100 %"),
        ("cards", unplugged, Verdict.BAD, "call_path.headset_card: usb:1-1.2 is not there; there are: id:PC"),
        ("call", cut, Verdict.BAD, "headset.capture"),
        ("call", unwatched, Verdict.BAD, "nobody looks after it"),
        ("sides", sides(Sides.SAME), Verdict.BAD, "both on both channels"),
        ("sides", sides(Sides.SWAPPED), Verdict.BAD, "swapped"),
        ("overload", too_loud, Verdict.BAD, "agent and caller"),
        ("overload", unheard, Verdict.UNKNOWN, "has not told"),
        ("sides", unheard, Verdict.UNKNOWN, "has not told"),
        ("lines", lineless, Verdict.BAD, "no GPIO lines"),
        ("room", homeless, Verdict.BAD, "No such file"),
    ],
)
def test_what_is_not_well_is_told_with_its_mend(
    machine: Path, name: str, spoil: Callable[[Path], None], verdict: Verdict, says: str
) -> None:
    spoil(machine)
    one = found(name, machine)
    assert one.verdict is verdict
    assert says in one.found
    assert one.mend or verdict is Verdict.UNKNOWN


def test_settings_that_make_no_sense_are_told(machine: Path) -> None:
    assert "call_path.tap_card" in found("cards", machine, Settings()).found
    wrong = Settings(desk=DeskSettings(pinout=str(machine / "none.toml")))
    assert "none.toml" in found("lines", machine, wrong).found


def test_a_check_that_goes_wrong_costs_no_other(machine: Path) -> None:
    """A socket's folder whose id is a folder: no card of any real kernel."""
    (machine / "sys/class/sound/card0/id").unlink()
    (machine / "sys/class/sound/card0/id").mkdir()
    told = {one.part: one for one in examine(SETTINGS, Place(machine))}
    assert len(told) == len(CHECKS)
    assert told["cards"].verdict is Verdict.UNKNOWN
    assert "report it" in told["cards"].mend


def test_a_library_that_is_missing_costs_one_finding(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("firmware_app.desk", "firmware_app.doctor.lines"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "gpiozero", None)
    told = {one.part: one for one in examine(SETTINGS, Place(machine))}
    assert told["lines"].verdict is Verdict.UNKNOWN
    assert "gpiozero" in told["lines"].found
    assert told["call path"].verdict is Verdict.OK


def test_the_command_prints_a_table_and_fails_where_something_is_bad(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = tmp_path / "s.toml"
    settings.write_text(f'[logbook]\nfolder = "{tmp_path / "nothing"}"\n')
    assert main(["doctor", "--settings", str(settings)]) == 1
    told = capsys.readouterr().out
    assert "Cuelight doctor" in told
    assert re.search(r"data +│ BAD", told)
    assert main(["doctor", "--settings", str(tmp_path / "none.toml")]) == 2


def test_a_card_whose_data_is_lost_is_told(machine: Path) -> None:
    (machine / "data").mkdir()
    (machine / "data/lost").touch()
    one = found("room", machine)
    assert one.verdict is Verdict.BAD
    assert "in memory" in one.found


@pytest.mark.parametrize(
    ("choice", "verdict", "says"),
    [
        (None, Verdict.OK, "by Debian's package"),
        (Choice(), Verdict.OK, "of the image"),
        (Choice("9.0.0", trial=True), Verdict.LOOK, "9.0.0, on trial"),
        (Choice("9.0.0"), Verdict.OK, "by update"),
        (Choice("9.0.0", refused="9.1.0"), Verdict.LOOK, "9.1.0 did not come up healthy"),
    ],
)
def test_which_release_runs(machine: Path, choice: Choice | None, verdict: Verdict, says: str) -> None:
    if choice is not None:
        (machine / "data/releases").mkdir(parents=True)
        kept(machine / "data/releases", choice)
    one = found("release", machine)
    assert one.verdict is verdict
    assert says in one.found


def test_settings_that_were_not_taken_are_told(machine: Path) -> None:
    assert found("settings_taken", machine).verdict is Verdict.OK
    (machine / "run/cuelight-provision").mkdir()
    leave_word(machine / "run/cuelight-provision", Word(("desk.buzzer: 1 is no switch",)))
    one = found("settings_taken", machine)
    assert one.verdict is Verdict.BAD
    assert "desk.buzzer" in one.found


def told_wrong(machine: Path, lit: int, wrong: int, settings: Settings = SETTINGS) -> Finding:
    """What is found where agents have called so many of so many wrong."""
    path = machine / "var/lib/cuelight" / FILE
    store = Store(path, Limits())
    for _ in range(lit - wrong):
        store.add(record(), moment())
    for _ in range(wrong):
        store.add_called_wrong()
    store.close()
    return found("mood_light", machine, settings)


@pytest.mark.parametrize(
    ("lit", "wrong", "verdict", "says"),
    [
        (0, 0, Verdict.OK, "0 of 0 calls"),
        (10, 9, Verdict.OK, "20 would say more"),
        (40, 4, Verdict.OK, "4 of 40 calls"),
        (40, 20, Verdict.LOOK, "20 of 40 calls"),
    ],
)
def test_how_often_the_mood_light_was_called_wrong(
    machine: Path, lit: int, wrong: int, verdict: Verdict, says: str
) -> None:
    told = told_wrong(machine, lit, wrong)
    assert told.verdict is verdict
    assert says in told.found


def test_a_mood_light_that_is_often_wrong_makes_anger_rarer_in_the_settings(machine: Path) -> None:
    assert told_wrong(machine, 40, 20).mend == "lower conversation.anger_share from 0.09 to 0.045"


def test_where_anger_cannot_be_rarer_it_is_to_be_switched_off(machine: Path) -> None:
    settings = replace(SETTINGS, conversation=ConversationSettings(anger_share=0.001))
    assert "hearing.anger = false" in told_wrong(machine, 40, 20, settings).mend


def test_a_unit_without_a_logbook_tells_nothing_of_its_mood_light(machine: Path) -> None:
    assert found("mood_light", machine).verdict is Verdict.UNKNOWN
