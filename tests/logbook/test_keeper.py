"""The keeper's thread: nothing that happens to the file holds up the kiosk, and every trouble is told."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware_app.logbook import Keeper, Limits, Logged, Moment, opened, read_calls
from firmware_app.logbook.keeper import DAMAGED, FILE
from firmware_app.settings import CoachingSettings
from tests.logbook.calls import an_angry_call, moment

UP_S = 5000.0


@pytest.fixture
def keepers(tmp_path: Path) -> Iterator[Callable[[], Keeper]]:
    made: list[Keeper] = []

    def make() -> Keeper:
        made.append(Keeper(tmp_path / "kept", Limits(), CoachingSettings(), lambda: moment(UP_S)))
        return made[-1]

    yield make
    for keeper in made:
        keeper.close()


def told(keeper: Keeper) -> None:
    for event in an_angry_call():
        keeper.write(event)


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10.0
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()


def logged(folder: Path) -> list[Logged]:
    with opened(folder / FILE) as file:
        return list(read_calls(file))


def count(folder: Path) -> int:
    """How many calls are there, so far."""
    try:
        return len(logged(folder))
    except sqlite3.OperationalError:
        return -1  # not yet, or not now


def test_a_call_is_kept_in_seconds_of_the_boot(keepers: Callable[[], Keeper], tmp_path: Path) -> None:
    keeper = keepers()
    told(keeper)
    keeper.close()
    assert keeper.problem == ""
    (call,) = logged(tmp_path / "kept")
    assert call.call.began_s == UP_S - 128.0  # it began 128 s before it was known to be over
    assert call.call.length_s == 68.0


def test_a_damaged_file_is_set_aside_told_and_its_calls_saved(keepers: Callable[[], Keeper], tmp_path: Path) -> None:
    keeper = keepers()
    told(keeper)
    keeper.close()
    file = tmp_path / "kept" / FILE
    with opened(file) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'boots'").fetchone()
        (other,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cues'").fetchone()
    data = bytearray(file.read_bytes())
    assert page != other
    data[(other - 1) * 4096 : other * 4096] = b"\x55" * 4096
    file.write_bytes(data)
    keeper = keepers()
    assert until(lambda: "set aside as logbook-damaged.db; 1 calls of it were saved" in keeper.problem), keeper.problem
    told(keeper)
    keeper.close()
    assert (tmp_path / "kept" / DAMAGED).exists()
    assert len(logged(tmp_path / "kept")) == 2
    with opened(file) as connection:
        assert "set aside" in connection.execute("SELECT remark FROM log").fetchone()[0]


def test_what_is_no_database_at_all_is_set_aside(keepers: Callable[[], Keeper], tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / FILE).write_bytes(b"no database " * 1000)
    keeper = keepers()
    told(keeper)
    assert until(lambda: "0 calls of it were saved" in keeper.problem)
    keeper.close()
    assert len(logged(tmp_path / "kept")) == 1


def test_what_cannot_be_written_is_told_and_kept_for_later(
    keepers: Callable[[], Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware_app.logbook.keeper._RETRY_S", 0.05)
    (tmp_path / "kept").write_text("a file where the folder should be")
    keeper = keepers()
    told(keeper)
    assert until(lambda: "make room, or look at its rights" in keeper.problem)
    (tmp_path / "kept").unlink()
    assert until(lambda: keeper.problem == "")
    assert len(logged(tmp_path / "kept")) == 1


def test_a_folder_in_memory_is_a_trouble_for_as_long_as_it_stands(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, Limits(), CoachingSettings(), lambda: moment(UP_S), in_memory=True)
    told(keeper)
    assert until(lambda: count(tmp_path) == 1)
    assert keeper.problem.endswith("image a new card")
    keeper.close()


def test_a_locked_file_holds_up_nobody(
    keepers: Callable[[], Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware_app.logbook.keeper._RETRY_S", 0.05)
    keeper = keepers()
    told(keeper)
    assert until(lambda: count(tmp_path / "kept") == 1)
    with sqlite3.connect(tmp_path / "kept" / FILE) as other:
        other.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        told(keeper)
        assert time.monotonic() - began < 1.0
        other.execute("ROLLBACK")
    assert until(lambda: count(tmp_path / "kept") == 2)


def test_erased_means_that_nothing_is_left(keepers: Callable[[], Keeper], tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / DAMAGED).write_text("an old one")
    keeper = keepers()
    told(keeper)
    assert until(lambda: count(tmp_path / "kept") == 1)
    keeper.erase()
    assert until(lambda: keeper.erasures == 1)
    keeper.close()
    assert logged(tmp_path / "kept") == []
    assert not (tmp_path / "kept" / DAMAGED).exists()


def test_the_clock_is_looked_at_when_a_call_ends(tmp_path: Path) -> None:
    looks = iter([Moment("b", 1000.0, 50.0, False), Moment("b", 2000.0, 1_800_000_000.0, True)])
    keeper = Keeper(tmp_path, Limits(), CoachingSettings(), lambda: next(looks))
    told(keeper)
    told(keeper)
    keeper.close()
    assert [call.began_at for call in logged(tmp_path)] == [1_800_000_000.0 - 1128.0, 1_800_000_000.0 - 128.0]


def test_a_rescue_that_was_cut_short_is_begun_again(keepers: Callable[[], Keeper], tmp_path: Path) -> None:
    keeper = keepers()
    told(keeper)
    keeper.close()
    kept = tmp_path / "kept"
    (kept / FILE).rename(kept / DAMAGED)
    (kept / "logbook-new.db").write_bytes(b"half of it")
    keeper = keepers()
    assert until(lambda: "begun again" in keeper.problem)
    keeper.close()
    assert len(logged(kept)) == 1
    assert not (kept / "logbook-new.db").exists()


def test_what_cannot_be_erased_is_told_and_tried_until_it_is(
    keepers: Callable[[], Keeper], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firmware_app.logbook.keeper._RETRY_S", 0.05)
    keeper = keepers()
    told(keeper)
    kept = tmp_path / "kept"
    assert until(lambda: count(kept) == 1)
    (kept / DAMAGED).mkdir()  # what is a folder cannot be unlinked
    keeper.erase()
    assert until(lambda: keeper.problem != "")
    time.sleep(0.2)
    assert keeper.erasures == 0
    (kept / DAMAGED).rmdir()
    assert until(lambda: keeper.erasures == 1)
    assert until(lambda: keeper.problem == "")
    keeper.close()
    assert logged(kept) == []
