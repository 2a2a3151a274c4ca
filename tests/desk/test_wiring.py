import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.pi import PiBoardInfo

from firmware_app.desk import LEGENDS, Pinout, load_pinout
from firmware_app.desk.pinout import HEADER_OF_GPIO
from firmware_app.errors import InputError
from firmware_app.share import shared_file

SHIPPED = shared_file("hardware/pinout.toml")
ZERO_2_W = 0x902120


def write(path: Path, table: dict[str, Any]) -> Path:
    """A pinout of two levels as TOML."""
    lines = []
    for key, value in table.items():
        groups = {f"{key}.{name}": part for name, part in value.items() if isinstance(part, dict)} or {key: value}
        for name, part in groups.items():
            lines.append(f"[{name}]")
            lines += [f"{k} = {str(v).lower() if isinstance(v, bool) else repr(v)}" for k, v in part.items()]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def table() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def test_the_shipped_wiring_is_right(pinout: Pinout) -> None:
    assert set(pinout.lamps) == set(LEGENDS)
    assert pinout.most_ma < 10.0
    assert 200.0 < pinout.most_rail_ma < 400.0


def test_the_currents_are_those_of_a_pocket_calculator(pinout: Pinout) -> None:
    legend, red, blue = pinout.lamps["listen"], pinout.mood[0], pinout.mood[2]
    assert pinout.led_ma(legend) == pytest.approx((5 - 0.05 - 2.0) / 180 * 1000)
    assert pinout.rail_ma(legend) == pytest.approx(32.78, abs=0.01)
    assert pinout.rail_ma(red) == pytest.approx(98.33, abs=0.01)
    assert pinout.rail_ma(blue) == pytest.approx(97.50, abs=0.01)
    assert [pinout.pin_ma(led) for led in (legend, red, blue, pinout.status)] == [1.0] * 4
    assert pinout.pin_ma(pinout.buzzer) == pytest.approx(3.3)
    assert pinout.most_ma == pytest.approx(1 + 3 + 1 + 3.3)


def test_lamps_that_hang_from_their_gpios_are_a_wiring_too(tmp_path: Path, table: dict[str, Any]) -> None:
    del table["driver"], table["board"]["led_v"]
    for led in (*table["lamp"].values(), *table["mood"].values(), table["status"]):
        for key in ("driver", "leds", "part"):
            led.pop(key, None)
    read = load_pinout(write(tmp_path / "direct.toml", table))
    assert read.driver is None
    assert read.pin_ma(read.lamps["listen"]) == pytest.approx((3.3 - 2.0) / 180 * 1000)
    assert read.most_rail_ma == 0.0


def test_header_pins_are_those_of_gpiozeros_own_board_data() -> None:
    board = PiBoardInfo.from_revision(ZERO_2_W)
    header = board.headers["J8"]
    theirs = {pin.name: pin.number for pin in header.pins.values() if pin.name.startswith("GPIO")}
    assert {f"GPIO{gpio}": pin for gpio, pin in HEADER_OF_GPIO.items()} == theirs


def test_no_lamp_or_buzzer_is_on_a_line_that_is_high_at_boot_or_that_a_sound_hat_needs(pinout: Pinout) -> None:
    driven = {part.gpio for _, part in pinout.outputs()}
    assert len(driven) == 15
    assert driven <= set(range(9, 18)) | set(range(22, 28))
    assert pinout.button.gpio not in driven


def test_legends_with_an_apostrophe_survive_the_test_writer(tmp_path: Path, table: dict[str, Any]) -> None:
    read = load_pinout(write(tmp_path / "copy.toml", table))
    assert read.lamps == load_pinout().lamps
    assert read.mood == load_pinout().mood


def change(table: dict[str, Any], key: str, value: Any) -> None:
    *groups, last = key.split(".")
    for group in groups:
        table = table[group]
    if value is None:
        del table[last]
    else:
        table[last] = value


