"""The bypass's values and its parts."""

from __future__ import annotations

import tomllib

from tools.hardware.root import ROOT


def bypass_values() -> dict[str, float]:
    """What ``hardware/circuits/bypass.toml`` says."""
    return tomllib.loads((ROOT / "hardware/circuits/bypass.toml").read_text(encoding="utf-8"))


def hold_s() -> float:
    """From the last edge to the relays' fall: t = 0.45 R C, the monostable's data sheet."""
    said = bypass_values()
    return said["factor"] * said["timing_ohm"] * said["timing_f"]
