"""A whole company's tables, read by DuckDB as the README says: a thousand units, thirty days."""

from __future__ import annotations

import itertools
import random
import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from firmware_app.bundle.tables import write_tables
from firmware_app.logbook import CallRecord, Logged
from tools.weeks import made_up, weeks

pytestmark = pytest.mark.slow

README = Path(__file__).parents[2] / "README.md"
DEVICES, DAYS, CALLS = 1000, 30, 10


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Counter[int], Counter[int]]:
    """Tables of all units below one folder; calls by hour, and those of them with anger, counted while they were made.

    One unit in fifty was exported twice.
    """
    folder = tmp_path_factory.mktemp("company")
    chance = random.Random(1)
    pool = [made_up(chance) for _ in range(300)]
    plan = list(weeks(pool, DAYS, CALLS, chance))
    calls, angry = Counter[int](), Counter[int]()
    for device in range(DEVICES):
        logged = [one(f"call-{device}-{seq}", seq, *each, chance.choice(pool)) for seq, each in enumerate(plan)]
        for call in logged:
            hour = time.localtime(call.began_at).tm_hour
            calls[hour] += 1
            angry[hour] += call.call.angry_spells > 0
        for again in range(2 if device % 50 == 0 else 1):
            place = folder / f"desk-{device:04d}" / f"calls-{again}"
            place.mkdir(parents=True)
            write_tables(place, f"desk-{device:04d}", "log-1", logged, 900)
    return folder, calls, angry


def one(name: str, seq: int, boot: str, began_s: float, wall_s: float, _: CallRecord, call: CallRecord) -> Logged:
    day = wall_s // 86_400
    return Logged(seq, name, int(day), int(day), began_s, wall_s + began_s, True, replace(call, began_s=began_s))


def query() -> str:
    """The worked query of the README."""
    (found,) = re.findall(r"```sql\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    return found


def test_the_readmes_query_counts_a_company_right(
    company: tuple[Path, Counter[int], Counter[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, calls, angry = company
    monkeypatch.chdir(folder)
    table = duckdb.sql(query())
    assert table.columns[:3] == ["hour", "calls", "with_anger_percent"]
    rows = table.fetchall()
    assert sum(row[1] for row in rows) == DEVICES * DAYS * CALLS
    assert {row[0]: row[1] for row in rows} == dict(calls)
    assert {row[0]: row[2] for row in rows} == pytest.approx(
        {hour: 100 * angry[hour] / calls[hour] for hour in calls}, abs=0.06
    )


def test_the_types_are_those_of_the_schema(company: tuple[Path, Counter[int], Counter[int]]) -> None:
    from firmware_app.bundle.columns import TABLES

    kinds = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
    kinds["time"] = "TIME"
    for name, columns in TABLES.items():
        table = duckdb.sql(f"SELECT * FROM read_csv('{company[0]}/**/{name}')")
        found = dict(zip(table.columns, map(str, table.types), strict=True))
        assert found == {column.name: kinds[column.kind] for column in columns}


def test_a_cue_finds_its_call(company: tuple[Path, Counter[int], Counter[int]]) -> None:
    folder = company[0]
    rows = duckdb.sql(
        f"SELECT count(*), count(calls.call) FROM read_csv('{folder}/*/calls-0/cues.csv') cues "
        f"LEFT JOIN read_csv('{folder}/*/calls-0/calls.csv') calls USING (call)"
    ).fetchall()
    assert rows[0][0] == rows[0][1] > DEVICES
    assert len(list(itertools.islice(folder.iterdir(), DEVICES + 1))) == DEVICES
