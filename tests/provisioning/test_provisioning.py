"""What IT writes on the boot partition: taken whole, or answered so that a person can mend it."""

from __future__ import annotations

import argparse
import json
import string
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.provision_commands import take_settings
from firmware_app.provisioning import Word, answers, blotted, leave_word, near_miss, offered, read_word
from firmware_app.provisioning.taking import take
from firmware_app.provisioning.wrongs import wrongs
from tests.test_settings import written

GOOD = '[unit]\ntime_zone = "Europe/Berlin"\n[logbook]\ndevice = "desk-07"\n'
PEM = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nAAAAB\n-----END OPENSSH PRIVATE KEY-----"
EXAMPLE = Path(__file__).parents[2] / "systemd/image/boot/cuelight-example.toml"


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    return folder / "cuelight.toml"


def problems(boot: Path, settings_file: Path) -> tuple[str, ...]:
    return take(offered(boot), settings_file).problems


def test_what_is_right_is_taken_once(tmp_path: Path, settings_file: Path) -> None:
    written(tmp_path, GOOD)
    assert take(offered(tmp_path), settings_file).changed
    assert settings_file.read_text() == GOOD
    assert settings_file.stat().st_mode & 0o777 == 0o644
    assert not take(offered(tmp_path), settings_file).changed


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode()])
def test_as_windows_writes_it(tmp_path: Path, settings_file: Path, data: bytes) -> None:
    (tmp_path / "cuelight.toml").write_bytes(data)
    assert problems(tmp_path, settings_file) == ()
    assert settings_file.read_text() == GOOD


def test_the_example_is_right_as_it_stands(tmp_path: Path, settings_file: Path) -> None:
    (tmp_path / "cuelight.toml").write_bytes(EXAMPLE.read_bytes())
    assert problems(tmp_path, settings_file) == ()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (GOOD.encode("utf-16"), "save it as UTF-8"),
        ('[logbook]\ndevice = "Bür"'.encode("latin-1"), "line 2"),
        (b"#" * 70_000, "longer than 65536 bytes"),
        (b"[unit\n", "not valid TOML"),
        (b"[unit]\ntime_zone = 'Berlin'\n", 'write it as "Europe/Berlin"'),
        (b"[unit]\ntime_zone = '../../etc/passwd'\n", "unit.time_zone"),
        (b"[logbook]\ndevice = '7'\n", "logbook.device"),
        (b"[export]\nsite_key = 'ssh-rsa AAAA'\n", "export.site_key"),
        (b"[export]\ntrainer_key = 'age'\n", "export.trainer_key"),
        (b"[call_path]\ntap_card = 'hw:0'\n", "names no sound card"),
        (b"[call_path]\ntopology = 'bridge-cards'\n", "call_path.headset_card"),
        (b"[call_path]\ntopology = 'bridge-usb'\n", "call_path.headset_card"),
        (PEM.encode(), "private key"),
    ],
)
def test_what_is_wrong_is_told_and_the_settings_of_before_stay(
    tmp_path: Path, settings_file: Path, data: bytes, says: str
) -> None:
    settings_file.write_text(GOOD)
    (tmp_path / "cuelight.toml").write_bytes(data)
    (problem,) = problems(tmp_path, settings_file)
    assert says in problem
    assert problem.isprintable()
    assert settings_file.read_text() == GOOD


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = "[coaching]\npause = 3\n[coaching.slow_down]\nlimit = 55\n[desk]\nbuzzer = 1\n"
    found = wrongs(text, "cuelight.toml")
    assert [line.split(":")[0] for line in found] == ["coaching.pause", "coaching.slow_down.limit", "desk.buzzer"]


@pytest.mark.parametrize("name", ["cuelight.toml.txt", "Cuelight.TOML.bak"])
def test_a_name_that_is_nearly_right_is_told(tmp_path: Path, settings_file: Path, name: str) -> None:
    (tmp_path / name).write_text(GOOD)
    (tmp_path / "cuelight-example.toml").write_text(GOOD)
    assert f"{name} is; rename it" in problems(tmp_path, settings_file)[0]


def test_a_key_under_a_name_that_is_nearly_right_is_told(tmp_path: Path, settings_file: Path) -> None:
    (tmp_path / "cuelight.toml.txt").write_bytes((GOOD + PEM).encode("utf-16"))
    (problem,) = problems(tmp_path, settings_file)
    assert "cuelight.toml.txt is; rename it. It holds a private key" in problem
    assert near_miss(tmp_path) == tmp_path / "cuelight.toml.txt"


def test_nothing_offered_is_a_problem_only_for_a_unit_that_has_nothing(tmp_path: Path, settings_file: Path) -> None:
    assert "is not there; copy cuelight-example.toml" in problems(tmp_path, settings_file)[0]
    settings_file.write_text(GOOD)
    assert problems(tmp_path, settings_file) == ()


