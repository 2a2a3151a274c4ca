"""Stretches of time that are on and off: how long, how often, and how much of one lies within another."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Spells:
    """Stretches one after the other, (from, to) in s; the last may still be open."""

    done: list[tuple[float, float]] = field(default_factory=list)
    since: float | None = None

    def turn(self, on: bool, t: float) -> None:
        """On or off from ``t``; what is on already, or off already, is no news."""
        if on and self.since is None:
            self.since = t
        elif not on and self.since is not None:
            self.done.append((self.since, max(t, self.since)))
            self.since = None

    @property
    def total_s(self) -> float:
        """Seconds of those that are done."""
        return sum(end - start for start, end in self.done)

    def end(self, start: float, end: float) -> None:
        """Closes what is open, and keeps only what lies between ``start`` and ``end``."""
        self.turn(False, end)
        clipped = [(max(low, start), min(high, end)) for low, high in self.done]
        self.done = [(low, high) for low, high in clipped if low < high]

    def within_s(self, other: Spells) -> float:
        """Seconds of these that lie within the other's."""
        return sum(max(0.0, min(end, high) - max(start, low)) for start, end in self.done for low, high in other.done)
