"""What the light is told of a stick: ``cuelight stick begin``, ``done``, ``end``.

Apart from the other steps, for these load next to nothing: each is a start of Python, and somebody waits for the light.
"""

from __future__ import annotations

import argparse
import os

from firmware_app.places import RELEASE_REFUSED
from firmware_app.stick import Trouble, progress_folder, write_progress
from firmware_app.stick.trouble import StickError


def begin(arguments: argparse.Namespace) -> int:
    """As the exporter: the light runs."""
    write_progress(progress_folder(), arguments.device.name, "busy")
    return 0


def done(arguments: argparse.Namespace) -> int:
    """As the exporter: take it.

    Raises:
        StickError: the bundle is on it, but the release that was on it has been refused.
    """
    if RELEASE_REFUSED.exists():
        raise StickError(Trouble.UPDATE, "the bundle is written; the release was refused, the journal above says why")
    write_progress(progress_folder(), arguments.device.name, "done")
    return 0


def end(arguments: argparse.Namespace) -> int:
    """As the exporter, after all: what went wrong is shown, by the exit code that systemd passes on."""
    if os.environ.get("SERVICE_RESULT", "success") != "success":
        code = os.environ.get("EXIT_STATUS", "")
        trouble = next((each for each in Trouble if code == str(int(each))), Trouble.FAILED)
        write_progress(progress_folder(), arguments.device.name, trouble.name)
    return 0
