"""``make bench-bundles [DEVICES=300]``: what a month of one desk, and of a company, costs to export and to report.

Each command is the product's own, in a process of its own; beside it, what Python takes to load the same libraries.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tools.weeks import fill, made_up

_DAYS, _CALLS = 30, 120
_CUELIGHT = (sys.executable, "-m", "firmware_app")
_LIBRARIES = "import matplotlib.figure, jinja2, sqlite3, rich.progress, numpy"


@dataclass(frozen=True)
class _Cost:
    seconds: float
    megabytes: float


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="make bench-bundles", description=__doc__)
    words.add_argument("--devices", type=int, default=300)
    given = words.parse_args()
    with tempfile.TemporaryDirectory(prefix="cuelight-bundles-", dir="/var/tmp") as folder:
        print("| what | s | memory, MB | size |\n|---|---|---|---|")
        _row("loading the libraries alone", _ran([sys.executable, "-c", _LIBRARIES]))
        _one_desk(Path(folder))
        _company(Path(folder) / "company", given.devices)


def _one_desk(folder: Path) -> None:
    settings = _unit(folder / "unit", "desk-0001", 1)
    (folder / "stick").mkdir()
    export = _ran([*_CUELIGHT, "export", str(folder / "stick"), "--settings", str(settings)])
    (manifest,) = (folder / "stick").rglob("manifest.json")
    whole = sum(path.stat().st_size for path in manifest.parent.iterdir())
    _row(f"export, {_DAYS} days of {_CALLS} calls", export, f"{whole / 1e6:.2f} MB")
    out = folder / "report.html"
    report = _ran([*_CUELIGHT, "report", str(folder / "stick"), "-o", str(out)])
    _row("report of that bundle", report, f"{out.stat().st_size / 1e6:.2f} MB")


def _company(folder: Path, devices: int) -> None:
    for device in range(devices):
        settings = _unit(folder / "units" / f"{device}", f"desk-{device:04d}", device)
        stick = folder / "sticks" / f"{device}"
        stick.mkdir(parents=True)
        _ran([*_CUELIGHT, "export", str(stick), "--settings", str(settings)])
        print(f"{device + 1} of {devices} desks", end="\r", file=sys.stderr, flush=True)
    out = folder / "report.html"
    report = _ran([*_CUELIGHT, "report", str(folder / "sticks"), "-o", str(out)])
    _row(f"report of {devices} such bundles", report, f"{out.stat().st_size / 1e6:.2f} MB")
    began = time.monotonic()
    calls = f"(SELECT DISTINCT ON (call) * FROM read_csv('{folder}/sticks/**/calls.csv'))"
    (row,) = duckdb.execute(f"SELECT count(*) FROM {calls}").fetchall()
    print(f"| DuckDB over the same, {row[0]} calls | {time.monotonic() - began:.1f} | – | – |")


def _unit(folder: Path, name: str, seed: int) -> Path:
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    fill(folder / "logbook.db", [made_up(chance) for _ in range(200)], _DAYS, _CALLS, chance)
    file = folder / "cuelight.toml"
    file.write_text(f'[logbook]\nfolder = "{folder}"\ndevice = "{name}"\n', encoding="utf-8")
    return file


def _ran(words: Sequence[str]) -> _Cost:
    began = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, words
    return _Cost(time.monotonic() - began, used.ru_maxrss / 1024)


def _row(what: str, cost: _Cost, size: str = "–") -> None:
    print(f"| {what} | {cost.seconds:.1f} | {cost.megabytes:.0f} | {size} |", flush=True)


if __name__ == "__main__":
    main()