WRONG: list[tuple[str, Any, str]] = [
    ("lamp.listen", None, "lamp.listen: is missing"),
    ("lamp.listen.gpio", None, "lamp.listen.gpio: is missing"),
    ("lamp.listen.gpio", "17", "lamp.listen.gpio: '17' is no whole number"),
    ("lamp.listen.gpio", 17.0, "lamp.listen.gpio: 17.0 is no whole number"),
    ("lamp.listen.gpio", True, "lamp.listen.gpio: True is no whole number"),
    ("lamp.listen.gpio", 28, "lamp.listen.gpio: there is no GPIO28"),
    ("lamp.listen.gpio", -1, "lamp.listen.gpio: there is no GPIO-1"),
    ("lamp.listen.gpio", 0, "lamp.listen.gpio: GPIO0 is kept for the HAT's identity"),
    ("lamp.listen.gpio", 2, "lamp.listen.gpio: GPIO2 is kept for I2C"),
    ("lamp.listen.gpio", 18, "lamp.listen.gpio: GPIO18 is kept for I2S"),
    ("lamp.pause.gpio", 17, "GPIO17 is lamp.listen already"),
    ("lamp.listen.header", 12, "lamp.listen.header: GPIO17 is header pin 11"),
    ("lamp.listen.legend", "", "lamp.listen.legend: '' is no text"),
    ("lamp.listen.legend", 4, "lamp.listen.legend: 4 is no text"),
    ("lamp.listen.resistor_ohm", 0, "lamp.listen.resistor_ohm: 0 must be above 0"),
    ("lamp.listen.resistor_ohm", 100, "lamp.listen.resistor_ohm: gives 29.5 mA, of 0 to 20"),
    ("lamp.listen.forward_v", 5.22, "lamp.listen.resistor_ohm: gives -1.5 mA"),
    ("lamp.listen.leds", 0, "lamp.listen.leds: 0 must be above 0"),
    ("lamp.listen.leds", 13, "lamp.listen.resistor_ohm: 213 mA by one channel, of 200"),
    ("lamp.listen.driver", "U3.1", "lamp.listen.driver: there is no U3.1; take one of U1.1 to U2.8"),
    ("lamp.listen.driver", "U1.9", "lamp.listen.driver: there is no U1.9"),
    ("lamp.listen.driver", "17", "lamp.listen.driver: there is no 17"),
    ("lamp.listen.driver", "U1.2", "U1.2 is lamp.listen already"),
    ("driver", None, "driver: is missing; give [driver]"),
    ("lamp.listen.volts", 3, "lamp.listen.volts: no such key"),
    ("lamp.calmed", {"gpio": 4}, "lamp.calmed: no such part"),
    ("mood.blue", None, "mood.blue: is missing"),
    ("mood.red.legend", "MOOD", "mood.red.legend: no such key"),
    ("mood.red.gpio", 5, "mood.red.gpio: GPIO5 is pulled up while the Pi boots"),
    ("status", None, "status: is missing"),
    ("status.gpio", 4, "status.gpio: GPIO4 is pulled up while the Pi boots"),
    ("button.gpio", 26, "button.gpio: GPIO26 is status already"),
    ("buzzer.resistor_ohm", 200, "buzzer.resistor_ohm: takes 16.5 mA from its GPIO, which may give 16"),
    ("board.total_limit_ma", 8.0, "8.3 mA can flow at once"),
    ("relay", {"gpio": 4}, "relay: no such part"),
]
HEADERS = {4: 7, 5: 29, 26: 37}


@pytest.mark.parametrize(("key", "value", "says"), WRONG)
def test_a_wrong_wiring_is_told_by_file_and_key(
    tmp_path: Path, table: dict[str, Any], key: str, value: Any, says: str
) -> None:
    change(table, key, value)
    if key.endswith(".gpio") and value in HEADERS:
        change(table, key.replace(".gpio", ".header"), HEADERS[value])
    path = write(tmp_path / "wrong.toml", table)
    with pytest.raises(InputError) as caught:
        load_pinout(path)
    message = str(caught.value)
    assert message.startswith(str(path))
    assert says in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "cannot be read"), (b"[lamp", "is not valid TOML"), (b"\xff", "is not UTF-8"), (b"", "is missing")],
)
def test_an_unreadable_wiring_is_one_line(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "pinout.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        load_pinout(path)
    assert str(caught.value).startswith(str(path))


def test_a_name_that_no_file_can_have_is_one_line() -> None:
    with pytest.raises(InputError, match="is no name that a file can have") as caught:
        load_pinout("a\0b")
    assert str(caught.value).isprintable()


def test_values_too_deep_to_read_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "pinout.toml"
    path.write_text("a = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(InputError, match="too deep to read"):
        load_pinout(path)


def test_every_pair_of_parts_is_kept_apart(tmp_path: Path, table: dict[str, Any]) -> None:
    parts = [f"lamp.{cue}" for cue in LEGENDS] + ["mood.red", "mood.green", "mood.blue", "status", "buzzer"]
    for first, second in itertools.pairwise(parts):
        text = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
        source = text
        for name in first.split("."):
            source = source[name]
        change(text, f"{second}.gpio", source["gpio"])
        change(text, f"{second}.header", source["header"])
        with pytest.raises(InputError, match="already"):
            load_pinout(write(tmp_path / "twice.toml", text))
