"""When the unit believes its clock."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from firmware_app.logbook import Clock


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose clock nobody has set: its files lie in the folder."""
    monkeypatch.setattr("firmware_app.logbook.clock._SYNCHRONISED", tmp_path / "synchronized")
    monkeypatch.setattr("firmware_app.logbook.clock._SET_BY_BATTERY", tmp_path / "hctosys")
    return tmp_path


def test_a_clock_that_nobody_has_set_is_not_believed(machine: Path) -> None:
    assert not Clock().now().trusted
    assert not Clock(battery=True).now().trusted


def test_one_that_the_network_has_set_is(machine: Path) -> None:
    clock = Clock()
    (machine / "synchronized").touch()
    assert clock.now().trusted


def test_a_battery_is_believed_where_the_settings_say_so_and_the_kernel_took_it(machine: Path) -> None:
    (machine / "hctosys").write_text("0\n")
    assert not Clock(battery=True).now().trusted
    (machine / "hctosys").write_text("1\n")
    assert Clock(battery=True).now().trusted
    assert not Clock().now().trusted


def test_a_flat_battery_is_not(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (machine / "hctosys").write_text("1\n")
    monkeypatch.setattr(time, "time", lambda: 86_400.0)
    assert not Clock(battery=True).now().trusted


def test_the_time_since_the_start_does_not_run_back() -> None:
    clock = Clock()
    first, second = clock.now(), clock.now()
    assert 0.0 < first.up_s <= second.up_s
    assert first.boot_id == second.boot_id
