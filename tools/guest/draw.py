"""What the quick tier of the device tests does by chance, so that many runs do everything. ``FULL=1`` does it all.

``SEED=N`` draws again what the run with that seed drew; each run prints its seed. ``python -m tools.guest.draw`` prints
what a run covers, and after how many runs everything has been covered.
"""

from __future__ import annotations

import os
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb
from typing import TypeVar

T = TypeVar("T")
CERTAIN = 0.99


@dataclass(frozen=True)
class Share:
    """``drawn`` cases a run, without repetition, of ``among`` that are equally likely."""

    what: str
    drawn: int
    among: int

    def covered(self, runs: int) -> float:
        """Probability that every case has been drawn at least once after ``runs``, by inclusion and exclusion."""
        total = Fraction(0)
        for missed in range(self.among - self.drawn + 1):
            never = Fraction(comb(self.among - missed, self.drawn), comb(self.among, self.drawn))
            total += (-1) ** missed * comb(self.among, missed) * never**runs
        return float(total)

    def runs(self, certain: float = CERTAIN) -> int:
        """The fewest runs after which every case has been drawn with a probability of ``certain``."""
        enough = 1
        while self.covered(enough) < certain:
            enough *= 2
        low = enough // 2
        while enough - low > 1:
            middle = (low + enough) // 2
            low, enough = (low, middle) if self.covered(middle) >= certain else (middle, enough)
        return enough


CUTS = Share("moments of a power cut", 6, 50)
PULLS = Share("moments of pulling a stick out in an export", 1, 6)
TORN = {
    "vfat": Share("states of a FAT32 stick", 5, 45),
    "exfat": Share("states of an exFAT stick", 5, 43),
    "ext4": Share("states of an ext4 stick", 8, 105),
}
"""``among`` as a full run found it: how many writes an export makes depends on the bundle."""
STICKS = Share("foreign, odd and damaged sticks", 3, 11)
STARTS = Share("starts of a unit that go wrong", 1, 4)
RELEASES = Share("releases that are not to be taken", 1, 4)
SHARES = (CUTS, STARTS, RELEASES, STICKS, PULLS, *TORN.values())


@dataclass(frozen=True)
class Draw:
    """``full``: everything is done, nothing drawn."""

    seed: int
    full: bool

    @classmethod
    def of_environment(cls) -> Draw:
        """``FULL`` and ``SEED``, as `make test-device` sets them; a seed of its own where there is none."""
        seed = os.environ.get("SEED") or random.SystemRandom().randrange(1 << 32)
        return cls(int(seed), bool(os.environ.get("FULL")))

    def some(self, share: Share, cases: Sequence[T]) -> list[T]:
        """``share.drawn`` of them, in their order. The same seed draws the same, whatever else is drawn."""
        if self.full or len(cases) <= share.drawn:
            return list(cases)
        chance = random.Random(self.seed ^ zlib.crc32(share.what.encode()))
        return [cases[place] for place in sorted(chance.sample(range(len(cases)), share.drawn))]


def table() -> str:
    """What a run covers, as Markdown."""
    rows = ["| what | a run | of | all, with 99 %, after |", "| --- | --- | --- | --- |"]
    rows += [f"| {one.what} | {one.drawn} | {one.among} | {one.runs()} runs |" for one in SHARES]
    return "\n".join(rows)


if __name__ == "__main__":
    print(table())
