"""The parts list: every part on a board is in it, and none hangs on one maker."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from firmware_app.desk import load_pinout
from tools.hardware import parts as parts_module
from tools.hardware.parts import GROUPS, boards, parts, parts_table, write_order

ROWS = {row.key: row for row in parts()}


def test_no_part_hangs_on_one_maker_but_the_pi() -> None:
    assert {row.key for row in ROWS.values() if row.single} == {"pi"}


def test_every_row_is_used_and_in_a_table() -> None:
    for row in ROWS.values():
        assert sum(row.used.values()) > 0, row.key
        assert set(row.used) <= set(GROUPS)
        for group in row.used:
            assert row.what in parts_table(group)


def test_parts_are_counted_on_the_boards() -> None:
    pinout = load_pinout()
    assert ROWS["led_amber"].used["LED board"] == sum(led.leds for led in pinout.lamps.values())
    assert ROWS["led_rgb"].used["LED board"] == pinout.mood[0].leds
    assert ROWS["opamp"].used["tap board"] == 1
    soldered = sum(len(board.parts) for board in boards())
    assert soldered == sum(len([part for part in board.parts if part.row in ROWS]) for board in boards())


def test_every_part_that_the_wiring_names_has_a_row() -> None:
    pinout = load_pinout()
    named = {led.part for _, led in pinout.leds()} | {pinout.buzzer.part, pinout.button.part}
    assert named <= set(ROWS)


def test_a_part_without_a_row_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = parts_module._said()
    del said["opamp"]
    monkeypatch.setattr(parts_module, "_said", lambda: said)
    with pytest.raises(KeyError, match="opamp"):
        parts()


def test_the_order_has_every_row(tmp_path: Path) -> None:
    write_order(tmp_path / "parts.csv")
    with (tmp_path / "parts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["key"] for row in rows] == list(ROWS)
    for row in rows:
        assert int(row["in all"]) == sum(ROWS[row["key"]].used.values())
