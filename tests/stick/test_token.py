"""Which sticks get anything: those the site has signed, for this very stick, as long as they are good."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_app.cli import main
from firmware_app.errors import CuelightError
from firmware_app.signing import BUNDLE, sign
from firmware_app.stick import Trouble, Volume
from firmware_app.stick.token import TOKEN, authorise, check_token
from firmware_app.stick.trouble import StickError
from tests.logbook.calls import moment

VOLUME = Volume(Path("/dev/sda1"), "vfat", "1234-ABCD", "AA0123456789")
UNTIL = dt.date(2027, 1, 31)
NOW = moment(wall_s=dt.datetime(2027, 1, 31, 12).timestamp())


def a_key(folder: Path, name: str = "site") -> Path:
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_key(tmp_path_factory.mktemp("site"))


def public(key: Path) -> str:
    return key.with_suffix(".pub").read_text()


@pytest.fixture
def stick(tmp_path: Path, site: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    authorise(folder, VOLUME, site, UNTIL)
    return folder


def refused(stick: Path, site: Path, volume: Volume = VOLUME) -> str:
    with pytest.raises(StickError) as error:
        check_token(stick, volume, public(site), NOW)
    assert error.value.trouble is Trouble.NOT_OURS
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_authorised_stick_is_taken_until_its_day_is_over(stick: Path, site: Path) -> None:
    check_token(stick, VOLUME, public(site), NOW)
    tomorrow = replace(NOW, wall_s=NOW.wall_s + 86_400)
    with pytest.raises(StickError, match="was good until 2027-01-31"):
        check_token(stick, VOLUME, public(site), tomorrow)
    check_token(stick, VOLUME, public(site), replace(tomorrow, trusted=False))  # a clock nobody set ends nothing


def test_authorised_again_it_is_good_again(stick: Path, site: Path) -> None:
    authorise(stick, VOLUME, site, UNTIL + dt.timedelta(days=10))
    check_token(stick, VOLUME, public(site), replace(NOW, wall_s=NOW.wall_s + 86_400))


def test_a_token_copied_to_another_stick_opens_nothing(stick: Path, site: Path) -> None:
    for other in (replace(VOLUME, id="9999-0000"), replace(VOLUME, serial="BB")):
        assert "is of another stick" in refused(stick, site, other)


def test_another_sites_key_and_a_bundles_signature_open_nothing(stick: Path, site: Path, tmp_path: Path) -> None:
    assert "not signed with the site's key" in refused(stick, a_key(tmp_path, "other"))
    (stick / "cuelight" / f"{TOKEN}.sig").unlink()
    sign(stick / "cuelight" / TOKEN, site, BUNDLE)  # the right key, for another purpose
    assert "not signed with the site's key" in refused(stick, site)


def test_authorising_follows_no_link_to_a_file_of_the_pc(tmp_path: Path, site: Path) -> None:
    mine = tmp_path / "authorized_keys"
    mine.write_text("mine")
    (tmp_path / "stick" / "cuelight").mkdir(parents=True)
    for name in (TOKEN, f"{TOKEN}.sig"):
        (tmp_path / "stick" / "cuelight" / name).symlink_to(mine)
    authorise(tmp_path / "stick", VOLUME, site, UNTIL)
    assert mine.read_text() == "mine"
    check_token(tmp_path / "stick", VOLUME, public(site), NOW)
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "cuelight").symlink_to(tmp_path)
    with pytest.raises(CuelightError, match="is a link"):
        authorise(tmp_path / "linked", VOLUME, site, UNTIL)


def test_without_a_site_nobody_is_let_in(stick: Path) -> None:
    with pytest.raises(StickError, match=r"export\.site_key is not set"):
        check_token(stick, VOLUME, "", NOW)


def test_a_site_key_that_is_none_lets_nobody_in(stick: Path) -> None:
    for wrong in ("ssh-ed25519", "rubbish", "ssh-ed25519 AAAA\n* ssh-ed25519 BBBB"):
        with pytest.raises(StickError, match="not signed with the site's key"):
            check_token(stick, VOLUME, wrong, NOW)


@pytest.mark.parametrize("name", [TOKEN, f"{TOKEN}.sig"])
def test_links_pipes_folders_and_giants_are_no_tokens(stick: Path, site: Path, tmp_path: Path, name: str) -> None:
    path = stick / "cuelight" / name
    real = shutil.copy(path, tmp_path / "real")
    for make in (
        lambda: path.symlink_to(real),
        lambda: os.mkfifo(path),
        path.mkdir,
        lambda: path.write_bytes(bytes(10_000_000)),
        lambda: None,
    ):
        path.unlink() if not path.is_dir() else path.rmdir()
        make()
        assert refused(stick, site)
        if not path.exists():
            path.touch()


def test_a_linked_folder_is_none(stick: Path, site: Path, tmp_path: Path) -> None:
    (stick / "cuelight").rename(tmp_path / "elsewhere")
    (stick / "cuelight").symlink_to(tmp_path / "elsewhere")
    assert "the stick has none" in refused(stick, site)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 0.999), value=st.integers(1, 255))
def test_no_byte_of_a_token_may_change(stick: Path, site: Path, place: float, value: int) -> None:
    path = stick / "cuelight" / TOKEN
    whole = path.read_bytes()
    spoilt = bytearray(whole)
    spoilt[int(place * len(whole))] ^= value
    path.write_bytes(spoilt)
    try:
        assert refused(stick, site)
    finally:
        path.write_bytes(whole)


def test_a_signed_token_of_another_version_is_refused(stick: Path, site: Path) -> None:
    path = stick / "cuelight" / TOKEN
    for told in ({"version": 2}, {"until": "never"}, {"more": 1}):
        path.write_text(json.dumps(json.loads(path.read_text()) | told))
        path.with_name(f"{TOKEN}.sig").unlink()
        sign(path, site, "cuelight-stick")
        assert "is of another version" in refused(stick, site)


def test_a_stick_without_an_id_cannot_be_authorised(tmp_path: Path, site: Path) -> None:
    with pytest.raises(CuelightError, match="format it anew"):
        authorise(tmp_path, replace(VOLUME, id=""), site, UNTIL)


def test_the_command_names_what_is_wrong(tmp_path: Path, site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stick", "authorise", str(tmp_path / "none"), "--key", str(site)]) == 2
    assert "is no folder" in capsys.readouterr().err
    assert main(["stick", "authorise", str(tmp_path), "--key", str(tmp_path / "none")]) == 2
    assert "no such key; make one: ssh-keygen" in capsys.readouterr().err
    for wrong in (Path("/proc"), tmp_path):
        assert main(["stick", "authorise", str(wrong), "--key", str(site)]) == 2
        assert "no disk is mounted there" in capsys.readouterr().err
