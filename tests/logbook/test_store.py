"""The logbook's file: shifts, clocks, age, room, damage, and power cuts."""

from __future__ import annotations

import itertools
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from firmware_app.logbook import CueRecord, Limits, Logged, MoodLight, opened, read_calls, read_mood_light
from firmware_app.logbook.store import VERSION, DamagedError, Store
from tests.logbook.calls import moment, record

DAY_S = 86_400.0
WALL = 1_800_000_000.0
NUMBERS = itertools.count()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "logbook.db"


def filled(path: Path, *calls: tuple[float, dict[str, object]], limits: Limits | None = None) -> list[Logged]:
    """A logbook with calls of two minutes, each (began_s, look at the clock when it had ended)."""
    store = Store(path, limits or Limits())
    for began_s, look in calls:
        store.add(record(began_s), moment(began_s + 180.0, **look))  # type: ignore[arg-type]
    store.close()
    return logged(path)


def logged(path: Path) -> list[Logged]:
    with opened(path) as file:
        return list(read_calls(file))


def test_a_call_comes_back_as_it_was_kept(path: Path) -> None:
    call = record(100.0, pace_median=None, ended_angry=True, cues=(CueRecord("note", 1.0, 2.5, None),) * 2)
    store = Store(path, Limits())
    store.add(call, moment(300.0))
    store.add_cue(CueRecord("pause", 130.0, 2.0, False))
    store.close()
    (found,) = logged(path)
    assert found.call.cues == (*call.cues, CueRecord("pause", 130.0, 2.0, False))
    assert found.began_at == WALL - 300.0 + 100.0
    assert found.trusted
    assert found.call == record(100.0, pace_median=None, ended_angry=True, cues=found.call.cues)


def test_a_cue_after_no_call_at_all_is_nobodys(path: Path) -> None:
    store = Store(path, Limits())
    store.add_cue(CueRecord("note", 1.0, 2.0, None))
    store.close()
    assert logged(path) == []


def test_a_shift_ends_with_two_hours_without_a_call(path: Path) -> None:
    look = {"wall_s": WALL}
    found = filled(path, (0.0, look), (7200.0, look), (14_521.0, look), (14_700.0, look))
    assert [each.shift for each in found] == [1, 1, 2, 2]


def test_another_boot_is_another_shift_unless_the_clock_says_that_it_was_short(path: Path) -> None:
    found = filled(
        path,
        (1000.0, {"boot": "one", "trusted": False}),
        (50.0, {"boot": "two", "trusted": False}),
        (50.0, {"boot": "three", "wall_s": WALL}),
        (60.0, {"boot": "four", "wall_s": WALL + 900.0}),
        (70.0, {"boot": "five", "wall_s": WALL + 20_000.0}),
    )
    assert [each.shift for each in found] == [1, 2, 3, 3, 4]


def test_a_clock_that_becomes_known_mends_the_calls_of_its_boot(path: Path) -> None:
    lost = {"wall_s": 1000.0, "trusted": False}
    before = filled(path, (0.0, lost), (600.0, lost))
    assert [each.trusted for each in before] == [False, False]
    after = filled(path, (1200.0, {"wall_s": WALL}))
    assert [each.trusted for each in after] == [True] * 3
    assert [each.began_at for each in after] == [WALL - 1380.0 + t for t in (0.0, 600.0, 1200.0)]


def test_a_clock_that_is_lost_again_spoils_nothing(path: Path) -> None:
    found = filled(path, (0.0, {"wall_s": WALL}), (600.0, {"wall_s": 5.0, "trusted": False}))
    assert [each.began_at for each in found] == [WALL - 180.0, WALL + 420.0]
    assert all(each.trusted for each in found)


def test_order_is_kept_whatever_the_clock_says(path: Path) -> None:
    found = filled(
        path, (0.0, {"boot": "one", "wall_s": WALL}), (0.0, {"boot": "two", "wall_s": 1000.0, "trusted": False})
    )
    assert [each.boot for each in found] == [1, 2]


