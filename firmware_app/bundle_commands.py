"""What the commands on the logbook do: export, report, key."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from firmware_app.bundle import Keys, Origin, check_trusted, collected, device_key, public_key, write_bundle
from firmware_app.doctor_commands import as_text
from firmware_app.errors import CuelightError, InputError
from firmware_app.logbook import device_name, logbook_folder, now
from firmware_app.logbook.keeper import FILE
from firmware_app.logbook.reading import UnreadableError
from firmware_app.report import trainer_page
from firmware_app.settings import Settings
from firmware_app.settings_file import load_settings
from firmware_app.stick import mounted_at, volume_at
from firmware_app.stick.delivery import write
from firmware_app.whole_file import whole_file


def export(arguments: argparse.Namespace) -> int:
    """``cuelight export``."""
    settings = load_settings(arguments.settings)
    if not arguments.destination.is_dir():
        raise InputError(f"{arguments.destination}: is no folder; name one that is there")
    try:
        path = write_bundle(_examined(settings), arguments.destination, now(settings.logbook))
    except (sqlite3.Error, UnreadableError) as error:
        raise CuelightError(f"{unit(settings).logbook}: {error}") from error
    print(path)
    return 0


def report(arguments: argparse.Namespace) -> int:
    """``cuelight report``: what cannot be used is told and left out, and the exit code is 2."""
    if arguments.trust is not None:
        check_trusted(arguments.trust)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("reading bundles")
        keys = Keys(arguments.trust, arguments.identity)
        found = collected(keys, arguments.bundles, lambda done, of: progress.update(task, completed=done, total=of))
    for line in found.wrong:
        print(f"cuelight: {line}", file=sys.stderr)
    if not found.bundles:
        raise InputError("report: no bundle could be used; nothing is written")
    with whole_file(arguments.output, "-o") as file:
        file.write(trainer_page(found.source(vouched=arguments.trust is not None), found.tally))
    twice = f"; {found.twice} calls were there twice, and count once" if found.twice else ""
    print(f"{found.tally.all.calls} calls of {len(found.tally.by_desk)} desks from {found.bundles} bundles{twice}")
    return 2 if found.wrong else 0


def key(arguments: argparse.Namespace) -> int:
    """``cuelight key``: the unit's line for a list of signers."""
    origin = unit(load_settings(arguments.settings))
    origin.keys.mkdir(parents=True, exist_ok=True)
    print(f"{origin.device} {public_key(device_key(origin.keys, origin.device))}")
    return 0


def write_stick(arguments: argparse.Namespace) -> int:
    """``cuelight stick write``: as the exporter."""
    settings = load_settings(arguments.settings)
    origin = _examined(settings)
    try:
        print(write(volume_at(arguments.device), mounted_at(arguments.device), origin, now(settings.logbook)))
    except (sqlite3.Error, UnreadableError) as error:
        raise CuelightError(f"{origin.logbook}: {error}") from error
    return 0


def _examined(settings: Settings) -> Origin:
    """With what the doctor finds: whoever reads the bundle can help from afar."""
    return replace(unit(settings), beside={"doctor.txt": as_text(settings)})


def unit(settings: Settings) -> Origin:
    """Whose bundles are written here."""
    folder: Path = logbook_folder(settings.logbook)
    handed = settings.export
    name = device_name(settings.logbook)
    return Origin(name, folder / FILE, folder, handed.grain_min * 60, handed.trainer_key, settings.logbook.keep_days)
