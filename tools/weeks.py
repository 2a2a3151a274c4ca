"""Weeks of calls for a logbook: ``python -m tools.weeks --out DIR [--facts DIR] [--days 30] [--calls 120] [--seed 1]``.

With ``--facts``, a folder of `make bench-coach`'s cache (``…/rehearsal``), the calls are those rehearsals as the device
heard them: its own ears, conversation and coach, and the bookkeeper. Without, records are drawn at random. Either way
they are placed in shifts of working days, with more anger late in the morning, and kept by the product's own store.
"""

from __future__ import annotations

import argparse
import datetime as dt
import pickle
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from firmware_app.coaching import CUES
from firmware_app.logbook import Bookkeeper, CallRecord, CueRecord, Limits, Moment
from firmware_app.logbook.keeper import FILE
from firmware_app.logbook.records import Record
from firmware_app.logbook.store import Store
from firmware_app.settings import Settings
from tools.rehearsal.perform import perform

_FIRST = dt.datetime(2026, 10, 5, 8, 30)
_SHIFT_S = 8 * 3600.0
_ANGRY = (0.10, 0.12, 0.20, 0.28, 0.15, 0.12, 0.12, 0.16)
"""Share of callers with anger, hour by hour of a shift."""


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m tools.weeks", description=__doc__)
    words.add_argument("--out", type=Path, required=True, help="folder for logbook.db")
    words.add_argument("--facts", type=Path)
    words.add_argument("--days", type=int, default=30)
    words.add_argument("--calls", type=int, default=120, help="a day")
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    chance = random.Random(given.seed)
    pool = rehearsed(given.facts) if given.facts else [made_up(chance) for _ in range(400)]
    given.out.mkdir(parents=True, exist_ok=True)
    count = fill(given.out / FILE, pool, given.days, given.calls, chance)
    print(f"{count} calls in {given.out / FILE}, drawn from {len(pool)}")


def fill(path: Path, pool: Sequence[CallRecord], days: int, calls: int, chance: random.Random) -> int:
    """Keeps ``calls`` a day in a logbook, a boot a day; how many."""
    store = Store(path, Limits(keep_days=366))
    count = 0
    for boot, began_s, wall_s, call in weeks(pool, days, calls, chance):
        up_s = began_s + call.length_s + 60.0
        store.add(replace(call, began_s=began_s), Moment(boot, up_s, wall_s + up_s, True))
        count += 1
    store.close()
    return count


def weeks(
    pool: Sequence[CallRecord], days: int, calls: int, chance: random.Random
) -> Iterator[tuple[str, float, float, CallRecord]]:
    """(boot, seconds since it, Unix time of it, call), in order, on working days."""
    angry = [call for call in pool if call.angry_spells]
    calm = [call for call in pool if not call.angry_spells]
    day = _FIRST
    for _ in range(days):
        while day.weekday() >= 5:
            day += dt.timedelta(days=1)
        for k in range(calls):
            at = _SHIFT_S * k / calls
            share = _ANGRY[int(at // 3600.0)]
            call = chance.choice(angry if angry and (not calm or chance.random() < share) else calm)
            yield day.strftime("%Y-%m-%d"), 300.0 + at, day.timestamp(), call
        day += dt.timedelta(days=1)


def rehearsed(folder: Path) -> list[CallRecord]:
    """The records of every rehearsal in the folder, by the newest facts that were heard of it."""
    found: list[Record] = []
    settings = Settings()
    for truth in sorted(folder.glob("call-*.json")):
        heard = max(folder.glob(f"{truth.stem}.*.facts"), key=lambda file: file.stat().st_mtime, default=None)
        if heard is None:
            continue
        performed = perform(pickle.loads(heard.read_bytes()), settings)
        keeper = Bookkeeper(settings.coaching, lambda record, _: found.append(record))
        # what happened comes before the cue that it lit
        for event in sorted([*performed.happened, *performed.cues], key=lambda event: event.t):
            keeper.write(event)
    return [record for record in found if isinstance(record, CallRecord) and record.length_s > 10.0]


def made_up(chance: random.Random) -> CallRecord:
    """A record of nobody's call, its numbers such as a call's are."""
    length_s = min(3600.0, chance.lognormvariate(5.3, 0.6))
    talk_s = length_s * chance.uniform(0.6, 0.9)
    agent = chance.uniform(0.35, 0.6)
    angry = chance.random() < 0.2
    angry_s = length_s * chance.uniform(0.1, 0.5) if angry else 0.0
    gaps = chance.randrange(1, 6) if angry else 0
    names = [cue for cue in CUES if angry or cue in ("slow_down", "listen")]
    cues = [chance.choice(names) for _ in range(chance.randrange(0, 5 if angry else 2))]
    return CallRecord(
        began_s=0.0,
        length_s=length_s,
        caller_s=talk_s * (1 - agent),
        agent_s=talk_s * agent,
        talk_overs=chance.randrange(4),
        talk_over_s=chance.uniform(0.0, 4.0),
        angry_talk_overs=chance.randrange(2) if angry else 0,
        angry_gaps=gaps,
        angry_gaps_waited=chance.randrange(gaps + 1),
        angry_gap_median_s=chance.uniform(0.2, 3.0) if gaps else None,
        pace_median=chance.gauss(4.3, 0.4),
        pace_p90=chance.gauss(5.0, 0.4),
        pace_fast_share=chance.betavariate(1.5, 6.0),
        angry_s=angry_s,
        angry_spells=chance.randrange(1, 4) if angry else 0,
        anger_to_calm_s=angry_s * chance.uniform(1.0, 2.0) if angry else None,
        ended_angry=False,
        hold_s=chance.choice([0.0, 0.0, chance.uniform(5.0, 60.0)]),
        hold_angry_s=chance.choice([0.0, 0.0, 8.0]) if angry else 0.0,
        dead_air_s=chance.uniform(0.0, 8.0),
        dead_air_angry_s=chance.choice([0.0, 3.5]) if angry else 0.0,
        lost_s=0.0,
        cues=tuple(
            CueRecord(cue, length_s * (k + 1) / 8, chance.uniform(1.0, 6.0), chance.choice([True, False, None]))
            for k, cue in enumerate(cues)
        ),
    )


if __name__ == "__main__":
    main()
