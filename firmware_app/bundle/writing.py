"""Makes a bundle, and has it put in place."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from firmware_app import __version__
from firmware_app.bundle.columns import VERSION, schema
from firmware_app.bundle.manifest import Manifest, hash_of
from firmware_app.bundle.placing import put_in_place
from firmware_app.bundle.tables import write_tables
from firmware_app.errors import CuelightError
from firmware_app.logbook import Logged, Moment, MoodLight, opened, read_calls, read_mood_light
from firmware_app.places import STICK_FOLDER
from firmware_app.report import Source, Tally, trainer_page
from firmware_app.signing import BUNDLE, device_key, public_key, sign

_DAY_S = 86_400.0


class NothingKeptError(CuelightError):
    """No call has been kept yet, or none is left."""


@dataclass(frozen=True)
class Origin:
    """Whose calls: ``device`` its name, ``logbook`` the file, ``keys`` the folder of its key.

    ``grain_s``: times are rounded down to so many seconds. ``trainer_key``: age's, to whom it is encrypted; or empty.
    ``keep_days``: what is older is not handed out. ``beside``: more files for the bundle, text by name.
    """

    device: str
    logbook: Path
    keys: Path
    grain_s: int = 900
    trainer_key: str = ""
    keep_days: int = 366
    beside: Mapping[str, str] = field(default_factory=dict)


def write_bundle(origin: Origin, destination: Path, now: Moment) -> Path:
    """Writes ``cuelight/DEVICE/NAME`` below the destination, a folder, or a file where it is encrypted; its path.

    Raises:
        CuelightError: there is nothing to hand out, or it cannot be signed.
        OSError: the destination cannot be written.
    """
    home = destination / STICK_FOLDER / origin.device
    # whole before it goes anywhere: a stick gets few writes, one after another
    with TemporaryDirectory(prefix="cuelight-") as place:
        return put_in_place(make_bundle(origin, Path(place), now), home, origin.trainer_key)


def make_bundle(origin: Origin, place: Path, now: Moment) -> Path:
    """A bundle, signed, in a folder below ``place`` of the name that it should have.

    Raises:
        NothingKeptError: there is nothing to hand out.
        CuelightError: it cannot be signed.
    """
    calls, mood, log, remark = _kept(origin.logbook, now.wall_s - origin.keep_days * _DAY_S if now.trusted else 0.0)
    made = time.strftime("%Y-%m-%dT%H:%M", time.localtime(now.wall_s)) if now.trusted else ""
    first, last = min(call.seq for call in calls), max(call.seq for call in calls)
    bundle = place / f"{made[:10]}{'_' if made else ''}calls-{first}-{last}"
    bundle.mkdir()
    write_tables(bundle, origin.device, log, calls, origin.grain_s)
    (bundle / "schema.json").write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")
    (bundle / "report.html").write_text(_page(origin.device, calls, mood, remark), encoding="utf-8")
    for name, text in origin.beside.items():
        (bundle / name).write_text(text, encoding="utf-8")
    key = device_key(origin.keys, origin.device)
    files = {path.name: hash_of(path) for path in sorted(bundle.iterdir())}
    numbers = (len(calls), first, last)
    manifest = Manifest(
        VERSION,
        origin.device,
        log,
        made,
        __version__,
        *numbers,
        remark,
        public_key(key),
        files,
        mood_lit=mood.calls_lit,
        mood_wrong=mood.called_wrong,
    )
    sign(manifest.save(bundle), key, BUNDLE)
    return bundle


def _kept(logbook: Path, oldest: float) -> tuple[Sequence[Logged], MoodLight, str, str]:
    if not logbook.exists():
        raise NothingKeptError(f"{logbook}: no logbook is there: no call has been kept yet")
    with opened(logbook) as file:
        file.execute("BEGIN")  # one view of it, whatever the kiosk adds meanwhile
        log, remark = file.execute("SELECT id, remark FROM log").fetchone()
        mood = read_mood_light(file)
        # an idle unit has not forgotten yet what it may no longer keep
        calls = [call for call in read_calls(file) if not call.trusted or call.began_at >= oldest]
    if not calls:
        raise NothingKeptError(f"{logbook}: no call has been kept yet; there is nothing to hand out")
    return calls, mood, log, remark


def _page(device: str, calls: Sequence[Logged], mood: MoodLight, remark: str) -> str:
    tally = Tally()
    tally.add(device, calls)
    tally.add_mood_light(mood)
    return trainer_page(Source(f"Desk {device}", (remark,) if remark else ()), tally)
