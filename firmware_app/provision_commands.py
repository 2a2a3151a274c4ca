"""What ``cuelight provision take`` does, without any rights: the unit takes its settings from the boot partition."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from firmware_app.errors import InputError
from firmware_app.logbook import device_name
from firmware_app.provisioning import NAME, Word, leave_word, offered, word_folder
from firmware_app.provisioning.taking import Taken, take
from firmware_app.settings import Settings
from firmware_app.settings_file import DEFAULT_PATH, load_settings


def take_settings(arguments: argparse.Namespace) -> int:
    """``cuelight provision take``: exit 0 whatever was offered; why it was not taken is left word of."""
    path: Path = arguments.settings or DEFAULT_PATH
    leave_word(word_folder(), Word((f"{NAME}: the unit did not come to an end with it; start it again",)))
    taken = _taken(arguments.boot, path)
    for problem in taken.problems:
        print(f"cuelight: {problem}", file=sys.stderr)
    if taken.changed:
        print(f"{path}: taken from {arguments.boot}")
    leave_word(word_folder(), _word(path, taken.problems))
    return 0


def _taken(boot: Path, path: Path) -> Taken:
    try:
        return take(offered(boot), path)
    except OSError as error:
        return Taken(problems=(f"{NAME}: cannot be kept ({error.strerror}); if that stays, image a new card",))


def _word(path: Path, problems: tuple[str, ...]) -> Word:
    settings, settled = Settings(), path.exists()
    try:
        settings = load_settings(path) if settled else settings
    except InputError as error:  # of a version that knew other settings
        problems, settled = problems or (str(error),), False
    unit = settings.unit
    return Word(problems, settled, device_name(settings.logbook), unit.time_zone, unit.language)
