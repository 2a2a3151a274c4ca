"""Why a stick gets nothing: what the light shows, and the exit code by which one step tells the next."""

from __future__ import annotations

from enum import IntEnum

from firmware_app.errors import CuelightError


class Trouble(IntEnum):
    """The value is the exit code of the step that failed: systemd hands it to the step that tells the desk."""

    NOT_OURS = 21
    UNREADABLE = 22
    NO_ROOM = 23
    ODD = 24
    FAILED = 25
    UPDATE = 26


class StickError(CuelightError):
    """The stick gets nothing: ``trouble`` is shown, the line goes to the journal."""

    def __init__(self, trouble: Trouble, line: str) -> None:
        super().__init__(line)
        self.trouble = trouble
        self.exit_code = int(trouble)
