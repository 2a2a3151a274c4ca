"""What root does when the settings have been taken: ``cuelight provision answer``. It parses no file of IT's.

On the boot partition it blots out private keys and leaves the answers; and it sets the time zone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from firmware_app import __version__
from firmware_app.errors import CuelightError
from firmware_app.provisioning import NAME, Word, answers, blotted, near_miss, read_word, word_folder
from firmware_app.signing import device_key, public_key
from firmware_app.whole_file import lay

_LOGBOOK = Path("/var/lib/cuelight")
_ZONES = Path("/usr/share/zoneinfo")
_LOCAL = Path("/etc/localtime")


def answer(arguments: argparse.Namespace) -> int:
    """``cuelight provision answer``: touches the boot partition only where something on it is to change."""
    boot: Path = arguments.boot
    word = read_word(word_folder())
    _set_zone(word.time_zone)  # first: whatever becomes of the answers, quiet hours are the desk's
    files = answers(word.problems, _unit(word), language=word.language, settled=word.settled)
    keys = [path for path in (boot / NAME, near_miss(boot)) if path and blotted(_bytes(path)) != _bytes(path)]
    if keys or any(_differs(boot / name, text) for name, text in files.items()):
        _mount("-o", "remount,rw", str(boot))
        try:
            _write(boot, keys, files)
        finally:
            _mount("-o", "remount,ro", str(boot))
    return 0


def _unit(word: Word) -> str:
    """The line for the list of ``report --trust``, which nobody else can read off a unit without a terminal."""
    try:
        key = public_key(device_key(_LOGBOOK, word.name))
    except (CuelightError, OSError) as error:
        print(f"cuelight: the unit's key: {error}", file=sys.stderr)
        return ""
    return f"Cuelight {__version__}, unit {word.name}\nIts line for the list of signers:\n{word.name} {key}\n"


def _write(boot: Path, keys: Sequence[Path], files: Mapping[str, str]) -> None:
    for path in keys:
        with path.open("r+b") as file:  # over the old bytes, not beside them
            file.write(blotted(_bytes(path)))
            file.flush()
            os.fsync(file.fileno())
    for name, text in files.items():
        path = boot / name
        if not text:
            path.unlink(missing_ok=True)
        elif _differs(path, text):
            lay(path, text, durable=True)


def _differs(path: Path, text: str) -> bool:
    return _bytes(path) != text.encode() if text else path.exists()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def _set_zone(name: str) -> None:
    zone = _ZONES / name
    inside = zone.resolve().is_relative_to(_ZONES.resolve())
    if name and inside and zone.is_file():
        _mount("--bind", str(zone), str(_LOCAL))


def _mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise CuelightError(f"mount: {(done.stderr.strip().splitlines() or ['failed'])[0]}")
