"""Where the logbook lies, and what the unit is called in it."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from pathlib import Path

from firmware_app.errors import InputError
from firmware_app.settings import LogbookSettings

_FOLDER = "/var/lib/cuelight"
_MACHINE_ID = Path("/etc/machine-id")
# a letter first: a table's reader makes a number of 007
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")


def logbook_folder(settings: LogbookSettings) -> Path:
    """The folder of the settings, else that which systemd gives us, else the one it would."""
    return Path(settings.folder or os.environ.get("STATE_DIRECTORY") or _FOLDER)


def device_name(settings: LogbookSettings) -> str:
    """What the unit is called: as set, else a name made of the machine's id, which must not itself be given away.

    Raises:
        InputError: the name cannot be that of a folder on every file system.
    """
    name = settings.device
    if name and not NAME.fullmatch(name):
        raise InputError(f"logbook.device: {name!r} is no name for a unit; a letter, then letters, digits, - and _")
    if name:
        return name
    try:
        machine_id = _MACHINE_ID.read_text(encoding="ascii").strip()
    except OSError as error:
        raise InputError(f"{_MACHINE_ID}: {error.strerror}; or give the unit a name by logbook.device") from error
    # as sd_id128_get_machine_app_specific(3) asks for: the id is a secret key, never shown
    return "cl-" + hmac.new(machine_id.encode(), b"cuelight", hashlib.sha256).hexdigest()[:8]
