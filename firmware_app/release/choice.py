"""Which release runs, which ran before, and whether it is on trial: a state, and the steps between states."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from firmware_app.release.version import version_of
from firmware_app.whole_file import lay

SHIPPED = ""
"""The release that the image came with: always there, and never on trial."""
_FILE = "choice.json"
_STARTS = 3
"""On trial a release may start so often; a power cut in the midst of its first start is no fault of its own."""


@dataclass(frozen=True)
class Choice:
    """``current``, ``former``: versions. ``trial``: it has not shown itself yet. ``starts``: since it is on trial.

    A trial has two halves: healthy where it was put in, and healthy after a start, when the wiring is made by it, too.
    ``refused``: the newest version that has failed its trial; it is not taken again.
    """

    current: str = SHIPPED
    former: str = SHIPPED
    trial: bool = False
    starts: int = 0
    refused: str = ""

    def taken(self, version: str) -> Choice:
        """A new release is there, and has to show itself."""
        former = self.former if self.trial else self.current
        return Choice(current=version, former=former, trial=True, refused=self.refused)

    def started(self) -> Choice:
        """The unit starts: on trial once too often, and it is the former one's turn."""
        if not self.trial:
            return self
        return self.fallen_back() if self.starts >= _STARTS else replace(self, starts=self.starts + 1)

    def healthy(self) -> Choice:
        """It has been seen healthy: once it has also been so after a start, it stays."""
        return replace(self, trial=False, starts=0) if self.starts else self

    def fallen_back(self, *, damaged: bool = False) -> Choice:
        """It has failed, or cannot be read: the former one runs; of none, or of itself, the shipped one.

        ``damaged``: that was no fault of its own, and it may come again.
        """
        if self.current == SHIPPED:
            return replace(self, trial=False, starts=0)
        former = self.former if self.former != self.current else SHIPPED
        refused = self.current if self.trial and not damaged else self.refused
        return Choice(current=former, former=SHIPPED, refused=refused)


def chosen(folder: Path) -> Choice:
    """What is written there; where nothing is, or nothing that can be read, the release of the image."""
    try:
        told = json.loads((folder / _FILE).read_text(encoding="ascii"))
        choice = Choice(**told)
        for version in (choice.current, choice.former, choice.refused):
            if version:
                version_of(version)
        return replace(choice, trial=bool(choice.trial), starts=int(choice.starts))
    except (OSError, ValueError, TypeError):
        return Choice()


def kept(folder: Path, choice: Choice) -> None:
    """Writes it, in one step that a power cut cannot halve.

    Raises:
        OSError: it cannot be written.
    """
    lay(folder / _FILE, json.dumps(asdict(choice)), durable=True)
