"""The selftest's taps through the real PyAudio; the whole command on gpiozero's mock pins, as a jig runs it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import gpiozero
import pytest
import soundfile
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware_app import selftest_commands
from firmware_app.cli import main
from firmware_app.desk import Fault, load_pinout
from firmware_app.selftest import PartError, read_record
from firmware_app.selftest.taps import taps
from firmware_app.settings import AudioSettings, LogbookSettings, Settings
from firmware_app.share import shared_file
from tests.audio.sounds import AGENT_HZ, CALLER_HZ, tones
from tools.virtual_headset import VirtualHeadset

pytestmark = pytest.mark.pipewire


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    before = gpiozero.Device.pin_factory
    gpiozero.Device.pin_factory = factory = MockFactory(pin_class=MockPWMPin)
    yield factory
    factory.reset()
    gpiozero.Device.pin_factory = before


def play(cards: VirtualHeadset, seconds: float) -> None:
    """The caller at a peak of -10 dBFS, the agent at -40."""
    sound = tones(seconds, 48_000, CALLER_HZ, AGENT_HZ)
    sound[:, 1] *= 0.0316
    cards.play(sound, 48_000)


def test_levels_are_told_and_a_jig_may_ask_for_more(cards: VirtualHeadset) -> None:
    play(cards, 20.0)
    assert re.fullmatch(r"caller peaks at -1[01] dBFS, agent peaks at -4[01] dBFS", taps(AudioSettings()))
    with pytest.raises(PartError, match="at least -30 is wanted") as caught:
        taps(AudioSettings(), least_dbfs=-30.0)
    assert caught.value.fault is Fault.AGENT_LOST


def test_the_whole_command_leaves_a_record(
    cards: VirtualHeadset, pins: MockFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    play(cards, 60.0)
    settings = tmp_path / "cuelight.toml"
    settings.write_text(f'[logbook]\ndevice = "desk-07"\nfolder = "{tmp_path}"\n')
    kept = tmp_path / "records"
    kept.mkdir()
    words = ["selftest", "--settings", str(settings), "--press", "0", "--least", "-50", "--record", str(kept)]
    assert main(words) == 0, capsys.readouterr().out
    record = read_record(kept)
    assert record is not None
    assert record.unit == "desk-07"
    assert record.passed
    assert {"wiring", "lines", "button", "anger model", "pace model", "voice model", "taps", "data"} < {
        part for part, _, _ in record.parts
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cuelight.toml", "records"]


class Held(MockPWMPin):  # type: ignore[misc]
    """gpiozero's mock line goes to its pull when it becomes an input; this one has a finger on it."""

    def _set_pull(self, value: str) -> None:
        self._pull = value


def test_a_button_held_at_power_up_and_let_go_asks_for_it(
    cards: VirtualHeadset,
    pins: MockFactory,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play(cards, 60.0)
    settings = Settings(logbook=LogbookSettings(folder=str(tmp_path), device="desk-07"))
    line = pins.pin(load_pinout().button.gpio, pin_class=Held)
    line._state = True
    selftest_commands.at_power_up(settings)
    assert read_record(tmp_path) is None  # nobody holds it
    line._state = False
    with monkeypatch.context() as patched:
        patched.setattr(selftest_commands, "_RELEASE_S", 1.0)
        selftest_commands.at_power_up(settings)
    assert read_record(tmp_path) is None  # jammed: no show of lamps at every start
    assert "jammed, or a short" in capsys.readouterr().err
    line._state = False

    def let_go() -> None:
        line.__class__ = MockPWMPin  # and so its pull is felt again
        line.drive_high()

    threading.Timer(1.5, let_go).start()
    selftest_commands.at_power_up(settings)
    record = read_record(tmp_path)
    assert record is not None
    assert record.passed, record.failed
    assert "cuelight: selftest: button: ok: GPIO5 reads released" in capsys.readouterr().out


def test_the_lines_are_surveyed_while_both_sides_speak(
    cards: VirtualHeadset, pins: MockFactory, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, rate = soundfile.read(shared_file("demo_call.ogg"), dtype="float32")
    cards.play(sound[4 * rate :], rate)
    main(["selftest", "--press", "0", "--line", "14", "--record", str(tmp_path)])
    record = read_record(tmp_path)
    assert record is not None, capsys.readouterr()
    found = {part: (passed, said) for part, passed, said in record.parts}
    assert {"caller line", "agent line", "crosstalk"} < set(found)
    for side in ("caller", "agent"):
        passed, said = found[f"{side} line"]
        assert passed, said
        assert re.match(r"speech -\d+ dBFS, peak -\d+ dBFS, noise -\d+ dBFS, idles at ", said)
    assert found["crosstalk"][0]
