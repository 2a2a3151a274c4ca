"""The data partition: what is written to it can be read back."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from firmware_app.desk import Fault
from firmware_app.selftest.result import PartError
from firmware_app.whole_file import on_disk

_BYTES = 1 << 16


def data_part(folder: Path) -> str:
    """64 kB there and back.

    Raises:
        PartError: it cannot be written, or comes back otherwise.
    """
    probe, sent = folder / ".selftest", secrets.token_bytes(_BYTES)
    try:
        probe.write_bytes(sent)
        on_disk(probe)
        handle = os.open(probe, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)  # from the card, not from memory
            came = os.read(handle, _BYTES + 1)
        finally:
            os.close(handle)
        free = os.statvfs(folder)
    except OSError as error:
        raise PartError(Fault.LOGBOOK, f"{folder}: {error.strerror}; image a new card") from error
    finally:
        if os.access(folder, os.W_OK):
            probe.unlink(missing_ok=True)
    if came != sent:
        raise PartError(Fault.LOGBOOK, f"{folder}: what was written came back otherwise; image a new card")
    return f"{folder}: 64 kB written and read back, {free.f_bavail * free.f_frsize // 1_000_000} MB free"
