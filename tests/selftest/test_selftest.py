from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware_app.desk import LEGENDS, Fault, Pinout
from firmware_app.errors import CuelightError
from firmware_app.selftest import Options, PartError, Result, selftest
from firmware_app.settings import DeskSettings

from .conftest import Time


def fails() -> str:
    raise PartError(Fault.MODELS, "models/anger.tflite: missing; install Cuelight again")


def run(made_time: Time, settings: DeskSettings | None = None, **how: object) -> dict[str, Result]:
    checks = {name: how.pop(name) for name in ("models", "taps") if name in how}
    options = Options(stage=made_time.stage, **how)  # type: ignore[arg-type]
    return {one.part: one for one in selftest(settings or DeskSettings(), checks, options)}  # type: ignore[arg-type]


def lit(pins: MockFactory, pinout: Pinout, made_time: Time, upto_s: float) -> list[tuple[float, bool]]:
    """Looks at the status light from now on, every 20 ms."""
    seen: list[tuple[float, bool]] = []
    for k in range(int(upto_s / 0.02)):
        made_time.at.append((k * 0.02, lambda: seen.append((made_time.now, pins.pin(pinout.status.gpio).state > 0.2))))
    return seen


def blinks(seen: list[tuple[float, bool]]) -> list[float]:
    """Lengths of the flashes."""
    found, since = [], None
    for t, high in seen:
        if high and since is None:
            since = t
        elif not high and since is not None:
            found.append(t - since)
            since = None
    return found


def test_all_well(pins: MockFactory, pinout: Pinout, made_time: Time) -> None:
    seen = lit(pins, pinout, made_time, 20.0)
    found = run(made_time, models=lambda: "golden output matches", buzzer=True)
    assert all(result.passed for result in found.values())
    assert found["models"].found == "golden output matches"
    assert "MockFactory" in found["lines"].found
    assert "buzzer" in found
    assert {f"lamp {words}" for words in pinout.legends.values()} < set(found)
    # bright for three seconds: passed
    assert blinks([*seen, (99.0, False)])[-1] >= 2.9


def test_every_lamp_really_gets_its_turn_and_then_is_dark(pins: MockFactory, pinout: Pinout, made_time: Time) -> None:
    order: list[int] = []

    class Watched(MockPWMPin):  # type: ignore[misc]
        def _set_state(self, value: float) -> None:
            if value > 0:
                order.append(int(self.info.name.removeprefix("GPIO")))
            super()._set_state(value)

    pins.pin_class = Watched
    assert all(result.passed for result in run(made_time).values())
    in_turn = list(dict.fromkeys(gpio for gpio in order if gpio != pinout.status.gpio))
    assert in_turn[:10] == [pinout.lamps[cue].gpio for cue in LEGENDS]
    assert set(in_turn[10:]) == {led.gpio for led in pinout.mood}
    assert all(pins.pin(part.gpio).state == 0.0 for _, part in pinout.outputs())


def test_one_failure_fails_the_whole_the_rest_is_done_and_the_light_tells_its_number(
    pins: MockFactory, pinout: Pinout, made_time: Time
) -> None:
    def ticking(check: Callable[[], str]) -> Callable[[], str]:
        return check

    seen = lit(pins, pinout, made_time, 30.0)
    found = run(made_time, models=ticking(fails), taps=lambda: "-23 dBFS")
    assert [name for name, one in found.items() if not one.passed] == ["models"]
    assert found["models"].fault is Fault.MODELS
    assert found["taps"].found == "-23 dBFS"
    assert "buzzer" not in found  # the settings leave it silent, and nobody has asked for it
    told = blinks(seen)[-5:]
    assert [length > 1.0 for length in told] == [True, False, False, False, False]


def test_a_failure_that_nobody_foresaw_is_the_softwares_and_a_bug_is_not_swallowed(
    pins: MockFactory, made_time: Time
) -> None:
    def trouble() -> str:
        raise CuelightError("odd")

    def broken() -> str:
        raise ZeroDivisionError

    assert run(made_time, models=trouble)["models"].fault is Fault.SOFTWARE
    with pytest.raises(ZeroDivisionError):
        run(made_time, models=broken)


def test_a_busy_line_and_a_wrong_wiring_are_rows_of_the_table(
    pins: MockFactory, pinout: Pinout, made_time: Time, tmp_path: Path
) -> None:
    other = gpiozero.LED(pinout.status.gpio)
    found = run(made_time, models=lambda: "fine")
    assert found["lines"].fault is Fault.LINES
    assert "in use by another program" in found["lines"].found
    assert found["models"].passed
    other.close()
    found = run(made_time, DeskSettings(pinout=str(tmp_path / "none.toml")), models=lambda: "fine")
    assert found["wiring"].fault is Fault.SETTINGS
    assert "cannot be read" in found["wiring"].found
    assert found["models"].passed


class Pressed(MockPWMPin):  # type: ignore[misc]
    """gpiozero's mock line goes to its pull when it becomes an input; this one has a finger on it."""

    def _set_pull(self, value: str) -> None:
        self._pull = value


def test_a_jammed_button_fails_and_one_that_is_let_go_passes(
    pins: MockFactory, pinout: Pinout, made_time: Time
) -> None:
    line = pins.pin(pinout.button.gpio, pin_class=Pressed)
    line._state = False
    found = run(made_time)
    assert found["button"].fault is Fault.LINES
    assert "GPIO5 reads pressed" in found["button"].found
    line._state = False
    made_time.at.append((made_time.now + 3.0, line.drive_high))
    assert run(made_time)["button"].passed


def test_a_press_is_waited_for_where_it_is_wanted(pins: MockFactory, pinout: Pinout, made_time: Time) -> None:
    line = pins.pin(pinout.button.gpio)
    found = run(made_time, press_s=5.0)
    assert found["press"].fault is Fault.LINES
    assert "within 5 s" in found["press"].found
    made_time.at += [(made_time.now + 7.0, line.drive_low), (made_time.now + 7.2, line.drive_high)]
    assert run(made_time, press_s=5.0)["press"].passed
    assert "press" not in run(made_time)