@given(st.text(string.printable), st.text(string.printable))
def test_blotting_takes_the_key_and_nothing_else(before: str, after: str) -> None:
    data = before.encode() + PEM.encode() + after.encode()
    clean = blotted(data)
    assert len(clean) == len(data)
    assert b"b3BlbnNz" not in clean
    assert clean.startswith(before.encode())
    assert clean.endswith(after.encode())
    assert clean.count(b"\n") == data.count(b"\n")
    assert blotted(clean) == clean


@given(st.text(string.printable), st.text(string.printable), st.sampled_from(["utf-16-le", "utf-16-be"]))
def test_in_utf_16_too(before: str, after: str, coding: str) -> None:
    data = ("\ufeff" + before + PEM + after).encode(coding)
    clean = blotted(data)
    assert len(clean) == len(data)
    text = clean.decode(coding)
    assert "b3BlbnNz" not in text
    assert text.startswith("\ufeff" + before)
    assert text.endswith(after)
    assert blotted(clean) == clean


def test_a_key_that_is_cut_off_and_one_of_age_are_blotted_too() -> None:
    assert b"AAAA" not in blotted(b"x = '''-----BEGIN PRIVATE KEY-----\nAAAA")
    assert b"QQQQ" not in blotted(b"trainer_key = 'AGE-SECRET-KEY-1QQQQ'")
    public = b"trainer_key = 'age1qqqq'\nsite_key = 'ssh-ed25519 AAAA'"
    assert blotted(public) == public


def test_the_answer_is_numbered_and_goes_away_when_all_is_well() -> None:
    files = answers(["a: is wrong", "b: too"], "unit x", language="en", settled=False)
    text = files["cuelight-problems.txt"]
    assert "1. a: is wrong\r\n2. b: too\r\n" in text
    assert "no settings yet" in text
    assert "bisherigen" in answers(["a"], "", language="de", settled=True)["cuelight-problems.txt"]
    assert answers([], "unit x", language="en", settled=True) == {
        "cuelight-problems.txt": "",
        "cuelight-unit.txt": "unit x\r\n",
    }


def test_a_word_is_read_as_it_was_left(tmp_path: Path) -> None:
    word = Word(("a: ü",), settled=True, name="desk-07", time_zone="Europe/Berlin", language="de")
    leave_word(tmp_path, word)
    assert read_word(tmp_path) == word


@pytest.mark.parametrize("text", ["", "[]", '{"problems": 1}', json.dumps({"problems": [1], "settled": 1})])
def test_a_word_of_anything_else_is_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "word.json").write_text(text)
    assert read_word(tmp_path).problems


def test_where_no_word_was_left_there_is_none(tmp_path: Path) -> None:
    assert read_word(tmp_path) == Word()


@given(st.lists(st.text(max_size=2000), max_size=3), st.integers(0, 2000))
def test_a_word_is_never_too_long_to_be_read(texts: list[str], times: int) -> None:
    problems = tuple(text or "x" for text in texts) * times
    with TemporaryDirectory() as folder:
        leave_word(Path(folder), Word(problems, name="desk-07"))
        word = read_word(Path(folder))
    assert word.name == "desk-07"
    assert bool(word.problems) == bool(problems)
    assert len(problems) <= 40 or word.problems[-1] == f"and {len(problems) - 40} more; mend these first"


def test_what_cannot_be_kept_is_told_as_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, GOOD)
    monkeypatch.setenv("CUELIGHT_PROVISION", str(tmp_path))
    words = argparse.Namespace(boot=tmp_path, settings=tmp_path / "no" / "folder" / "cuelight.toml")
    assert take_settings(words) == 0
    (problem,) = read_word(tmp_path).problems
    assert "cannot be kept (No such file or directory)" in problem
    assert not read_word(tmp_path).settled


def test_settings_of_another_version_are_none_to_go_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = written(tmp_path, "[desk]\nof_the_future = 1\n")
    monkeypatch.setenv("CUELIGHT_PROVISION", str(tmp_path))
    (tmp_path / "boot").mkdir()
    assert take_settings(argparse.Namespace(boot=tmp_path / "boot", settings=kept)) == 0
    word = read_word(tmp_path)
    assert "of_the_future" in word.problems[0]
    assert not word.settled


def test_a_word_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    leave_word(tmp_path, Word(("a",)))
    (tmp_path / "word.json").rename(tmp_path / "other")
    (tmp_path / "word.json").symlink_to(tmp_path / "other")
    assert read_word(tmp_path).problems != ("a",)
    assert read_word(tmp_path).problems
