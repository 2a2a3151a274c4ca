"""Whatever is wrong with a file, it is said in one line that names it and the mend; and it is never passed over."""

from __future__ import annotations

import contextlib
import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware_app.audio import Recording, read_clip
from firmware_app.errors import InputError
from firmware_app.facts import Side
from tests.audio.sounds import noise, whole, written

KINDS = (
    ("good.wav", "PCM_16"),
    ("good.wav", "FLOAT"),
    ("good.flac", "PCM_16"),
    ("good.ogg", "VORBIS"),
    ("good.ogg", "OPUS"),
)


def replay(path: Path) -> None:
    whole(Recording(path))


def measure(path: Path) -> None:
    read_clip(path, Side.CALLER)


READERS = pytest.mark.parametrize("read", [replay, measure])


def complaint(read: Callable[[Path], object], path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    line = str(caught.value)
    assert line.startswith(f"{path}: ")
    assert "\n" not in line
    assert caught.value.exit_code == 2
    return line


def call(
    path: Path, subtype: str | None = None, *, seconds: float = 1.0, rate: int = 16_000, channels: int = 2
) -> Path:
    return written(path, noise(seconds, rate, channels=channels), rate, subtype)


@READERS
def test_a_file_that_is_not_there(tmp_path: Path, read: Callable[[Path], None]) -> None:
    assert "no such file; check the name" in complaint(read, tmp_path / "call.wav")


@READERS
def test_a_folder(tmp_path: Path, read: Callable[[Path], None]) -> None:
    assert "Is a directory" in complaint(read, tmp_path)


@READERS
def test_a_device_file(read: Callable[[Path], None]) -> None:
    assert "is not a file" in complaint(read, Path("/dev/zero"))


@READERS
def test_an_empty_file(tmp_path: Path, read: Callable[[Path], None]) -> None:
    path = tmp_path / "call.wav"
    path.touch()
    assert "is empty (0 bytes)" in complaint(read, path)


@READERS
def test_a_file_without_a_sample(tmp_path: Path, read: Callable[[Path], None]) -> None:
    path = written(tmp_path / "call.wav", np.zeros((0, 2), dtype=np.float32), 8_000)
    assert "is empty (0 samples)" in complaint(read, path)


@READERS
@pytest.mark.parametrize("content", [b"hello", b"RIFF", b"OggS", b"fLaC", b"\0" * 5000, b"RIFF\x24\0\0\0WAVEfmt "])
def test_what_is_no_sound(tmp_path: Path, read: Callable[[Path], None], content: bytes) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    complaint(read, path)


@READERS
def test_a_format_that_is_not_supported(tmp_path: Path, read: Callable[[Path], None]) -> None:
    assert "is AIFF; convert it to WAV, FLAC or Ogg" in complaint(read, call(tmp_path / "call.aiff"))


def test_a_call_with_one_channel_or_three(tmp_path: Path) -> None:
    assert "has 1 channel, and needs two: the caller first" in complaint(replay, call(tmp_path / "1.wav", channels=1))
    assert "has 3 channels" in complaint(replay, call(tmp_path / "3.wav", channels=3))
    assert "has 3 channels, and may have one or two" in complaint(measure, call(tmp_path / "3.wav", channels=3))


@READERS
@pytest.mark.parametrize("rate", [4_000, 7_999, 48_001, 96_000])
def test_a_rate_out_of_range(tmp_path: Path, read: Callable[[Path], None], rate: int) -> None:
    line = complaint(read, call(tmp_path / "call.wav", rate=rate))
    assert f"a sample rate of {rate} Hz; convert it to one from 8000 to 48000 Hz" in line


@READERS
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_values_that_are_no_numbers(tmp_path: Path, read: Callable[[Path], None], bad: float) -> None:
    sound = noise(1.0, 16_000, channels=2)
    sound[9_000, 0] = bad
    assert "no numbers" in complaint(read, written(tmp_path / "call.wav", sound, 16_000, "FLOAT"))


@READERS
@pytest.mark.parametrize(("name", "subtype"), KINDS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0.0, 1.0, exclude_max=True))
def test_a_file_cut_short_anywhere(
    tmp_path: Path, read: Callable[[Path], None], name: str, subtype: str, share: float
) -> None:
    good = tmp_path / name
    if not good.exists():
        call(good, subtype)
        read(good)
    content = good.read_bytes()
    cut = tmp_path / f"cut-{name}"
    cut.write_bytes(content[: max(1, int(share * len(content)))])
    complaint(read, cut)


