"""The agent asks for a supervisor: a light that stays until it is answered. It is no cue, and nothing of it is kept."""

from __future__ import annotations

from firmware_app.facts import Press

LONGEST_S = 600.0
"""Nobody has come for so long, or nobody has put it out."""


class HelpWanted:
    """On with three presses; off with the next one, or after ten minutes. It belongs to no call."""

    def __init__(self) -> None:
        self._since: float | None = None

    def press(self, press: Press, t: float) -> None:
        """Takes a press of the button at ``t``."""
        self._since = t if press is Press.HELP else None

    def since(self, t: float) -> float | None:
        """Since when help has been wanted; None: it is not, at ``t``."""
        return self._since if self._since is not None and t - self._since < LONGEST_S else None
