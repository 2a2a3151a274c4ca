"""The time that a stick brings: the site's, for this stick, and never backwards."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from firmware_app.errors import CuelightError
from firmware_app.signing import STICK, sign
from firmware_app.stick.time_note import NOTE, leave_time, time_of
from tests.logbook.calls import moment
from tests.stick.test_token import VOLUME, a_key, public

TIME = 1_811_000_000
UNSET = replace(moment(0.0, wall_s=TIME - 86_400.0), trusted=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_key(tmp_path_factory.mktemp("site"))


@pytest.fixture
def stick(tmp_path: Path, site: Path) -> Path:
    leave_time(tmp_path, VOLUME, site, TIME + 0.4)
    return tmp_path


def test_a_unit_whose_clock_nobody_vouches_for_takes_it(stick: Path, site: Path) -> None:
    assert time_of(stick, VOLUME, public(site), UNSET) == TIME


def test_one_that_knows_better_or_is_later_does_not(stick: Path, site: Path) -> None:
    assert time_of(stick, VOLUME, public(site), replace(UNSET, trusted=True)) is None
    assert time_of(stick, VOLUME, public(site), replace(UNSET, wall_s=TIME + 1.0)) is None


def test_a_stick_need_not_bring_any(tmp_path: Path, site: Path) -> None:
    assert time_of(tmp_path, VOLUME, public(site), UNSET) is None


def test_that_of_another_stick_or_of_nobody_is_told(stick: Path, site: Path, tmp_path: Path) -> None:
    with pytest.raises(CuelightError, match="another stick"):
        time_of(stick, replace(VOLUME, serial="other"), public(site), UNSET)
    (tmp_path / "keys").mkdir()
    stranger = a_key(tmp_path / "keys", "stranger")
    with pytest.raises(CuelightError, match="not signed with the site's key"):
        time_of(stick, VOLUME, public(stranger), UNSET)
    note = stick / "cuelight" / NOTE
    note.with_name(NOTE + ".sig").unlink()
    sign(note, site, STICK)  # what is signed as a token is no time
    with pytest.raises(CuelightError, match="not signed"):
        time_of(stick, VOLUME, public(site), UNSET)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', '{"version": 1, "unix_s": "x"}'])
def test_one_that_cannot_be_read_is_told(stick: Path, site: Path, text: str) -> None:
    note = stick / "cuelight" / NOTE
    note.write_text(text)
    note.with_name(NOTE + ".sig").unlink()
    sign(note, site, "cuelight-clock")
    with pytest.raises(CuelightError, match="cuelight stick time"):
        time_of(stick, VOLUME, public(site), UNSET)
