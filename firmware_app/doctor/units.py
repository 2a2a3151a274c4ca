"""systemd's units, as systemd tells of them."""

from __future__ import annotations

import subprocess

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.settings import Settings

_UNITS = ("cuelight-wire", "cuelight-call", "cuelight-link", "cuelight")


def units(_: Settings, place: Place) -> Finding:
    """All that must run, runs, and has not been started again and again."""
    if not place.path("run/systemd/system").is_dir():
        return Finding("units", Verdict.UNKNOWN, "systemd does not run here")
    told = [_asked(unit) for unit in _UNITS]
    if None in told:
        return Finding("units", Verdict.UNKNOWN, "systemd does not answer")
    for unit, (state, restarts) in zip(_UNITS, (one for one in told if one), strict=True):
        if state != "active":
            return Finding(
                "units", Verdict.BAD, f"{unit} is {state}", f"journalctl -u {unit}; systemctl restart {unit}"
            )
        if restarts:
            line = f"{unit} was started again {restarts} times"
            return Finding("units", Verdict.LOOK, line, f"journalctl -u {unit}")
    return Finding("units", Verdict.OK, ", ".join(_UNITS))


def _asked(unit: str) -> tuple[str, int] | None:
    words = ["systemctl", "show", f"{unit}.service", "--property=ActiveState,NRestarts"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    told = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    return None if "ActiveState" not in told else (told["ActiveState"], int(told.get("NRestarts") or 0))
