"""The tap in ngspice: what it takes from the call, what it gives to the sound card, and what a spark does to it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tools.hardware.circuits.tap import Component, tap

PAIR_OHM = 600.0
CARD_OHM = 10e3
"""A line input's, at the least."""
_GAIN_BANDWIDTH_HZ, _NOISE_OHM = 3e6, 15e3
"""Of the slowest and the noisiest of the amplifiers that fit: TLV2372; 15 kΩ make the noise of 16 nV/√Hz."""
_STRAY_F = 0.5e-12
"""From end to end of a resistor: a spark's first nanosecond goes that way."""
_HUMAN_F, _HUMAN_OHM, SPARK_V = 150e-12, 330.0, 8e3
"""IEC 61000-4-2, contact discharge, level 4."""
_TERMINAL_F = 20e-12
"""Of terminals and tracks alone; a cord would have ten times that, and slow the spark down."""
_MODELS = f"""\
.model spark_diode D(IS=2.52n RS=0.568 N=1.752 CJO=4p M=0.4 TT=20n BV=100)
.subckt amplifier plus minus out supply ground
Rnoise noise 0 {_NOISE_OHM:g}
Enoise inner plus noise 0 1
Rin inner minus 1e12
Cin minus ground 6p
Gm 0 pole inner minus 1
Rpole pole 0 1e5
Cpole pole 0 {1 / (6.283185 * _GAIN_BANDWIDTH_HZ):g}
Eout strong 0 pole 0 1
Rout strong out 100
.ends
"""


def run(title: str, deck: str, commands: str) -> dict[str, float]:
    """What ngspice prints as ``name = value``.

    Raises:
        RuntimeError: it cannot make sense of the deck.
    """
    text = f"* {title}\n{_MODELS}{deck}.control\nset noaskquit\n{commands}\nquit 0\n.endc\n.end\n"
    done = subprocess.run(["ngspice", "-b", "/dev/stdin"], input=text, capture_output=True, text=True, check=False)
    found = re.findall(r"^(\w+) += +(\S+)", done.stdout, flags=re.MULTILINE)
    if done.returncode or not found:
        raise RuntimeError(f"{title}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return {name: float(value) for name, value in found}


def node(net: str) -> str:
    """A net's name in the deck."""
    return "0" if net == "GND" else "n_" + re.sub(r"\W+", "_", net.lower())


def deck(components: Iterable[Component], *, powered: bool = True, strays: bool = False) -> str:
    """Their lines; plugs are where the caller of this puts sources. Without power the amplifier is not there."""
    lines = [f"Vsupply {node('+5 V')} 0 {5 if powered else 0}"]
    for part in components:
        ends = [node(net) for net in part.nets.values()]
        if part.kind in {"resistor", "capacitor"}:
            lines.append(f"{part.name} {' '.join(ends)} {part.value:g}")
        if strays and part.row == "r_protect":
            lines.append(f"C_{part.name} {' '.join(ends)} {_STRAY_F:g}")
        if part.kind == "diode":
            lines.append(f"{part.name} {' '.join(ends)} spark_diode")
        if part.kind == "opamp" and powered:
            pins = {pin: node(net) for pin, net in part.nets.items()}
            lines += [
                f"X{part.name}{out} {pins[plus]} {pins[minus]} {pins[out]} {pins['8']} 0 amplifier"
                for out, minus, plus in ("123", "765")
            ]
    lines += [f"Rcard_{k} {node(f'{channel} to card')} 0 {CARD_OHM:g}" for k, channel in enumerate(("caller", "agent"))]
    return "\n".join(lines) + "\n"


def pair(channel: str, legs: Sequence[float], ohm: float = PAIR_OHM) -> str:
    """A telephone's pair: each leg's share of the signal, and half the resistance."""
    a, b = (node(f"{channel} {side}, line") for side in "ab")
    return (
        f"Va open_a 0 dc 0 ac {legs[0]:g} sin(0 {legs[0]:g} 1k)\nRa open_a {a} {ohm / 2:g}\n"
        f"Vb open_b 0 dc 0 ac {legs[1]:g} sin(0 {legs[1]:g} 1k)\nRb open_b {b} {ohm / 2:g}\n"
    )


def idle(channel: str) -> str:
    """The other pair, with nothing on it."""
    return "".join(f"Ridle_{side} {node(f'{channel} {side}, line')} 0 300\n" for side in "ab")


def detuned(components: Iterable[Component], factors: Mapping[str, float]) -> list[Component]:
    """The same with some values off by a factor."""
    return [replace(part, value=part.value * factors.get(part.name, 1.0)) for part in components]


def spark(channel: str) -> dict[str, float]:
    """A discharge into one wire of the pair: volts at clamps and amplifier, amperes into the supply's diode."""
    near, at = node(f"{channel} a, clamped"), node(f"{channel} minus")
    name = {"caller": "D11", "agent": "D21"}[channel]
    line = node(f"{channel} a, line")
    other = {"caller": "agent", "agent": "caller"}[channel]
    human = (
        f"Chuman human 0 {_HUMAN_F:g} ic={SPARK_V:g}\nShuman human tip go 0 touch\nRhuman tip {line} {_HUMAN_OHM:g}\n"
    )
    touch = ".model touch SW(vt=0.5 ron=0.1 roff=1e12)\nVgo go 0 pulse(0 1 1u 0.5n 0.5n 1 2)\n"
    rest = f"Cline {line} 0 {_TERMINAL_F:g}\nRline {line} 0 1e9\nRb_idle {node(f'{channel} b, line')} 0 1e6\n"
    rest += f"{idle(other)}.ic v(human)={SPARK_V:g}\n"
    commands = (
        f"save v({near}) v({at}) @{name.lower()}[id]\ntran 0.2n 80u 0 2n\n"
        f"meas tran clamp max v({near}) from=1u\nmeas tran amplifier max v({at}) from=1u\n"
        f"meas tran ampere max @{name.lower()}[id] from=1u"
    )
    return run("a spark", deck(tap(), strays=True) + human + touch + rest, commands)
