"""Values as an engineer writes them."""

from __future__ import annotations

_STEPS = ((1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "µ"), (1e-9, "n"), (1e-12, "p"))


def ohms(value: float) -> str:
    """100 kΩ."""
    return _engineered(value, "Ω")


def farads(value: float) -> str:
    """220 nF."""
    return _engineered(value, "F")


def _engineered(value: float, unit: str) -> str:
    step, letter = next((one for one in _STEPS if value >= one[0] * 0.9999), _STEPS[-1])
    return f"{value / step:.4g} {letter}{unit}"