def test_calls_older_than_may_be_kept_go_with_the_next_shift(path: Path) -> None:
    days = [(float(day), {"boot": f"day {day}", "wall_s": WALL + day * DAY_S}) for day in range(40)]
    found = filled(path, *days, limits=Limits(keep_days=30))
    assert found[0].began_at + 120.0 >= WALL + 39 * DAY_S - 30 * DAY_S
    assert len(found) == 30
    with opened(path) as file:
        assert file.execute("SELECT count(*) FROM cues").fetchone() == (30,)
        assert file.execute("SELECT min(seq) FROM boots").fetchone() == (11,)


def test_without_a_clock_each_shift_counts_as_a_day(path: Path) -> None:
    days = [(0.0, {"boot": f"day {day}", "wall_s": 1000.0, "trusted": False}) for day in range(40)]
    assert len(filled(path, *days, limits=Limits(keep_days=30))) == 30


def test_a_desk_that_is_never_empty_has_shifts_and_forgets_too(path: Path) -> None:
    hours = ((3600.0 * hour, {"wall_s": WALL + 3600.0 * hour}) for hour in range(60 * 24))
    found = filled(path, *hours, limits=Limits(keep_days=30))
    assert 30 * 24 <= len(found) <= 31 * 24
    assert found[-1].shift == pytest.approx(60 * 24 / 13, abs=2)
    assert max(each.into_shift_s for each in found) <= 12 * 3600.0


def test_a_call_is_known_by_its_id_whatever_becomes_of_the_file(path: Path, tmp_path: Path) -> None:
    before = filled(path, (0.0, {}), (300.0, {}))
    store = Store(tmp_path / "new.db", Limits())
    store.salvage(path, "damaged")
    store.close()
    assert [call.id for call in logged(tmp_path / "new.db")] == [call.id for call in before]
    later = filled(path, (0.0, {"boot": "later", "wall_s": WALL + 90 * DAY_S}))
    assert later[0].seq == 1  # all others were too old, and its number is used again
    assert later[0].id not in {call.id for call in before}


def test_an_unset_clock_far_ahead_deletes_nothing(path: Path) -> None:
    found = filled(path, (0.0, {"boot": "one"}), (0.0, {"boot": "two", "wall_s": WALL * 2, "trusted": False}))
    assert len(found) == 2


def test_boots_without_a_clock_are_no_younger_than_the_next_that_has_one(path: Path) -> None:
    found = filled(
        path,
        (0.0, {"boot": "one", "wall_s": 5.0, "trusted": False}),
        (0.0, {"boot": "two", "wall_s": WALL}),
        (0.0, {"boot": "three", "wall_s": WALL + 31 * DAY_S}),
    )
    assert [each.boot for each in found] == [3]


def test_a_full_file_loses_its_oldest_calls_and_no_new_one(path: Path) -> None:
    limits = Limits(max_bytes=100_000)
    found = filled(path, *((200.0 * k, {}) for k in range(2000)), limits=limits)
    assert path.stat().st_size <= 100_000
    assert found[-1].seq == 2000
    seqs = [each.seq for each in found]
    assert seqs == list(range(seqs[0], 2001))
    assert len(seqs) > 100


def test_a_file_of_a_newer_version_is_not_touched(path: Path) -> None:
    Store(path, Limits()).close()
    with sqlite3.connect(path) as file:
        file.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(DamagedError, match=f"version {VERSION + 1}, this program knows {VERSION}"):
        Store(path, Limits())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(seed=369722, length=1, cut=False)  # SQLite quotes what is no UTF-8 any more
