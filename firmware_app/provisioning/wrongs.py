"""All that is wrong with a settings file, found before a desk finds it."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Iterator
from pathlib import Path

from firmware_app.call_path import Topology, card_nodes
from firmware_app.errors import InputError
from firmware_app.logbook import device_name
from firmware_app.settings import Settings
from firmware_app.settings_file import checked
from firmware_app.toml_file import parsed

_SSH_KEY = re.compile(r"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}( .*)?")
"""32 bytes behind a header that is always the same (RFC 8709, section 4)."""
_AGE_KEY = re.compile(r"age1[qpzry9x8gf2tvdw0s3jn54khce6mua7l]{58}")


def wrongs(text: str, name: str) -> tuple[str, ...]:
    """A printable line for each thing that is wrong: key, value, mend. ``name``: of the file."""
    try:
        table = parsed(Path(name), text)
    except InputError as error:
        return (str(error),)
    settings, wrong = checked(table)
    return tuple(str(InputError(line)) for line in (*wrong, *_unusable(settings)))


def _unusable(settings: Settings) -> Iterator[str]:
    """What is allowed as a value, and would fail when it is used."""
    export, zone = settings.export, settings.unit.time_zone
    if export.site_key and not _SSH_KEY.fullmatch(export.site_key):
        yield "export.site_key: is no public key of ssh-keygen; write the one line of the file that ends in .pub"
    if export.trainer_key and not _AGE_KEY.fullmatch(export.trainer_key):
        yield "export.trainer_key: is no public key of age; write the line that age-keygen prints, age1…"
    if zone and not _known(zone):
        yield f'unit.time_zone: "{zone}" is not known; write it as "Europe/Berlin"'
    yield from _raised(lambda: device_name(settings.logbook) if settings.logbook.device else "")
    path = settings.call_path
    if path.topology != Topology.TAP.value or path.tap_card or path.pc_card or path.headset_card:
        yield from _raised(lambda: card_nodes(path))


def _known(zone: str) -> bool:
    try:
        zoneinfo.ZoneInfo(zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _raised(look: Callable[[], object]) -> Iterator[str]:
    try:
        look()
    except InputError as error:
        yield str(error)
