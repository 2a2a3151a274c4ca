"""Fifty power cuts at random moments, while the unit starts and while it writes: what it told to be kept is there.

The plug is QEMU's: killed, so that all that the guest had in its memory is gone. What lies in a card's own memory is
not lost so; states of a file system by single writes are looked at with the sticks (`test_stick.py`).
"""

from __future__ import annotations

import json
import random
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tools.guest import Card, GuestError, Unit

HERE = Path(__file__).resolve()
CUTS = 50
EARLY = 10
"""Of them while the unit starts."""
CHAINS = 2
"""Side by side: a core each."""


@dataclass
class Chain:
    """One card, from cut to cut. ``kept``: calls told to be kept. ``settings``: the number of those told as written."""

    card: Card
    given: Path
    dice: random.Random
    kept: set[int] = field(default_factory=set)
    settings: int = 0
    looked: int = 0
    told: list[dict[str, Any]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def run(self, cuts: int, early: int) -> None:
        for k in range(cuts):
            self.cut(early=k % (cuts // early) == 1)
        self.cut(early=False)  # a last look

    def cut(self, *, early: bool) -> None:
        """One start and its end."""
        with Unit(self.card, self.given, after="local-fs.target") as unit:
            after_s = self.dice.uniform(0.5, 9.0) if early else 120.0
            up = self._listen(unit, after_s, until_up=True)
            if not early:
                assert up, f"it did not come up: {unit.said[-5:]}"
                self._listen(unit, self.dice.uniform(0.0, 5.0), until_up=False)
        self.told.append({"early": early, "up": up, "kept": len(self.kept)})
        print(f"CUT {self.card.path.stem} {len(self.told)}: {self.told[-1]}", flush=True)

    def _listen(self, unit: Unit, seconds: float, *, until_up: bool) -> bool:
        with suppress(GuestError):
            for line in unit.lines(seconds):
                if "TOLD " in line:
                    with suppress(json.JSONDecodeError):  # torn by another line of the console
                        self._take(json.loads(line.partition("TOLD ")[2]))
                if until_up and "MARK up" in line:
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


@pytest.fixture(scope="module")
def chains(amd64_image: str, tmp_path_factory: pytest.TempPathFactory) -> list[Chain]:
    folder = tmp_path_factory.mktemp("cuts")
    given = folder / "given"
    given.mkdir()
    shutil.copy(HERE.with_name("guest_cuts.py"), given / "main.py")
    shutil.copy(HERE.with_name("guest_tools.py"), given)
    cards = [Card(amd64_image, folder / f"card-{k}.img") for k in range(CHAINS)]
    return [Chain(card, given, random.Random(k)) for k, card in enumerate(cards)]


def test_fifty_power_cuts_cost_nothing_that_was_told_to_be_kept(chains: list[Chain]) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(CHAINS) as pool:
        for done in [pool.submit(chain.run, CUTS // CHAINS, EARLY // CHAINS) for chain in chains]:
            done.result()
    cuts = sum(len(chain.told) - 1 for chain in chains)
    print(f"{cuts} cuts, {sum(len(chain.kept) for chain in chains)} calls, {time.monotonic() - began:.0f} s")
    assert cuts == CUTS
    starts = sum(one["up"] for chain in chains for one in chain.told)
    assert sum(chain.looked for chain in chains) >= starts - 2, "too many looks were torn on the console"
    assert all(len(chain.kept) > CUTS for chain in chains), "too few calls were written to say anything"
    assert all(len(chain.ids) == 1 for chain in chains), "the unit is another one after a cut"
