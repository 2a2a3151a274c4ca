"""Whether a stick that is mounted gets the bundle: it is the site's, and it has room."""

from __future__ import annotations

import os
from pathlib import Path

from firmware_app.logbook import Moment
from firmware_app.stick.token import check_token
from firmware_app.stick.trouble import StickError, Trouble
from firmware_app.stick.volume import Volume

_ROOM_BYTES = 20_000_000
"""More than a month's bundle with everything; less room is not worth beginning."""


def check(volume: Volume, at: Path, site_key: str, now: Moment) -> None:
    """As the exporter: whether the stick is the site's, and can take a bundle.

    Raises:
        StickError: it is not, or has no room.
    """
    check_token(at, volume, site_key, now)
    room = os.statvfs(at)
    if room.f_bavail * room.f_frsize < _ROOM_BYTES:
        raise StickError(Trouble.NO_ROOM, f"{volume.device}: has no {_ROOM_BYTES // 1_000_000} MB free; empty it")
