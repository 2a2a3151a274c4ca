"""Writes a bundle: whole under its name, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware_app import __version__
from firmware_app.bundle.columns import TABLES, VERSION, schema
from firmware_app.bundle.manifest import Manifest, hash_of
from firmware_app.bundle.signing import BUNDLE, device_key, public_key, sign
from firmware_app.bundle.tables import write_tables
from firmware_app.errors import CuelightError
from firmware_app.logbook import Logged, Moment, opened, read_calls
from firmware_app.report import Source, Tally, trainer_page

FOLDER = "cuelight"
_PART = ".part-"


@dataclass(frozen=True)
class Origin:
    """Whose calls: ``device`` its name, ``logbook`` the file, ``keys`` the folder of its key."""

    device: str
    logbook: Path
    keys: Path


def write_bundle(origin: Origin, destination: Path, now: Moment, grain_s: int) -> Path:
    """Writes ``cuelight/DEVICE/NAME`` below the destination; its path. ``grain_s``: times are rounded to that.

    Raises:
        CuelightError: there is nothing to hand out, or it cannot be signed.
        OSError: the destination cannot be written.
    """
    calls, log, remark = _kept(origin.logbook)
    home = destination / FOLDER / origin.device
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob(f"{_PART}*"):  # of an export that was cut short
        shutil.rmtree(left)
    part = home / f"{_PART}{os.getpid()}"
    part.mkdir()
    try:
        write_tables(part, origin.device, log, calls, grain_s)
        (part / "schema.json").write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")
        (part / "report.html").write_text(_page(origin.device, calls, remark), encoding="utf-8")
        key = device_key(origin.keys, origin.device)
        files = {name: hash_of(part / name) for name in (*TABLES, "schema.json", "report.html")}
        made = time.strftime("%Y-%m-%dT%H:%M", time.localtime(now.wall_s)) if now.trusted else ""
        seqs = [call.seq for call in calls]
        # who is listed under the name that the key bears is asked by the reader: the comment stays at home
        public = " ".join(public_key(key).split()[:2])
        numbers = (len(calls), min(seqs), max(seqs))
        manifest = Manifest(VERSION, origin.device, log, made, __version__, *numbers, remark, public, files)
        sign(manifest.save(part), key, BUNDLE)
        return _finished(part, home, manifest)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _kept(logbook: Path) -> tuple[Sequence[Logged], str, str]:
    if not logbook.exists():
        raise CuelightError(f"{logbook}: no logbook is there: no call has been kept yet")
    with opened(logbook) as file:
        file.execute("BEGIN")  # one view of it, whatever the kiosk adds meanwhile
        log, remark = file.execute("SELECT id, remark FROM log").fetchone()
        calls = list(read_calls(file))
    if not calls:
        raise CuelightError(f"{logbook}: no call has been kept yet; there is nothing to hand out")
    return calls, log, remark


def _page(device: str, calls: Sequence[Logged], remark: str) -> str:
    tally = Tally()
    tally.add(device, calls)
    return trainer_page(Source(f"Desk {device}", (remark,) if remark else ()), tally)


def _finished(part: Path, home: Path, manifest: Manifest) -> Path:
    """On the disk first, then under its name: a stick that is pulled holds the bundle whole or not at all."""
    for file in part.iterdir():
        _sync(file)
    _sync(part)
    day = f"{manifest.made[:10]}_" if manifest.made else ""
    name = f"{day}calls-{manifest.first}-{manifest.last}"
    free = next(home / each for each in _names(name) if not (home / each).exists())
    part.rename(free)
    _sync(home)
    return free


def _names(name: str) -> Sequence[str]:
    return [name, *(f"{name}-{k}" for k in range(2, 1000))]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
