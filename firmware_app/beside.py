"""What goes on beside the hearing, as far as the desk has to show it: the call's own path, the logbook, a stick."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from firmware_app.call_path import CallState
from firmware_app.line_state import LineState
from firmware_app.stick.progress import StickState


class Keeping(Protocol):
    """Whatever keeps the calls, as far as the desk has to know."""

    @property
    def problem(self) -> str:
        """What is wrong, in one line; empty: nothing."""

    @property
    def erasures(self) -> int:
        """How often everything has been erased."""

    def erase(self) -> None:
        """Everything that was kept goes, soon."""


@dataclass(frozen=True)
class Beside:
    """Each is asked again and again, and answers at once.

    ``source_problems``: why inputs are lost, for the journal. ``call``: how the call that we carry is. ``keeping``:
    None: nothing is kept, and the button held for 10 s does nothing. ``stick``: how the export to a stick gets on.
    ``not_taken``: why the settings that IT offered were not taken. ``tell_lines``: told what is heard of the lines,
    each time it changes.
    """

    source_problems: Callable[[], Sequence[str]] = tuple
    call: Callable[[], CallState] = CallState
    keeping: Keeping | None = None
    stick: Callable[[], StickState] = StickState
    not_taken: Sequence[str] = ()
    tell_lines: Callable[[LineState], None] = lambda _: None