@READERS
@pytest.mark.parametrize(("name", "subtype"), KINDS)
def test_a_file_that_lacks_its_last_byte_says_how_much_is_there(
    tmp_path: Path, read: Callable[[Path], None], name: str, subtype: str
) -> None:
    path = call(tmp_path / name, subtype, seconds=4.0)
    path.write_bytes(path.read_bytes()[:-1])
    line = complaint(read, path)
    assert "is cut short or damaged: " in line
    assert line.endswith("s can be read; copy or export it again")


@pytest.mark.parametrize(("name", "subtype"), KINDS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_gives_a_call_or_one_line(tmp_path: Path, name: str, subtype: str, data: st.DataObject) -> None:
    good = tmp_path / name
    if not good.exists():
        call(good, subtype)
    content = bytearray(good.read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    bad = tmp_path / f"bad-{name}"
    bad.write_bytes(content)
    with contextlib.suppress(InputError):  # and nothing else
        whole(Recording(bad))


@READERS
@pytest.mark.parametrize("size", [0xFFFF_FFFF, 0x7FFF_F000])
def test_a_wav_that_a_pipe_wrote_is_good(tmp_path: Path, read: Callable[[Path], None], size: int) -> None:
    path = call(tmp_path / "call.wav")
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    content[at : at + 4] = struct.pack("<I", size)
    path.write_bytes(content)
    read(path)


@READERS
def test_a_wav_with_more_behind_its_sound_is_good(tmp_path: Path, read: Callable[[Path], None]) -> None:
    path = call(tmp_path / "call.wav")
    path.write_bytes(path.read_bytes() + b"LIST\x04\0\0\0INFO")
    read(path)


@READERS
def test_a_flac_that_a_pipe_wrote(tmp_path: Path, read: Callable[[Path], None]) -> None:
    path = call(tmp_path / "call.flac")
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0  # the number of samples in STREAMINFO, 36 bits: 0 stands for unknown
    content[22:26] = bytes(4)
    path.write_bytes(content)
    assert "does not say how long it is; write it into a file" in complaint(read, path)


@pytest.mark.parametrize(("name", "subtype"), KINDS)
def test_a_call_that_is_cut_short_is_refused_before_its_first_block(tmp_path: Path, name: str, subtype: str) -> None:
    path = call(tmp_path / name, subtype, seconds=20.0)
    path.write_bytes(path.read_bytes()[:-2000])
    complaint(Recording, path)


def test_a_flac_damaged_in_its_middle_ends_in_one_line_and_not_in_a_shorter_call(tmp_path: Path) -> None:
    path = call(tmp_path / "call.flac", seconds=20.0)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2000] = bytes(2000)
    path.write_bytes(content)
    recording = Recording(path)  # its head and its end are as they should be
    with pytest.raises(InputError, match="is cut short or damaged"):
        list(recording.blocks())
    recording.close()


@READERS
@pytest.mark.parametrize("at", [0.5, 0.75])
def test_an_ogg_damaged_in_its_middle_ends_in_one_line_and_not_never(
    tmp_path: Path, read: Callable[[Path], None], at: float
) -> None:
    path = call(tmp_path / "call.ogg", "VORBIS", seconds=4.0, rate=8_000)
    content = bytearray(path.read_bytes())
    middle = int(at * len(content))
    content[middle : middle + 200] = bytes(200)
    path.write_bytes(content)
    assert "is cut short or damaged: " in complaint(read, path)


def test_a_read_that_gives_nothing_before_the_end_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = call(tmp_path / "call.wav", seconds=2.0)
    monkeypatch.setattr(soundfile.SoundFile, "tell", lambda sound: sound.frames)  # as behind some damage
    assert "is cut short or damaged: 0.000 of 2.000 s" in complaint(replay, path)


@READERS
@pytest.mark.parametrize("suffix", [b".wav", b".flac", b".ogg"])
def test_a_name_that_is_not_utf8_is_read_and_told_in_what_can_be_printed(
    tmp_path: Path, read: Callable[[Path], None], suffix: bytes
) -> None:
    path = tmp_path / os.fsdecode(b"n\xef\nb" + suffix)
    call(tmp_path / f"good{os.fsdecode(suffix)}").rename(path)
    read(path)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(InputError) as caught:
        read(path)
    line = str(caught.value)
    assert line.isprintable()
    assert rf"n\udcef\nb{suffix.decode()}: is cut short or damaged" in line
