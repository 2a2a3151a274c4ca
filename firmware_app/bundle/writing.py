"""Writes a bundle: whole under its name, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from firmware_app import __version__
from firmware_app.bundle.columns import TABLES, VERSION, schema
from firmware_app.bundle.manifest import Manifest, hash_of
from firmware_app.bundle.sealing import ENDING, seal
from firmware_app.bundle.tables import write_tables
from firmware_app.errors import CuelightError
from firmware_app.logbook import Logged, Moment, opened, read_calls
from firmware_app.report import Source, Tally, trainer_page
from firmware_app.signing import BUNDLE, device_key, on_disk, public_key, sign

FOLDER = "cuelight"
_PART = ".part-"
_DAY_S = 86_400.0


@dataclass(frozen=True)
class Origin:
    """Whose calls: ``device`` its name, ``logbook`` the file, ``keys`` the folder of its key.

    ``grain_s``: times are rounded down to so many seconds. ``trainer_key``: age's, to whom it is encrypted; or empty.
    ``keep_days``: what is older is not handed out.
    """

    device: str
    logbook: Path
    keys: Path
    grain_s: int = 900
    trainer_key: str = ""
    keep_days: int = 366


def write_bundle(origin: Origin, destination: Path, now: Moment) -> Path:
    """Writes ``cuelight/DEVICE/NAME`` below the destination, a folder, or a file where it is encrypted; its path.

    Raises:
        CuelightError: there is nothing to hand out, or it cannot be signed.
        OSError: the destination cannot be written.
    """
    home = destination / FOLDER / origin.device
    if not origin.trainer_key:
        return _written(origin, home, now)
    with TemporaryDirectory(prefix="cuelight-") as place:
        return _sealed(_written(origin, Path(place), now), home, origin.trainer_key)


def _written(origin: Origin, home: Path, now: Moment) -> Path:
    calls, log, remark = _kept(origin.logbook, now.wall_s - origin.keep_days * _DAY_S if now.trusted else 0.0)
    part = _part(home)
    part.mkdir()
    try:
        write_tables(part, origin.device, log, calls, origin.grain_s)
        (part / "schema.json").write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")
        (part / "report.html").write_text(_page(origin.device, calls, remark), encoding="utf-8")
        key = device_key(origin.keys, origin.device)
        files = {name: hash_of(part / name) for name in (*TABLES, "schema.json", "report.html")}
        made = time.strftime("%Y-%m-%dT%H:%M", time.localtime(now.wall_s)) if now.trusted else ""
        seqs = [call.seq for call in calls]
        numbers = (len(calls), min(seqs), max(seqs))
        manifest = Manifest(VERSION, origin.device, log, made, __version__, *numbers, remark, public_key(key), files)
        sign(manifest.save(part), key, BUNDLE)
        return _finished(part, home, manifest)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _sealed(bundle: Path, home: Path, trainer_key: str) -> Path:
    part = _part(home)
    try:
        seal(bundle, part, trainer_key)
        on_disk(part)
        free = _free(home, bundle.name, ENDING)
        part.rename(free)
        on_disk(home)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return free


def _part(home: Path) -> Path:
    """Where a bundle grows; what an export that was cut short has left there goes."""
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob(f"{_PART}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    return home / f"{_PART}{os.getpid()}"


def _kept(logbook: Path, oldest: float) -> tuple[Sequence[Logged], str, str]:
    if not logbook.exists():
        raise CuelightError(f"{logbook}: no logbook is there: no call has been kept yet")
    with opened(logbook) as file:
        file.execute("BEGIN")  # one view of it, whatever the kiosk adds meanwhile
        log, remark = file.execute("SELECT id, remark FROM log").fetchone()
        # an idle unit has not forgotten yet what it may no longer keep
        calls = [call for call in read_calls(file) if not call.trusted or call.began_at >= oldest]
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
        on_disk(file)
    on_disk(part)
    day = f"{manifest.made[:10]}_" if manifest.made else ""
    free = _free(home, f"{day}calls-{manifest.first}-{manifest.last}")
    part.rename(free)
    on_disk(home)
    return free


def _free(home: Path, name: str, ending: str = "") -> Path:
    names = (f"{name}{ending}", *(f"{name}-{k}{ending}" for k in range(2, 1000)))
    return next(home / each for each in names if not (home / each).exists())
