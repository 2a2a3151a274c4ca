import io
from collections.abc import Callable
from pathlib import Path

import gpiozero
import pytest
from gpiozero.pins.mock import MockPWMPin
from rich.console import Console

from firmware_app import selftest
from firmware_app.desk import LEGENDS, Pinout
from firmware_app.errors import CuelightError
from firmware_app.settings import DeskSettings

from .conftest import HandFactory


def fails() -> str:
    raise CuelightError("models/anger.tflite: missing; install Cuelight again")


def run(settings: DeskSettings, **checks: Callable[[], str]) -> tuple[int, str]:
    console = Console(file=io.StringIO(), width=160)
    code = selftest.run(settings, checks, console, step_s=0.001)
    assert isinstance(console.file, io.StringIO)
    return code, console.file.getvalue()


def test_all_well(pins: HandFactory, pinout: Pinout) -> None:
    code, table = run(DeskSettings(buzzer=True), models=lambda: "golden output matches")
    assert code == 0
    assert "FAILED" not in table
    assert "golden output matches" in table
    assert "HandFactory" in table
    assert "buzzer" in table
    assert all(words in table for words in pinout.legends.values())


def test_every_lamp_really_gets_its_turn_and_then_is_dark(pins: HandFactory, pinout: Pinout) -> None:
    order: list[int] = []

    class Watched(MockPWMPin):  # type: ignore[misc]
        def _set_state(self, value: float) -> None:
            if value > 0:
                order.append(int(self.info.name.removeprefix("GPIO")))
            super()._set_state(value)

    pins.pin_class = Watched
    results = list(selftest.selftest(DeskSettings(), {}, step_s=0.001))
    assert all(result.passed for result in results)
    in_turn = list(dict.fromkeys(gpio for gpio in order if gpio != pinout.status.gpio))
    assert in_turn[:10] == [pinout.lamps[cue].gpio for cue in LEGENDS]
    assert set(in_turn[10:]) == {led.gpio for led in pinout.mood}
    assert all(pins.state(part.gpio) == 0.0 for _, part in pinout.outputs())


def test_one_failure_fails_the_whole_and_the_rest_is_still_done(pins: HandFactory) -> None:
    code, table = run(DeskSettings(), models=fails, taps=lambda: "-23 dBFS")
    assert code == 1
    assert "FAILED" in table
    assert "models/anger.tflite: missing" in table
    assert "-23 dBFS" in table
    assert "buzzer" not in table


def test_a_busy_line_and_a_wrong_wiring_are_rows_of_the_table(
    pins: HandFactory, pinout: Pinout, tmp_path: Path
) -> None:
    other = gpiozero.LED(pinout.status.gpio)
    code, table = run(DeskSettings(), models=lambda: "fine")
    assert code == 1
    assert "in use by another program" in table
    assert "fine" in table
    other.close()
    code, table = run(DeskSettings(pinout=str(tmp_path / "none.toml")), models=lambda: "fine")
    assert code == 1
    assert "cannot be read" in table
    assert "fine" in table


def test_a_jammed_button_fails(pins: HandFactory, pinout: Pinout) -> None:
    class Shorted(MockPWMPin):  # type: ignore[misc]
        def _set_pull(self, value: str) -> None:
            self._pull = value

    pins.pin(pinout.button.gpio, pin_class=Shorted)._state = False
    code, table = run(DeskSettings())
    assert code == 1
    assert "GPIO5 reads pressed" in table


def test_an_error_that_is_not_ours_is_not_swallowed(pins: HandFactory) -> None:
    def broken() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(DeskSettings(), broken=broken)
