"""Tables of the documents, made of what the program itself reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from firmware_app.desk import FAULTS, LEGENDS, Fault, load_pinout
from firmware_app.desk.face import Mood, Status
from firmware_app.desk.pinout import Led
from firmware_app.desk.rhythm import Rhythm
from firmware_app.desk.rhythms import CUE_RHYTHMS, FINGER, MOOD_RHYTHMS, STATUS_RHYTHMS, TICK, WAITING


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """In Markdown."""
    names = list(head)
    lines = [names, ["---"] * len(names), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def rhythms() -> str:
    """What every light does, and for how long."""
    words = load_pinout().legends
    rows = [("legend", words[cue], *_rhythm(CUE_RHYTHMS[cue])) for cue in LEGENDS]
    rows.append(("legend", f"{words['pause']}, the caller goes on", *_rhythm(WAITING)))
    moods = {Mood.CALM: "calm, or no call", Mood.ANGRY: "the caller is angry: vermilion", Mood.CALMED: "calmed: green"}
    rows += [("mood light", what, *_rhythm(MOOD_RHYTHMS[mood][1])) for mood, what in moods.items()]
    rows += [("status light", _STATES[status], *_rhythm(rhythm)) for status, rhythm in STATUS_RHYTHMS.items()]
    rows.append(("status light", "the button is down", *_rhythm(FINGER)))
    rows.append(("status light", "fault n", "one long blink, n short ones", "1.5 s, then n × 0.25 s; 2 s dark"))
    rows.append(("status light", "fault 10 + n, of a stick", "two long, n short", "twice 1.5 s, then as above"))
    rows.append(
        ("status light", "fault 20 + n, of the lines", "three long, n short", "three times 1.5 s, then as above")
    )
    rows.append(("buzzer", "a new cue, where the settings ask for it", *_rhythm(TICK)))
    return table(("light", "tells", "by", "times: level, of what the eye sees"), rows)


_STATES: Mapping[Status, str] = MappingProxyType(
    {
        Status.STARTING: "it starts",
        Status.READY: "ready, no call",
        Status.LISTENING: "it listens to a call",
        Status.LIGHTS_OFF: "no lights for this call, by the button",
        Status.EXPORTING: "a stick is written",
        Status.TAKE_IT: "the stick may be taken; a selftest has passed",
        Status.ERASED: "the statistics are forgotten",
    }
)


def _rhythm(rhythm: Rhythm) -> tuple[str, str]:
    if len(rhythm.points) == 1:
        return rhythm.words, f"{rhythm.points[0][1]:g}"
    course = ", ".join(f"{t:g} s: {level:g}" for t, level in rhythm.points)
    return rhythm.words, course + ("; again" if rhythm.repeats else "")


def faults() -> str:
    """Those with one long blink."""
    return _faults(1)


def stick_faults() -> str:
    """Those with two."""
    return _faults(2)


def line_faults() -> str:
    """Those with three."""
    return _faults(3)


def _faults(longs: int) -> str:
    which = [fault for fault in sorted(Fault) if fault.blinks[0] == longs]
    rows = ((str(int(fault)), FAULTS[fault].means, FAULTS[fault].mend) for fault in which)
    return table(("n", "what is wrong", "what to do"), rows)


def lines() -> str:
    """Every line of the header that is used, and what hangs on it."""
    pinout = load_pinout()
    rows = [_led_row(key, led) for key, led in pinout.leds()]
    for key, part, what in (
        ("buzzer", pinout.buzzer, f"piezo disc, {pinout.buzzer.resistor_ohm:g} Ω"),
        ("button", pinout.button, "to ground"),
        ("bypass", pinout.bypass, "where one is fitted (call-path.md)"),
    ):
        if part is not None:
            rows.append((str(part.header), f"GPIO{part.gpio}", key, "–", what))
    rows.sort(key=lambda row: int(row[0]))
    return table(("header", "line", "part", "driver", "what hangs on it"), rows)


def _led_row(key: str, led: Led) -> tuple[str, ...]:
    name = f"{key}, {led.legend}" if led.legend else key
    hung = f"{led.leds} × {led.colour}, {led.resistor_ohm:g} Ω each"
    return str(led.header), f"GPIO{led.gpio}", name, led.driver or "–", hung


def currents() -> str:
    """What flows through each kind of lamp at full light, and all at once."""
    pinout = load_pinout()
    kinds: dict[tuple[str, str, str], list[str]] = {}
    for key, led in pinout.leds():
        one = f"{pinout.led_ma(led):.1f} of {led.limit_ma:g}"
        kinds.setdefault((one, f"{pinout.rail_ma(led):.1f}", f"{pinout.pin_ma(led):.1f}"), []).append(key)
    rows = [(_names(keys), *figures) for figures, keys in kinds.items()]
    rows.append(("buzzer, on an edge", "–", "–", f"{pinout.pin_ma(pinout.buzzer):.1f}"))
    rows.append(
        (
            "**all that can be lit at once**",
            "–",
            f"**{pinout.most_rail_ma:.0f}**",
            f"**{pinout.most_ma:.1f} of {pinout.board.total_limit_ma:g}**, each of {pinout.board.pin_limit_ma:g}",
        )
    )
    return table(("lamp", "mA through one LED", "mA from 5 V", "mA from its GPIO"), rows)


def _names(keys: list[str]) -> str:
    lamps = [key for key in keys if key.startswith("lamp.")]
    return "each legend" if len(lamps) == len(LEGENDS) else ", ".join(keys)


TABLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "rhythms": rhythms,
        "faults": faults,
        "stick faults": stick_faults,
        "line faults": line_faults,
        "lines": lines,
        "currents": currents,
    }
)
