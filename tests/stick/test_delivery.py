"""What comes to lie on a stick."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from firmware_app import stick_light
from firmware_app.bundle import Origin
from firmware_app.stick import Trouble, Volume
from firmware_app.stick.delivery import write
from firmware_app.stick.trouble import StickError
from tests.logbook.calls import moment

VOLUME = Volume(Path("/dev/sda1"), "vfat", "1234-ABCD", "AA0123456789")


def test_a_unit_that_has_heard_no_call_leaves_what_it_thinks_of_itself(tmp_path: Path) -> None:
    origin = Origin("desk-07", tmp_path / "logbook.db", tmp_path, beside={"doctor.txt": "clock: look\n"})
    path = write(VOLUME, tmp_path, origin, moment(0.0))
    assert path == tmp_path / "cuelight/desk-07/no-calls-yet"
    assert [(file.name, file.read_text()) for file in path.iterdir()] == [("doctor.txt", "clock: look\n")]


def test_a_release_that_was_refused_is_told_when_the_bundle_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUELIGHT_STICK", str(tmp_path))
    monkeypatch.setattr(stick_light, "RELEASE_REFUSED", tmp_path / "refused")
    arguments = argparse.Namespace(device=Path("/dev/sda1"))
    assert stick_light.done(arguments) == 0
    (tmp_path / "refused").touch()
    with pytest.raises(StickError) as caught:
        stick_light.done(arguments)
    assert caught.value.trouble is Trouble.UPDATE
