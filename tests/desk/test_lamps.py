import gc
import os
import subprocess
import sys

import gpiozero
import pytest
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin
from hypothesis import HealthCheck, given, settings

from firmware_app.desk import LEGENDS, Face, GpioDesk, Mood, Pinout, Readings, Status, light
from firmware_app.desk.lamps import duty
from firmware_app.errors import InputError
from firmware_app.settings import DeskSettings

from .conftest import HandFactory
from .faces import face_sequences

NOTHING = Readings()
FULL = DeskSettings(brightness=1.0)


def lit(pins: HandFactory, pinout: Pinout) -> dict[str, float]:
    return {key: pins.state(part.gpio) for key, part in pinout.outputs() if pins.state(part.gpio)}


def test_a_fresh_desk_is_dark(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, FULL)
    assert lit(pins, pinout) == {}
    desk.show(Face(status=Status.READY), 1.0, NOTHING)
    assert lit(pins, pinout) == {}
    assert all(pins.pin(part.gpio).function == "output" for key, part in pinout.outputs() if key != "buzzer")


@pytest.mark.parametrize("cue", LEGENDS)
def test_a_cue_lights_its_own_line_and_no_other(pins: HandFactory, pinout: Pinout, cue: str) -> None:
    desk = GpioDesk(pinout, FULL)
    desk.show(Face(cue=cue, mood=Mood.CALM, status=Status.READY), 1.0, NOTHING)
    assert lit(pins, pinout) == {f"lamp.{cue}": duty(light(Face(cue=cue), 1.0).legends[cue], 1.0)}


def test_the_mood_light_is_vermilion_then_green_then_dark(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, FULL)
    red, green, blue = (led.gpio for led in pinout.mood)
    desk.show(Face(mood=Mood.ANGRY, status=Status.READY), 1.0, NOTHING)
    assert pins.state(red) == 1.0
    assert 0.0 < pins.state(green) < 0.3
    assert pins.state(blue) == 0.0
    desk.show(Face(mood=Mood.CALMED, status=Status.READY), 1.0, NOTHING)
    assert pins.state(red) == 0.0
    assert pins.state(green) > pins.state(blue) > 0.0
    desk.show(Face(mood=Mood.CALM, status=Status.READY), 1.0, NOTHING)
    assert lit(pins, pinout) == {}


def test_brightness_scales_the_power(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, DeskSettings(brightness=0.2))
    desk.show(Face(cue="listen"), 0.0, NOTHING)
    assert pins.state(pinout.lamps["listen"].gpio) == 0.2


def test_what_does_not_change_is_not_written_again(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, FULL)
    written: list[float] = []

    class Watched(MockPWMPin):  # type: ignore[misc]
        def _set_state(self, value: float) -> None:
            written.append(value)
            super()._set_state(value)

    pins.pin(pinout.lamps["listen"].gpio).__class__ = Watched
    for k in range(50):
        desk.show(Face(cue="listen"), k * 0.04, NOTHING)
    assert written == [1.0]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(face_sequences(shortest_s=0.3, size=5))
def test_over_any_call_one_legend_at_most_and_dark_after_close(
    pins: HandFactory, pinout: Pinout, sequence: list[tuple[float, Face]]
) -> None:
    pins.reset()
    desk = GpioDesk(pinout, DeskSettings(brightness=1.0, buzzer=True))
    for began, face in sequence:
        for k in range(10):
            desk.show(face, began + 0.04 * k, NOTHING)
            shown = lit(pins, pinout)
            assert all(0.0 <= power <= 1.0 for power in shown.values())
            assert len([key for key in shown if key.startswith("lamp.")]) <= 1
    desk.close()
    assert lit(pins, pinout) == {}
    desk.close()


def test_a_closed_desk_has_let_its_lines_go(pins: HandFactory, pinout: Pinout) -> None:
    first = GpioDesk(pinout, FULL)
    first.show(Face(cue="note"), 0.0, NOTHING)
    first.close()
    second = GpioDesk(pinout, FULL)
    second.show(Face(cue="pause"), 0.0, NOTHING)
    assert "lamp.pause" in lit(pins, pinout)


def test_a_busy_line_is_one_line_and_the_desk_can_be_made_once_it_is_free(pins: HandFactory, pinout: Pinout) -> None:
    gpio = pinout.status.gpio
    other = gpiozero.LED(gpio)
    with pytest.raises(InputError) as caught:
        GpioDesk(pinout, FULL)
    message = str(caught.value)
    assert message.startswith(f"GPIO{gpio} (status): in use")
    assert "\n" not in message
    # while the error is still held: nothing that was opened before the busy line may still be reserved
    other.close()
    desk = GpioDesk(pinout, FULL)
    desk.show(Face(status=Status.LISTENING), 0.0, NOTHING)
    assert pins.state(gpio) > 0.0


