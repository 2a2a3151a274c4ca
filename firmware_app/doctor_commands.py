"""What ``cuelight doctor`` does."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from firmware_app.doctor import Finding, Verdict, examine
from firmware_app.settings import Settings
from firmware_app.settings_file import load_settings


def doctor(arguments: argparse.Namespace) -> int:
    """``cuelight doctor``: a table; 1 where something is bad."""
    found = list(examine(load_settings(arguments.settings)))
    table = Table("part", "", "found", "mend", title="Cuelight doctor", title_justify="left")
    for one in found:
        table.add_row(one.part, one.verdict.value, one.found, one.mend)
    Console().print(table)
    return 1 if any(one.verdict is Verdict.BAD for one in found) else 0


def as_text(settings: Settings) -> str:
    """The same as plain lines, for the bundle."""
    return "".join(f"{_line(one)}\n" for one in examine(settings))


def _line(one: Finding) -> str:
    return f"{one.part}: {one.verdict.value}: {one.found}" + (f" -> {one.mend}" if one.mend else "")
