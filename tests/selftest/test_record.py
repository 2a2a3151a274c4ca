from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.desk import Fault
from firmware_app.doctor import Verdict
from firmware_app.doctor.last_selftest import last_selftest
from firmware_app.doctor.place import Place
from firmware_app.errors import InputError
from firmware_app.selftest import RECORD, Record, Result, read_record, save_record
from firmware_app.selftest.data_part import data_part
from firmware_app.selftest.result import PartError
from firmware_app.settings import LogbookSettings, Settings

results = st.lists(st.builds(Result, st.text(), st.text(), st.none() | st.sampled_from(Fault)))


@given(results, st.none() | st.floats(0, 4e9))
def test_what_is_saved_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, found: list[Result], wall_s: float | None
) -> None:
    folder = tmp_path_factory.mktemp("record")
    record = Record.of("desk-07", "0.1.0", wall_s, found)
    assert save_record(folder, record) == folder / RECORD
    assert read_record(folder) == record
    assert record.passed == (not record.failed)


@given(st.binary())
def test_rubbish_is_no_record(tmp_path_factory: pytest.TempPathFactory, rubbish: bytes) -> None:
    folder = tmp_path_factory.mktemp("record")
    (folder / RECORD).write_bytes(rubbish)
    assert read_record(folder) is None


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="give --record a folder that can"):
        save_record(tmp_path / "file", Record.of("desk-07", "0.1.0", None, []))


def test_the_doctor_tells_the_last_one(tmp_path: Path) -> None:
    settings, place = Settings(logbook=LogbookSettings(folder="/var/lib/cuelight")), Place(tmp_path)
    folder = tmp_path / "var/lib/cuelight"
    folder.mkdir(parents=True)
    assert last_selftest(settings, place).verdict is Verdict.UNKNOWN
    good, bad = Result("taps", "fine"), Result("press", "not pressed", Fault.LINES)
    save_record(folder, Record.of("desk-07", "0.1.0", 1_800_000_000.0, [good]))
    finding = last_selftest(settings, place)
    assert (finding.verdict, finding.found) == (Verdict.OK, "2027-01-15T08:00:00Z, by 0.1.0: 1 parts passed")
    save_record(folder, Record.of("desk-07", "0.1.0", None, [good, bad]))
    finding = last_selftest(settings, place)
    assert (finding.verdict, finding.found) == (Verdict.LOOK, "at an unknown time, by 0.1.0: failed: press")


def test_data_goes_there_and_back_and_leaves_nothing(tmp_path: Path) -> None:
    assert "64 kB written and read back" in data_part(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(PartError) as caught:
        data_part(tmp_path / "none")
    assert caught.value.fault is Fault.LOGBOOK
