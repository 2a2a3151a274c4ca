"""Listens to a guest: its checks by name; what it wants plugged in or out is done as it asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

from tools.guest import Guest

Checks: TypeAlias = dict[str, dict[str, Any]]


def checks_of(guest: Guest, seconds: float, plug: Callable[[str, str], None] = lambda verb, name: None) -> Checks:
    """What it checked until its end. ``plug``: given "plug", "unplug" or "record", and what of."""
    found: Checks = {}
    for line in guest.lines(seconds):
        print(line)
        if "TOLD " in line:
            try:
                one = json.loads(line.partition("TOLD ")[2])
            except ValueError:
                continue  # torn; it comes again at the end
            if "check" in one:
                found[one["check"]] = one
            elif one.get("done"):
                found["done"] = {"ok": True}
        elif "MARK " in line:
            verb, name = line.partition("MARK ")[2].split()
            plug(verb, name)
    return found


def passed(found: Checks, name: str) -> None:
    """Fails with what the guest told."""
    assert name in found, f"the guest never came to it; it told {sorted(found)}"
    assert found[name]["ok"], found[name]