@pytest.mark.parametrize("part", ["lamp.listen", "mood.green", "status", "button"])
def test_a_line_that_the_kernel_refuses(pinout: Pinout, pins: HandFactory, part: str) -> None:
    taken = pinout.button.gpio if part == "button" else dict(pinout.outputs())[part].gpio

    class Taken(MockPWMPin):  # type: ignore[misc]
        def __init__(self, factory: MockFactory, info: object) -> None:
            if info.number == header:  # type: ignore[attr-defined]
                raise Exception("GPIO busy")  # noqa: TRY002  lgpio.error is a bare Exception with just these words
            super().__init__(factory, info)

    header = next(info.number for _, info in pins.board_info.find_pin(taken))
    pins.pin_class = Taken
    with pytest.raises(InputError, match="in use by another program") as caught:
        GpioDesk(pinout, FULL)
    assert f"{taken}" in str(caught.value).split(":")[0]
    pins.pin_class = MockPWMPin
    GpioDesk(pinout, FULL).close()


def test_pins_that_cannot_dim_are_told_so(pins: HandFactory, pinout: Pinout) -> None:
    pins.pin_class = MockPin
    with pytest.raises(InputError, match=r"cannot dim; .*mockpwmpin"):
        GpioDesk(pinout, FULL)


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({"GPIOZERO_PIN_FACTORY": "native"}, "GPIO: none here (PinUnknownPi"),
        ({"GPIOZERO_PIN_FACTORY": "nonsense"}, "GPIO: none here (BadPinFactory: Unable to find pin factory 'nonsense'"),
        ({}, "GPIO: none here (Falling back from lgpio"),
        ({"GPIOZERO_PIN_FACTORY": "mock"}, "GPIO17 (lamp.listen): these pins cannot dim"),
        ({"GPIOZERO_PIN_FACTORY": "mock", "GPIOZERO_MOCK_PIN_CLASS": "mockpwmpin"}, "MockFactory"),
    ],
)
def test_gpiozeros_own_settings_choose_the_pins(environment: dict[str, str], says: str) -> None:
    program = (
        "from firmware_app.desk import GpioDesk, load_pinout\n"
        "from firmware_app.errors import InputError\n"
        "from firmware_app.settings import DeskSettings\n"
        "try: print(GpioDesk(load_pinout(), DeskSettings()).pins)\n"
        "except InputError as error: print(error)\n"
    )
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GPIOZERO_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.startswith(says)
    assert done.stdout.count("\n") == 1


def test_the_buzzer_is_silent_unless_asked_for(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, FULL)
    desk.show(Face(cue="listen"), 0.0, NOTHING)
    assert pins.pin(pinout.buzzer.gpio).function == "input"


def test_the_buzzer_ticks_once_with_a_new_cue(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, DeskSettings(buzzer=True))
    buzzer = pins.pin(pinout.buzzer.gpio)
    assert buzzer.frequency is None
    heard = []
    for k in range(100):
        cue = "listen" if k < 50 else "pause"
        desk.show(Face(cue=cue, cue_since=0.0 if k < 50 else 2.0), k * 0.04, NOTHING)
        heard.append(buzzer.frequency is not None and buzzer.state > 0)
    assert heard.index(True) == 0
    assert [k for k, on in enumerate(heard) if on] == [0, 1, 50, 51]
    desk.close()
    assert buzzer.state == 0.0


def test_no_device_is_left_behind_for_the_collector(pins: HandFactory, pinout: Pinout) -> None:
    desk = GpioDesk(pinout, FULL)
    desk.close()
    del desk
    gc.collect()
    held = [device for references in pins._reservations.values() for ref in references if (device := ref())]
    assert held == []


def test_in_quiet_hours_it_is_dim_and_silent(pins: HandFactory, pinout: Pinout) -> None:
    quiet = [False]
    desk = GpioDesk(pinout, DeskSettings(brightness=1.0, quiet_brightness=0.1, buzzer=True), lambda: quiet[0])
    face = Face().then(0.0, "listen", Mood.DARK, Status.LISTENING)
    for is_quiet, brightness in ((True, 0.1), (False, 1.0)):
        quiet[0] = is_quiet
        desk.show(face, 0.02, NOTHING)
        shown = lit(pins, pinout)
        assert shown["lamp.listen"] == pytest.approx(brightness)
        assert ("buzzer" in shown) != is_quiet
    desk.close()
