"""The commands as their users call them: exit codes, one line for an error, the same bytes for the same file."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from firmware_app.audio import SAMPLE_RATE
from firmware_app.cli import main
from firmware_app.coaching import CUES
from firmware_app.desk.scenes import SCENES
from firmware_app.share import shared_file

DEMO = shared_file("demo_call.ogg")
EVENTS = {"format", "call", "turn", "anger", "pace", "cue", "hold", "suspended"}


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Settings as `cuelight demo` has them: the call is too short to learn the agent's usual rate from."""
    file = tmp_path_factory.mktemp("demo") / "cuelight.toml"
    file.write_text("[coaching.slow_down]\nusual = 4.2\n", encoding="utf-8")
    return str(file)


@pytest.fixture(scope="module")
def replayed(at_work: str, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The demo call's events."""
    out = tmp_path_factory.mktemp("demo") / "events.jsonl"
    assert main(["replay", str(DEMO), "--events", str(out), "--settings", at_work]) == 0
    return out.read_bytes()


def events(text: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_demo_call_brings_the_cues_it_was_made_for_and_its_caller_calms_down(replayed: bytes) -> None:
    lit = [event["cue"] for event in events(replayed) if event["event"] == "cue" and event["on"]]
    # answered too soon, talked too fast, talked over, went silent; then the caller calms down and hangs up
    for cue in ("pause", "slow_down", "listen", "dont_hold", "calmed", "note"):
        assert cue in lit
    moods = [event["angry"] for event in events(replayed) if event["event"] == "anger"]
    assert moods[0] is False
    assert True in moods
    assert moods[-1] is False


def test_events_are_as_the_contract_has_them(replayed: bytes) -> None:
    told = events(replayed)
    assert told[0] == {"t": 0.0, "event": "format", "version": 1}
    assert {event["event"] for event in told} == EVENTS
    times = [event["t"] for event in told]
    assert times == sorted(times)  # type: ignore[type-var]
    lit: str | None = None
    for event in told:
        if event["event"] == "cue":
            assert event["cue"] in CUES
            again = event.get("state") is not None and lit == event["cue"]  # a pause that waits, or runs down anew
            assert again or (lit is None) == event["on"]  # one at a time
            lit = str(event["cue"]) if event["on"] else None
    assert lit is None


def test_anger_is_told_at_least_twice_a_second_while_the_caller_speaks(replayed: bytes) -> None:
    began: float | None = None
    heard: list[float] = []
    longest = 0.0
    for event in events(replayed):
        t = float(str(event["t"]))
        if event["event"] == "turn" and event["who"] == "caller":
            if event["on"]:
                began, heard = t, [t]
            elif began is not None:
                longest = max([longest, *np.diff([*heard, t]).tolist()])
                began = None
        elif event["event"] == "anger" and began is not None:
            heard.append(t)
    assert 0.0 < longest <= 0.5


def test_the_same_file_gives_the_same_bytes(replayed: bytes, at_work: str, tmp_path: Path) -> None:
    out = tmp_path / "again.jsonl"
    words = ["replay", str(DEMO), "--events", str(out), "--settings", at_work]
    subprocess.run([sys.executable, "-m", "firmware_app", *words], check=True)
    assert out.read_bytes() == replayed


def test_events_go_to_standard_output_for_a_dash(
    replayed: bytes, at_work: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["replay", str(DEMO), "--events", "-", "--settings", at_work]) == 0
    assert capsys.readouterr().out.encode() == replayed


@pytest.mark.slow
def test_demo_fast_shows_the_desk_in_plain_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--fast"]) == 0
    out = capsys.readouterr().out
    assert "[LISTEN]" in out
    assert "[SLOW DOWN]" in out


def write(path: Path, sound: object, rate: int = SAMPLE_RATE) -> Path:
    soundfile.write(path, np.asarray(sound), rate)
    return path


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Runs a command that must fail by its input; returns its one line."""
    assert main(words) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("cuelight: ")
    assert "Traceback" not in said
    return said


def test_bad_calls_are_refused_in_one_line_that_names_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    second = np.zeros((SAMPLE_RATE, 2))
    mono = write(tmp_path / "mono.wav", second[:, 0])
    empty = tmp_path / "empty.wav"
    empty.touch()
    cut = write(tmp_path / "cut.wav", second)
    cut.write_bytes(cut.read_bytes()[: SAMPLE_RATE * 2])
    fast = write(tmp_path / "fast.wav", second, 96_000)
    for path in (mono, empty, cut, fast, tmp_path / "absent.wav", tmp_path):
        assert str(path) in refused(["replay", str(path)], capsys)


def test_a_call_may_come_in_two_files_and_the_wrong_way_round(
    replayed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, rate = soundfile.read(DEMO, dtype="float32")
    caller, agent = (write(tmp_path / f"{k}.flac", sound[:, k], rate) for k in range(2))
    swapped = write(tmp_path / "swapped.flac", sound[:, ::-1], rate)
    assert main(["replay", "--caller", str(caller), "--agent", str(agent), "--events", "-"]) == 0
    pair = capsys.readouterr().out
    assert main(["replay", str(swapped), "--swap", "--events", "-"]) == 0
    assert capsys.readouterr().out == pair
    assert [line for line in pair.splitlines() if '"cue"' in line]


def test_a_call_with_both_voices_on_both_channels_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, rate = soundfile.read(DEMO, dtype="float32")
    both = write(tmp_path / "both.flac", np.stack((sound.mean(axis=1),) * 2, axis=1)[: 30 * rate], rate)
    assert main(["replay", str(both), "--events", "-"]) == 0
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "both.flac: at " in said.err
    assert "export each side on a channel of its own" in said.err
    assert '"event": "sides", "are": "same"' in said.out


def test_bad_words_and_settings_are_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "cuelight.toml"
    settings.write_text("[coaching]\npause_s = 99\n")
    assert "coaching.pause_s" in refused(["replay", str(DEMO), "--settings", str(settings)], capsys)
    assert "--settings" in refused(["replay", str(DEMO), "--settings"], capsys)
    assert "measure" in refused(["measure", "--role", "caller"], capsys)
    refused([], capsys)
    refused(["measure", "--role", "nobody", "x.wav"], capsys)
    missing = tmp_path / "no" / "such" / "folder.jsonl"
    assert str(missing) in refused(["replay", str(DEMO), "--events", str(missing)], capsys)


def test_a_missing_or_damaged_model_is_refused_in_one_line(tmp_path: Path) -> None:
    """In a copy of the project: a wheel whose model was cut short on the card."""
    shutil.copytree(shared_file("models").parent / "firmware_app", tmp_path / "firmware_app")
    shutil.copytree(shared_file("hardware"), tmp_path / "hardware")
    (tmp_path / "models").mkdir()
    for name in ("anger.tflite", "anger.json", "pace.tflite", "shipped.json"):
        shutil.copy(shared_file(f"models/{name}"), tmp_path / "models" / name)
    for damage in (lambda path: path.write_bytes(path.read_bytes()[:1000]), lambda path: path.unlink()):
        damage(tmp_path / "models" / "anger.tflite")
        done = subprocess.run(
            [sys.executable, "-m", "firmware_app", "replay", str(DEMO)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "anger.tflite" in done.stderr


def test_the_desk_shows_every_scene_or_those_that_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desk", "--list"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names == list(SCENES)
    assert main(["desk"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert len(shown) == len(names)
    assert main(["desk", "pause", "fault_3"]) == 0
    pause, fault = capsys.readouterr().out.splitlines()
    assert "[PAUSE 2 S]" in pause
    assert "wait at least 2 seconds" in pause
    assert "fault 3: neither side is heard  look at the sound card" in fault
    assert main(["desk", "nonsense"]) == 2
    assert capsys.readouterr().err == "cuelight: desk: nonsense: no such scene; cuelight desk --list names them\n"
    assert main(["desk", "--seconds", "0"]) == 2


def test_measure_gives_a_row_a_file_and_a_bad_one_costs_only_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound, rate = soundfile.read(DEMO)
    clip = write(tmp_path / "angry.wav", sound[12 * rate : 19 * rate, 0], rate)
    quiet = write(tmp_path / "quiet.wav", np.zeros(rate), rate)
    bad = tmp_path / "bad.wav"
    bad.write_text("no sound")
    names = tmp_path / "names.txt"
    names.write_text(f"{quiet}\n")
    assert main(["measure", "--role", "caller", str(clip), str(bad), "--list", str(names)]) == 2
    out, err = capsys.readouterr()
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["file"] for row in rows] == [str(clip), str(quiet)]
    assert list(rows[0]) == ["file", "duration_s", "speech_s", "anger"]
    assert float(rows[0]["duration_s"]) == pytest.approx(7.0, abs=0.001)
    assert float(rows[0]["anger"]) > 0.5
    assert float(rows[1]["speech_s"]) == 0.0
    assert float(rows[1]["anger"]) == 0.0
    assert err.count("\n") == 1
    assert str(bad) in err


def test_measure_an_agents_clip(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sound, rate = soundfile.read(DEMO)
    clip = write(tmp_path / "agent.wav", sound[int(0.5 * rate) : int(4.8 * rate), 1], rate)
    assert main(["measure", "--role", "agent", str(clip)]) == 0
    (row,) = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert list(row) == ["file", "duration_s", "speech_s", "syllables", "syllables_per_s"]
    assert float(row["syllables"]) == pytest.approx(11.0, abs=1.5)  # "Good morning, this is Sam. How can I help you?"
    assert float(row["syllables_per_s"]) == pytest.approx(float(row["syllables"]) / float(row["speech_s"]), rel=0.01)


def test_events_never_cost_a_file_that_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = tmp_path / "call.ogg"
    shutil.copy(DEMO, call)
    before = call.read_bytes()
    assert "is the call itself" in refused(["replay", str(call), "--events", str(call)], capsys)
    assert call.read_bytes() == before
    old = tmp_path / "old.jsonl"
    old.write_text("kept")
    refused(["replay", str(tmp_path / "absent.wav"), "--events", str(old)], capsys)
    assert old.read_text() == "kept"


def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "firmware_app", "replay", str(DEMO), "--events", "-"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr


def test_names_in_a_list_may_hold_odd_signs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    odd = write(tmp_path / "odd \u0085 name.wav", np.zeros(SAMPLE_RATE))
    names = tmp_path / "names.txt"
    names.write_bytes(b"\xef\xbb\xbf" + str(odd).encode() + b"\r\n")
    assert main(["measure", "--role", "caller", "--list", str(names)]) == 0
    assert str(odd) in capsys.readouterr().out


def test_a_name_that_is_no_text_comes_out_as_it_went_in(tmp_path: Path) -> None:
    path = os.path.join(os.fsencode(tmp_path), b"n\xff.wav")  # noqa: PTH118 - a Path cannot be made of bytes
    shutil.copy(write(tmp_path / "plain.wav", np.zeros(SAMPLE_RATE)), path)
    command = [sys.executable.encode(), b"-m", b"firmware_app", b"measure", b"--role", b"caller", path]
    environment = os.environ | {"PYTHONIOENCODING": "utf-8:strict"}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert path in done.stdout
