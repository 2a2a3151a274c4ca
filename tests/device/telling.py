"""Listens to a guest: its checks by name; what it asks to have plugged in or out is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from tools.guest import Guest, Unit

Checks: TypeAlias = dict[str, dict[str, Any]]


def checks_of(guest: Guest | Unit, seconds: float, act: Callable[[str, str], None] = lambda verb, name: None) -> Checks:
    """What it checked until its end. ``act``: given "plug", "unplug" or "record", and what of."""
    found: Checks = {}
    for one in guest.told(seconds):
        if "check" in one:
            found[one["check"]] = one
        elif one.get("done"):
            found["done"] = {"ok": True}
        elif "ask" in one:
            act(*one["ask"])
            guest.answer()
    return found


def passed(found: Checks, name: str) -> None:
    """Fails with what the guest told."""
    assert name in found, f"the guest never came to it; it told {sorted(found)}"
    assert found[name]["ok"], found[name]


def drawn_or_skipped(drawn: bool) -> None:
    """What this run has not drawn is told as skipped, never as passed."""
    if not drawn:
        pytest.skip("not drawn in this run; FULL=1 runs it")
