"""How much anger there has been: over a sliding window, and in the spell that is running."""

from __future__ import annotations

from collections import deque


class AngerSpells:
    """Adds up the time in which the caller counted as angry. Times are seconds and must not run back."""

    def __init__(self, window_s: float, calm_s: float) -> None:
        """``window_s``: the sliding window. ``calm_s``: a calm stretch this long ends a spell."""
        self._window_s = window_s
        self._calm_s = calm_s
        self.reset()

    def reset(self) -> None:
        """Forgets: a new call."""
        self._spans: deque[tuple[float, float]] = deque()
        self._began: float | None = None
        self._spell: float | None = None
        self._calm_since: float | None = None

    def step(self, t: float, angry: bool) -> None:
        """At ``t`` the caller counts as angry, or not."""
        if angry:
            self._calm_since = None
            if self._began is None:
                self._began = t
            if self._spell is None:
                self._spell = t
        else:
            if self._began is not None:
                self._spans.append((self._began, t))
                self._began = None
                self._calm_since = t
            if self._calm_since is not None and t - self._calm_since >= self._calm_s:
                self._spell = None
        while self._spans and self._spans[0][1] <= t - self._window_s:
            self._spans.popleft()

    def recent_s(self, t: float) -> float:
        """Seconds of anger within the window that ends at ``t``."""
        start = t - self._window_s
        closed = sum(end - max(begin, start) for begin, end in self._spans)
        return closed + (t - max(self._began, start) if self._began is not None else 0.0)

    def run_s(self, t: float) -> float:
        """Length of the running spell: from its first anger, with no calm stretch of ``calm_s`` in it."""
        return 0.0 if self._spell is None else t - self._spell

    def calm_for_s(self, t: float) -> float | None:
        """Seconds since anger last ended; None while angry or if there was none."""
        return None if self._calm_since is None else t - self._calm_since
