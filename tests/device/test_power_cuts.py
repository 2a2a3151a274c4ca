"""Power cuts while the unit starts and while it writes: what it told to be kept is there after each.

The plug is QEMU's: killed, so that all that the guest had in its memory is gone. What lies in a card's own memory is
not lost so; states of a file system by single writes are looked at with the sticks (`test_stick.py`).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tools.guest import Card, Unit, scaled
from tools.guest.draw import CUTS, Draw

HERE = Path(__file__).resolve()
EARLY = 10
WRITES_S = 5.0
"""So long it writes at the most."""
START_S = 240.0
CHAINS = 2


@dataclass(frozen=True)
class Moment:
    """``share``: from 0 to 1, of the time that a start takes, or of the time that it writes."""

    early: bool
    share: float


def moments(chance: Random) -> list[Moment]:
    """As many as a full run has: each at a random place of a stretch of its own, so that all stretches are met."""
    late = CUTS.among - EARLY
    early = [Moment(True, (k + chance.random()) / EARLY) for k in range(EARLY)]
    return early + [Moment(False, (k + chance.random()) / late) for k in range(late)]


@dataclass
class Chain:
    """One card, from cut to cut. ``kept``: calls told to be kept. ``settings``: the number of those told as written."""

    card: Card
    given: Path
    start_s: float = 0.0
    kept: set[int] = field(default_factory=set)
    settings: int = 0
    looked: int = 0
    ids: set[str] = field(default_factory=set)

    def cut(self, moment: Moment) -> None:
        """One start and its end."""
        with Unit(self.card, self.given, after="local-fs.target") as unit:
            began = time.monotonic()
            up = self._listen(unit, self.start_s * moment.share if moment.early else scaled(START_S), until_up=True)
            if not moment.early:
                assert up, f"it did not come up: {unit.said[-5:]}"
                self.start_s = self.start_s or time.monotonic() - began
                self._listen(unit, WRITES_S * moment.share, until_up=False)
        print(f"CUT {self.card.path.stem}: {moment}, up: {up}, kept {len(self.kept)}, settings {self.settings}")

    def _listen(self, unit: Unit, seconds: float, *, until_up: bool) -> bool:
        for one in unit.until(seconds):
            self._take(one)
            if until_up and "left" in one:
                return True
        return False

    def _take(self, one: dict[str, Any]) -> None:
        if "left" in one:
            self._check(one["left"])
        elif "kept" in one:
            self.kept.add(one["kept"])
        elif "settings" in one:
            self.settings = one["settings"]

    def _check(self, left: dict[str, Any]) -> None:
        missing = self.kept - set(left["calls"])
        assert not missing, f"calls that were told to be kept are gone: {sorted(missing)}"
        assert left["calls"] == sorted(set(left["calls"]))
        assert left["sound"] in ("ok", "none")
        assert left["aside"] == []
        assert left["lost"] is False
        # later ones may be there: what was written last before the cut had no time to be told
        assert left["settings"] >= self.settings, f"settings {self.settings} were told, {left['settings']} are there"
        self.looked += 1
        self.ids.add(left["id"])
        self.kept, self.settings = set(left["calls"]), left["settings"]


@pytest.fixture
def chain(amd64_image: str, tmp_path: Path) -> Iterator[Chain]:
    given = tmp_path / "given"
    given.mkdir()
    shutil.copy(HERE.with_name("guest_cuts.py"), given / "main.py")
    shutil.copy(HERE.with_name("guest_tools.py"), given)
    card = Card(amd64_image, tmp_path / "card.img")
    yield Chain(card, given)
    card.path.unlink()


@pytest.mark.parametrize("number", range(CHAINS))
def test_power_cuts_cost_nothing_that_was_told_to_be_kept(chain: Chain, draw: Draw, number: int) -> None:
    drawn = draw.some(CUTS, moments(Random(draw.seed)))[number::CHAINS]
    Random(draw.seed).shuffle(drawn)  # early ones between late ones: what was written before is there to be lost
    first = last = Moment(early=False, share=1.0)
    for moment in (first, *drawn, last):
        chain.cut(moment)
    starts = 2 + sum(not moment.early for moment in drawn)
    assert chain.looked >= starts
    assert len(chain.kept) > starts, "too few calls were written to say anything"
    assert len(chain.ids) == 1, "the unit is another one after a cut"
