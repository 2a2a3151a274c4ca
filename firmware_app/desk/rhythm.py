"""What a light does in time: a level as a function of the time since it began. The table of all is `rhythms`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rhythm:
    """Corner points (seconds since the beginning, level) with straight lines between; equal times make a step.

    The first time is 0. After the last point the level stays, or, if it ``repeats``, the rhythm begins again.
    Levels are what the eye sees, 0 dark to 1 full; `lamps` turns them into power. ``words``: what it looks like.
    """

    points: tuple[tuple[float, float], ...]
    repeats: bool = False
    words: str = ""

    @property
    def length_s(self) -> float:
        """Seconds until it stays as it is, or begins again."""
        return self.points[-1][0]

    def level(self, elapsed: float) -> float:
        """Level from 0 to 1 at ``elapsed`` seconds; before the beginning as at the beginning."""
        elapsed = max(0.0, elapsed)
        if self.repeats:
            elapsed %= self.points[-1][0]
        behind, ahead = self.points[0], None
        for point in self.points:
            if point[0] > elapsed:
                ahead = point
                break
            behind = point
        if ahead is None:
            return behind[1]
        share = (elapsed - behind[0]) / (ahead[0] - behind[0])
        return behind[1] + share * (ahead[1] - behind[1])


def steady(level: float, words: str) -> Rhythm:
    """The same from the beginning on."""
    return Rhythm(((0.0, level),), words=words)


def wave(high: float, low: float, down_s: float, up_s: float, words: str) -> Rhythm:
    """Swells and sinks; bright first, for it must be seen in the third of a second of a glance."""
    return Rhythm(((0.0, high), (down_s, low), (down_s + up_s, high)), repeats=True, words=words)


def blinks(*lit_dark: tuple[float, float], level: float = 1.0, words: str) -> Rhythm:
    """Each lit and then dark, for so many seconds; then again."""
    points: list[tuple[float, float]] = []
    t = 0.0
    for lit, dark in lit_dark:
        points += [(t, level), (t + lit, level), (t + lit, 0.0), (t + lit + dark, 0.0)]
        t += lit + dark
    return Rhythm(tuple(points), repeats=True, words=words)
