"""The word that the export leaves for the kiosk, and who is believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from firmware_app.cli import main
from firmware_app.stick import StickState, StickWatch, Trouble, write_progress
from firmware_app.stick.progress import read_progress

THERE = next(path.name for path in sorted(Path("/sys/class/block").iterdir()))
"""Any block device of this machine."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CUELIGHT_STICK", str(tmp_path))
    return tmp_path


def test_what_is_told_is_shown_while_the_stick_is_there(folder: Path) -> None:
    assert read_progress(folder) == StickState()
    for word, state in {"busy": StickState(busy=True), "done": StickState(done=True)}.items():
        write_progress(folder, THERE, word)
        assert read_progress(folder) == state
        write_progress(folder, "sdzz9", word)
        assert read_progress(folder) == StickState()


@pytest.mark.parametrize("trouble", Trouble)
def test_the_exit_code_of_the_step_that_failed_is_the_trouble_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, trouble: Trouble
) -> None:
    monkeypatch.setenv("SERVICE_RESULT", "exit-code")
    monkeypatch.setenv("EXIT_STATUS", str(int(trouble)))
    assert main(["stick", "end", f"/dev/{THERE}"]) == 0
    assert read_progress(folder) == StickState(trouble=trouble)


def test_the_next_stick_of_the_same_name_is_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = folder / "block"
    (block / "sda" / "sda1").mkdir(parents=True)
    (block / "sda1").symlink_to(block / "sda" / "sda1")
    (block / "sda" / "diskseq").write_text("7\n")
    monkeypatch.setattr("firmware_app.stick.progress._BLOCK", block)
    write_progress(folder, "sda1", "done")
    assert read_progress(folder) == StickState(done=True)
    (block / "sda" / "diskseq").write_text("8\n")
    assert read_progress(folder) == StickState()


def test_whatever_else_ended_it_is_a_failure(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for result, status in (("timeout", "TERM"), ("exit-code", "1"), ("oom-kill", "")):
        monkeypatch.setenv("SERVICE_RESULT", result)
        monkeypatch.setenv("EXIT_STATUS", status)
        main(["stick", "end", f"/dev/{THERE}"])
        assert read_progress(folder) == StickState(trouble=Trouble.FAILED)


def test_a_good_end_says_nothing_new(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    main(["stick", "begin", f"/dev/{THERE}"])
    assert read_progress(folder) == StickState(busy=True)
    main(["stick", "done", f"/dev/{THERE}"])
    monkeypatch.setenv("SERVICE_RESULT", "success")
    main(["stick", "end", f"/dev/{THERE}"])
    assert read_progress(folder) == StickState(done=True)


OUTSIDE = '{"device": "../..", "plugged": "", "word": "done"}'


@pytest.mark.parametrize("rubbish", ["", "[]", "{", '{"device": 3}', OUTSIDE, "\xff"])
def test_rubbish_is_no_stick(folder: Path, rubbish: str) -> None:
    (folder / "stick.json").write_text(rubbish, encoding="latin-1")
    assert read_progress(folder) == StickState()


def test_the_kiosk_looks_now_and_then(folder: Path) -> None:
    watch = StickWatch(folder)
    assert watch.state() == StickState()
    write_progress(folder, THERE, "busy")
    assert watch.state() == StickState()  # a moment later it is the word of a moment ago
