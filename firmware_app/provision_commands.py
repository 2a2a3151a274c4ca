"""What ``cuelight provision take`` does, without any rights: the unit takes its settings from the boot partition."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from firmware_app.errors import InputError
from firmware_app.logbook import device_name
from firmware_app.provisioning import Word, leave_word, offered, word_folder
from firmware_app.provisioning.taking import take
from firmware_app.settings import Settings
from firmware_app.settings_file import DEFAULT_PATH, load_settings


def take_settings(arguments: argparse.Namespace) -> int:
    """``cuelight provision take``: exit 0 whatever was offered; why it was not taken is left word of."""
    path: Path = arguments.settings or DEFAULT_PATH
    taken = take(offered(arguments.boot), path)
    for problem in taken.problems:
        print(f"cuelight: {problem}", file=sys.stderr)
    if taken.changed:
        print(f"{path}: taken from {arguments.boot}")
    leave_word(word_folder(), _word(path, taken.problems))
    return 0


def _word(path: Path, problems: tuple[str, ...]) -> Word:
    settings = Settings()
    try:
        settings = load_settings(path) if path.exists() else settings
    except InputError as error:  # of a version that knew other settings
        problems = problems or (str(error),)
    unit = settings.unit
    return Word(problems, path.exists(), device_name(settings.logbook), unit.time_zone, unit.language)
