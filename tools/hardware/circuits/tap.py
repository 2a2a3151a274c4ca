"""The tap as parts and nets: two difference amplifiers that take next to nothing from their pairs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tools.hardware.boards.perfboard import Nets, nets_of
from tools.hardware.root import ROOT

CHANNELS = ("caller", "agent")
LEGS = ("a", "b")
_OPAMP_PINS: Mapping[str, Mapping[str, str]] = {
    "caller": {"out": "1", "minus": "2", "plus": "3"},
    "agent": {"out": "7", "minus": "6", "plus": "5"},
}
"""Of every dual amplifier with eight pins; 4 is ground, 8 the supply."""


@dataclass(frozen=True)
class Component:
    """``kind``: resistor, capacitor, diode, opamp or plug; ``nets``: pin → net; ``value``: in ohm or farad."""

    name: str
    kind: str
    nets: Mapping[str, str]
    value: float = 0.0
    row: str = ""


def values() -> dict[str, Any]:
    """What ``hardware/circuits/tap.toml`` says."""
    return tomllib.loads((ROOT / "hardware/circuits/tap.toml").read_text(encoding="utf-8"))


def tap() -> list[Component]:
    """All of it."""
    said = values()
    channels = [one for channel in CHANNELS for one in _channel(channel, said)]
    return [*channels, *_supply(said["supply"]), *_plugs()]


def tap_nets() -> Nets:
    """What its board shall join."""
    return nets_of((net, f"{part.name}.{pin}") for part in tap() for pin, net in part.nets.items())


def _two(one: str, other: str) -> dict[str, str]:
    return {"1": one, "2": other}


def _channel(channel: str, said: Mapping[str, Any]) -> Iterator[Component]:
    """Numbered by tens: the caller's R11 is the agent's R21."""
    leg, output, own = said["leg"], said["output"], said["channel"][channel]
    n = own["part"]
    at = {"a": f"{channel} minus", "b": f"{channel} plus"}
    for k, side in enumerate(LEGS):
        line, far, near = (f"{channel} {side}, {where}" for where in ("line", "coupled", "clamped"))
        yield Component(f"C{n}{1 + k}", "capacitor", _two(line, far), leg["coupling_f"], "c_coupling")
        yield Component(f"R{n}{1 + k}", "resistor", _two(far, near), leg["protect_ohm"], "r_protect")
        yield Component(f"D{n}{1 + 2 * k}", "diode", {"A": near, "K": "+5 V, clean"}, row="diode")
        yield Component(f"D{n}{2 + 2 * k}", "diode", {"A": "GND", "K": near}, row="diode")
        yield Component(f"R{n}{3 + k}", "resistor", _two(near, at[side]), leg["stop_ohm"], "r_10000")
        back = f"{channel} out" if side == "a" else "middle"
        yield Component(
            f"R{n}{5 + k}", "resistor", _two(at[side], back), own["feedback_ohm"], f"r_{own['feedback_ohm']:.0f}"
        )
        yield Component(f"C{n}{3 + k}", "capacitor", _two(at[side], back), own["feedback_f"], f"c_{n}_feedback")
    yield Component(
        f"C{n}5", "capacitor", _two(f"{channel} out", f"{channel} coupled"), output["coupling_f"], "c_output"
    )
    yield Component(
        f"R{n}7", "resistor", _two(f"{channel} coupled", f"{channel} to card"), output["series_ohm"], "r_470"
    )
    yield Component(f"R{n}8", "resistor", _two(f"{channel} to card", "GND"), output["bleed_ohm"], "r_100000")


def _supply(said: Mapping[str, float]) -> Iterator[Component]:
    clean = "+5 V, clean"
    pins = {pin: f"{channel} {what}" for channel in CHANNELS for what, pin in _OPAMP_PINS[channel].items()}
    yield Component("U1", "opamp", {**pins, "4": "GND", "8": clean}, row="opamp")
    yield Component("R1", "resistor", _two("+5 V", clean), said["series_ohm"], "r_100")
    yield Component("C1", "capacitor", _two(clean, "GND"), said["tank_f"], "c_100u")
    yield Component("C2", "capacitor", _two(clean, "GND"), said["bypass_f"], "c_100n")
    yield Component("R2", "resistor", _two(clean, "middle"), said["divider_ohm"], "r_10000")
    yield Component("R3", "resistor", _two("middle", "GND"), said["divider_ohm"], "r_10000")
    yield Component("C3", "capacitor", _two("middle", "GND"), said["middle_f"], "c_47u")


def _plugs() -> Iterator[Component]:
    """The four wires go straight from telephone to headset; four leads choose which of them are which pair."""
    wires = {str(k): f"wire {k}" for k in range(1, 5)}
    yield Component("J1", "plug", wires, row="terminal_4")
    yield Component("J2", "plug", wires, row="terminal_4")
    yield Component("J3", "plug", wires, row="header_4")
    legs = [f"{channel} {side}, line" for channel in CHANNELS for side in LEGS]
    yield Component("J4", "plug", {str(k): leg for k, leg in enumerate(legs, 1)}, row="header_4")
    yield Component("J5", "plug", {"1": "caller to card", "2": "GND", "3": "agent to card"}, row="header_3")
    yield Component("J6", "plug", {"1": "+5 V", "2": "GND"}, row="header_2")