@given(seed=st.integers(0, 2**32 - 1), length=st.integers(1, 5000), cut=st.booleans())
def test_damage_anywhere_is_found_or_harmless(tmp_path: Path, seed: int, length: int, cut: bool) -> None:
    """Never another error than `DamagedError`, and what is then salvaged is in order and whole."""
    path = tmp_path / f"{next(NUMBERS)}.db"  # the same example may come twice
    filled(path, *((200.0 * k, {}) for k in range(40)))
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    data[at : at + length] = b"" if cut else chance.randbytes(min(length, len(data) - at))
    path.write_bytes(data)
    try:
        store = Store(path, Limits())
    except DamagedError:
        store = Store(tmp_path / f"{path.name}.new", Limits())
        saved = store.salvage(path, "damaged")
        assert 0 <= saved <= 40
        store.add(record(20_000.0), moment(20_200.0))
        store.close()
        assert len(logged(tmp_path / f"{path.name}.new")) >= 1
        return
    store.add(record(20_000.0), moment(20_200.0))
    store.close()


def test_most_of_a_damaged_file_is_saved(path: Path, tmp_path: Path) -> None:
    filled(path, *((200.0 * k, {}) for k in range(2000)))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 4096] = bytes(4096)
    path.write_bytes(data)
    with pytest.raises(DamagedError):
        Store(path, Limits())
    store = Store(tmp_path / "new.db", Limits())
    assert store.salvage(path, "damaged") > 500
    store.close()


_WRITER = """
import sys
from pathlib import Path
from firmware_app.logbook import Limits
from firmware_app.logbook.store import Store
from tests.logbook.calls import moment, record
store = Store(Path(sys.argv[1]), Limits())
print("open", flush=True)
k = 0
while True:
    store.add(record(200.0 * k), moment(200.0 * k + 180.0, boot=sys.argv[2]))
    k += 1
    print(k, flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_it_loses_no_call_that_was_kept(path: Path) -> None:
    kept = 0
    for boot in range(12):
        words = [sys.executable, "-c", _WRITER, str(path), str(boot)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "open\n"
            time.sleep(random.Random(boot).uniform(0.0, 0.15))
            writer.send_signal(signal.SIGKILL)
            told = writer.stdout.read().splitlines()
        kept += int(told[-1]) if told else 0
        found = len(logged(path))
        assert kept <= found <= kept + 1  # the last may have been kept and not told
        kept = found
    assert kept > 12


def mood_light(path: Path) -> MoodLight:
    with opened(path) as file:
        return read_mood_light(file)


def test_how_often_the_mood_light_came_on_and_was_called_wrong(path: Path) -> None:
    store = Store(path, Limits())
    store.add(record(100.0), moment(300.0))
    store.add(record(400.0, angry_spells=0), moment(600.0))
    assert mood_light(path) == MoodLight(1, 0)
    store.add_called_wrong()
    store.close()
    assert mood_light(path) == MoodLight(2, 1)


def test_that_it_was_called_wrong_stands_beside_no_call_and_no_time(path: Path) -> None:
    store = Store(path, Limits())
    store.add(record(100.0), moment(300.0))
    before = dump(path)
    store.add_called_wrong()
    store.close()
    changed = [(old, new) for old, new in zip(before, dump(path), strict=True) if old != new]
    assert changed == [('INSERT INTO "mood_light" VALUES(1,0);', 'INSERT INTO "mood_light" VALUES(2,1);')]


def dump(path: Path) -> list[str]:
    """The whole file as statements."""
    with opened(path) as file:
        return list(file.iterdump())


def test_a_logbook_of_version_1_goes_on(path: Path) -> None:
    store = Store(path, Limits())
    store.add(record(100.0), moment(300.0))
    store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("DROP TABLE mood_light")
        file.execute("PRAGMA user_version = 1")
    assert mood_light(path) == MoodLight()
    store = Store(path, Limits())
    store.add(record(400.0), moment(600.0))
    store.close()
    assert len(logged(path)) == 2
    assert mood_light(path) == MoodLight(1, 0)


def test_the_totals_of_a_damaged_logbook_are_saved_too(path: Path, tmp_path: Path) -> None:
    filled(path, (100.0, {}), (400.0, {}))
    store = Store(tmp_path / "new.db", Limits())
    assert store.salvage(path, "damaged") == 2
    store.close()
    assert mood_light(tmp_path / "new.db") == MoodLight(2, 0)
