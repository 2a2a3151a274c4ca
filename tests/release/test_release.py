"""Which release runs: never one that nobody signed, never for long one that does not come up."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.errors import CuelightError
from firmware_app.release import SHIPPED, Choice, Shelf, chosen, kept, version_in, version_of
from firmware_app.release.shelf import signature_of
from firmware_app.signing import RELEASE, STICK, sign
from tests.stick.test_token import a_key

ROOT = Path(__file__).parents[2]
VERSIONS = st.tuples(*[st.integers(0, 99)] * 3)
STEPS = st.lists(st.sampled_from(["taken", "started", "healthy", "fallen_back"]), max_size=30)


@given(VERSIONS, VERSIONS)
def test_versions_are_ordered_by_their_numbers(a: tuple[int, int, int], b: tuple[int, int, int]) -> None:
    texts = [".".join(map(str, each)) for each in (a, b)]
    assert [version_of(text) for text in texts] == [a, b]


@pytest.mark.parametrize("text", ["", "1.2", "1.2.3.4", "01.2.3", "1.2.x", "1.2.3 ", "../1.2.3"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        version_of(text)


@given(st.lists(VERSIONS, min_size=1), st.sampled_from(["arm64", "amd64"]))
def test_of_many_files_the_newest_is_found_by_its_numbers(versions: list[tuple[int, int, int]], machine: str) -> None:
    names = [f"cuelight-{'.'.join(map(str, each))}-{machine}.update" for each in versions]
    assert version_in(max([*names, "other.update"], key=version_in)) == max(versions)


def run(steps: list[str]) -> tuple[Choice, set[str]]:
    """The choice after some steps, and the versions that have been seen healthy by then."""
    choice, proven, number = Choice(), {SHIPPED}, 0
    for step in steps:
        if step == "taken":
            number += 1
            choice = choice.taken(f"0.{number}.0")
        else:
            choice = getattr(choice, step)()
        if step == "healthy":
            proven.add(choice.current)
    return choice, proven


@given(STEPS)
def test_what_there_is_to_fall_back_to_has_always_been_healthy(steps: list[str]) -> None:
    choice, proven = run(steps)
    assert choice.former in proven
    assert choice.trial or choice.current in proven
    assert choice.fallen_back().current in proven
    assert choice.fallen_back().trial is False


@given(STEPS)
def test_a_release_that_is_never_healthy_runs_no_more_than_three_times(steps: list[str]) -> None:
    choice, _ = run([*steps, "taken"])
    bad = choice.current
    ran = []
    for _ in range(6):
        choice = choice.started()
        ran.append(choice.current)
    assert ran.count(bad) == 3
    assert choice.refused == bad


def test_a_trial_ends_when_it_is_healthy_after_a_start_too() -> None:
    choice = Choice().taken("0.2.0").healthy()
    assert choice.trial
    assert not choice.started().healthy().trial


def test_what_was_damaged_on_the_card_may_come_again() -> None:
    trial = Choice().taken("0.2.0")
    assert trial.fallen_back(damaged=True).refused == ""
    assert trial.fallen_back().refused == "0.2.0"


def test_a_private_key_or_none_at_all_stops_an_image_before_it_is_begun(tmp_path: Path) -> None:
    key = a_key(tmp_path, "release")
    for wrong in (key, tmp_path / "nothing"):
        made = subprocess.run(
            [ROOT / "systemd/image/make.sh"],
            env={**os.environ, "RELEASE_KEY": str(wrong)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 2
        assert made.stderr.splitlines() == [
            f"image: RELEASE_KEY={wrong}: is no public key; name the file of ssh-keygen's that ends in .pub"
        ]


def test_a_choice_is_read_as_it_was_written(tmp_path: Path) -> None:
    choice = Choice("0.3.0", "0.2.0", trial=True, starts=2, refused="0.1.9")
    kept(tmp_path, choice)
    assert chosen(tmp_path) == choice
    assert [path.name for path in tmp_path.iterdir()] == ["choice.json"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"current": "../../etc"}', '{"nonsense": 1}', '{"starts": "x"}'])
def test_a_choice_that_cannot_be_read_is_the_shipped_one(tmp_path: Path, text: str) -> None:
    (tmp_path / "choice.json").write_text(text)
    assert chosen(tmp_path) == Choice()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    key = a_key(tmp_path, "release")
    public = " ".join(key.with_suffix(".pub").read_text().split()[:2])
    signers = tmp_path / "signers"
    signers.write_text(f'release namespaces="{RELEASE}" {public}\n')
    (tmp_path / "releases").mkdir()
    return Shelf(tmp_path / "releases", signers)


def offer(shelf: Shelf, purpose: str = RELEASE, key: str = "release") -> Path:
    file = shelf.signers.parent / "cuelight-0.2.0-amd64.update"
    file.write_bytes(b"a release" * 1000)
    sign(file, shelf.signers.with_name(key), purpose)
    return file


def test_what_is_signed_is_brought_and_put_in_its_place(shelf: Shelf) -> None:
    for version in ("0.1.5", "0.1.6", "0.1.7"):
        shelf.put(shelf.bring(offer(shelf)), version, {"0.1.5", "0.1.6", "0.1.7"})
    shelf.put(shelf.bring(offer(shelf)), "0.2.0", {"0.1.7", ""})
    assert shelf.whole(shelf.path("0.2.0"))
    assert {path.name for path in shelf.folder.glob("*.update")} == {"0.1.7.update", "0.2.0.update"}


def spoilt(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1] + b"x")


def linked(file: Path) -> None:
    file.rename(file.with_name("elsewhere"))
    file.symlink_to(file.with_name("elsewhere"))


def huge(file: Path) -> None:
    subprocess.run(["truncate", "-s", "200M", str(file)], check=True)


@pytest.mark.parametrize("harm", [spoilt, linked, huge, lambda file: signature_of(file).unlink()])
def test_what_is_damaged_leaves_nothing_behind(shelf: Shelf, harm: object) -> None:
    file = offer(shelf)
    assert callable(harm)
    harm(file)
    with pytest.raises(CuelightError, match="copy it anew"):
        shelf.bring(file)
    assert list(shelf.folder.iterdir()) == []


def test_neither_a_strangers_nor_a_sticks_signature_will_do(shelf: Shelf) -> None:
    a_key(shelf.signers.parent, "stranger")
    for purpose, key in ((RELEASE, "stranger"), (STICK, "release")):
        file = offer(shelf, purpose, key)
        with pytest.raises(CuelightError, match="not signed by who may release"):
            shelf.bring(file)
        signature_of(file).unlink()


def test_an_image_without_a_key_takes_none(shelf: Shelf) -> None:
    file = offer(shelf)
    shelf.signers.unlink()
    with pytest.raises(CuelightError, match="RELEASE_KEY"):
        shelf.bring(file)
