"""Many bundles, one report: each checked, a call that two of them hold counted once, a bad one told and left out."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from firmware_app.bundle.manifest import MANIFEST, Manifest, checked
from firmware_app.bundle.placing import NEW, PART
from firmware_app.bundle.sealing import ENDING, unsealed
from firmware_app.bundle.tables import read_tables
from firmware_app.errors import CuelightError
from firmware_app.logbook import MoodLight
from firmware_app.report import Source, Tally

_HIDDEN = (PART, NEW)


@dataclass(frozen=True)
class Keys:
    """``trusted``: who may sign (allowed_signers); None: anyone. ``identity``: opens what is encrypted."""

    trusted: Path | None = None
    identity: Path | None = None


@dataclass
class Collected:
    """``bundles`` that were read, calls that were there ``twice``, and what was wrong with the others, a line each."""

    tally: Tally = field(default_factory=Tally)
    bundles: int = 0
    twice: int = 0
    wrong: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def source(self, *, vouched: bool) -> Source:
        """What the page says of where it all comes from. ``vouched``: signers were checked against a list."""
        desks = sorted(self.tally.by_desk)
        remarks = list(self.remarks)
        if self.wrong:
            remarks.append(f"{len(self.wrong)} bundles could not be used, and are not in these figures.")
        if not vouched:
            remarks.append("Who signed was not checked against a list of units: each bundle is whole, by its own key.")
        return Source(f"Desk {desks[0]}" if len(desks) == 1 else f"{len(desks)} desks", tuple(remarks))


def collected(keys: Keys, names: Sequence[Path], told: Callable[[int, int], object]) -> Collected:
    """Reads them all. ``told``: how many are done, of how many."""
    found = Collected()
    good: dict[str, list[tuple[Manifest, Path]]] = defaultdict(list)
    places = list(_places(names, found.wrong))
    with ExitStack() as opened:
        for done, place in enumerate(places):
            try:
                sealed = place.name.endswith(ENDING)
                folder = opened.enter_context(unsealed(place, keys.identity)) if sealed else place
                manifest = checked(folder, keys.trusted)
                good[manifest.device].append((manifest, folder))
            except (CuelightError, OSError, ValueError) as error:
                found.wrong.append(_line(place, error))
            told(done, 2 * len(places))
        read = len(places)
        for device in sorted(good):
            _one_desk(device, good[device], found)
            read += len(good[device])
            told(read, 2 * len(places))
    return found


def _places(names: Sequence[Path], wrong: list[str]) -> Iterator[Path]:
    """The bundles at, or anywhere below, each name; one that was cut short while it was written is none."""
    for name in names:
        if (name / MANIFEST).is_file() or (name.is_file() and name.name.endswith(ENDING)):
            yield name
            continue
        below = sorted(_below(name, wrong))
        if not below:
            wrong.append(f"{name}: no bundle is there; name the folder that holds {MANIFEST}, or one above it")
        yield from below


def _below(top: Path, wrong: list[str]) -> Iterator[Path]:
    def told(error: OSError) -> None:
        wrong.append(f"{error.filename}: {error.strerror}; let this PC check the stick")

    for folder, folders, files in os.walk(top, onerror=told):
        # what is not whole, and what a pulled stick may have spoilt: not even to be looked at
        folders[:] = [name for name in folders if not name.startswith(_HIDDEN)]
        if MANIFEST in files:
            yield Path(folder)
        yield from (Path(folder, name) for name in files if name.endswith(ENDING) and not name.startswith(_HIDDEN))


def _one_desk(device: str, bundles: Sequence[tuple[Manifest, Path]], found: Collected) -> None:
    keys = {manifest.key for manifest, _ in bundles}
    if len(keys) > 1:
        found.remarks.append(f"{len(keys)} units call themselves {device}: their calls are counted as one desk’s.")
    seen: set[str] = set()
    moods: dict[str, MoodLight] = {}
    for manifest, folder in sorted(bundles, key=lambda bundle: (bundle[0].log, bundle[0].first, -bundle[0].last)):
        try:
            calls = list(read_tables(folder))
        except (CuelightError, OSError) as error:
            found.wrong.append(_line(folder, error))
            continue
        new = [call for call in calls if call.id not in seen]
        seen |= {call.id for call in new}
        found.twice += len(calls) - len(new)
        found.bundles += 1
        found.tally.add(device, new, manifest.key + manifest.log)
        mood = MoodLight(manifest.mood_lit, manifest.mood_wrong)
        # totals of one logbook only grow: the largest is the last
        moods[manifest.key + manifest.log] = max(mood, moods.get(manifest.key + manifest.log, mood), key=_lit)
        if manifest.remark:
            found.remarks.append(f"{device}: {manifest.remark}")
    for mood in moods.values():
        found.tally.add_mood_light(mood)


def _lit(mood: MoodLight) -> int:
    return mood.calls_lit


def _line(place: Path, error: Exception) -> str:
    """One line, which names the bundle."""
    return str(error) if isinstance(error, CuelightError) else f"{place}: cannot be read ({error}); copy it anew"
