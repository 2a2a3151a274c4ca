from __future__ import annotations

import itertools
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.audio import SAMPLE_RATE, MonoPair, Recording, Swapped, read_clip
from firmware_app.errors import InputError
from firmware_app.facts import Side
from tests.audio.sounds import AGENT_HZ, CALLER_HZ, joined, level_at, noise, tones, whole, written

RATES = (8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000)
FORMATS = (
    ("call.wav", "PCM_16"),
    ("call.wav", "PCM_24"),
    ("call.wav", "FLOAT"),
    ("call.wav", "ULAW"),
    ("call.flac", "PCM_16"),
    ("call.ogg", "VORBIS"),
    ("call.ogg", "OPUS"),
)
OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)


@pytest.mark.parametrize(
    ("name", "subtype", "rate"),
    [(n, s, r) for n, s in FORMATS for r in (OPUS_RATES if s == "OPUS" else RATES)],
)
def test_each_channel_comes_out_on_its_own_side(tmp_path: Path, name: str, subtype: str, rate: int) -> None:
    path = written(tmp_path / name, tones(2.0, rate, CALLER_HZ, AGENT_HZ), rate, subtype)
    caller, agent = whole(Recording(path))
    assert abs(len(caller) - 2 * SAMPLE_RATE) <= 1
    middle = slice(SAMPLE_RATE // 2, SAMPLE_RATE * 3 // 2)
    assert level_at(caller[middle], CALLER_HZ) == pytest.approx(0.3, rel=0.05)
    assert level_at(agent[middle], AGENT_HZ) == pytest.approx(0.3, rel=0.05)
    assert level_at(caller[middle], AGENT_HZ) < 0.01
    assert level_at(agent[middle], CALLER_HZ) < 0.01


def test_what_is_at_the_rooms_rate_passes_untouched(tmp_path: Path) -> None:
    sound = noise(1.0, SAMPLE_RATE, channels=2)
    caller, agent = whole(Recording(written(tmp_path / "call.wav", sound, SAMPLE_RATE, "FLOAT")))
    np.testing.assert_array_equal(caller, sound[:, 0])
    np.testing.assert_array_equal(agent, sound[:, 1])


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("hz", [300.0, 3400.0])
def test_the_telephone_band_keeps_its_level(tmp_path: Path, rate: int, hz: float) -> None:
    path = written(tmp_path / "call.wav", tones(2.0, rate, hz, hz), rate, "FLOAT")
    caller, _ = whole(Recording(path))
    middle = slice(SAMPLE_RATE // 2, SAMPLE_RATE * 3 // 2)
    assert 20 * np.log10(level_at(caller[middle], hz) / 0.3) == pytest.approx(0.0, abs=0.05)


def test_what_is_above_the_rooms_band_does_not_fold_back(tmp_path: Path) -> None:
    path = written(tmp_path / "call.wav", tones(2.0, 48_000, 13_000.0, 13_000.0), 48_000, "FLOAT")
    caller, _ = whole(Recording(path))
    assert np.abs(caller[SAMPLE_RATE // 2 : SAMPLE_RATE * 3 // 2]).max() < 0.3e-4  # 80 dB down


@settings(max_examples=40, deadline=None)
@given(
    rate=st.sampled_from(RATES),
    frames=st.integers(1, 30_000),
    block_s=st.floats(0.0001, 3.0),
    subtype=st.sampled_from(["PCM_16", "FLOAT"]),
)
def test_any_block_size_gives_the_same_sound(rate: int, frames: int, block_s: float, subtype: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(Path(folder) / "call.wav", noise(frames / rate, rate, channels=2), rate, subtype)
        sound, _ = soundfile.read(path, dtype="float32")
        recording = Recording(path, block_s)
        blocks = list(recording.blocks())
        recording.close()
    size = max(1, round(block_s * SAMPLE_RATE))
    assert {len(b.caller) for b in blocks[:-1]} <= {size}
    assert all(not b.lost for b in blocks)
    one_shot = sound if rate == SAMPLE_RATE else soxr.resample(sound, rate, SAMPLE_RATE, quality="HQ")
    if len(one_shot) == 0:  # a sample or two of 48 kHz may give none
        assert blocks == []
        return
    np.testing.assert_array_equal(np.stack(joined(blocks), axis=1), one_shot)


def test_a_long_recording_is_never_whole_in_memory(tmp_path: Path) -> None:
    path = written(tmp_path / "call.flac", np.tile(noise(10.0, 8_000, channels=2), (30, 1)), 8_000)
    tracemalloc.start()
    try:
        recording = Recording(path)
        samples = sum(len(block.caller) for block in recording.blocks())
        recording.close()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert samples == 300 * SAMPLE_RATE
    assert peak < 1_000_000  # as float32 at 16 kHz, the whole would be 38 MB


def test_closing_ends_the_blocks_and_may_be_done_twice(tmp_path: Path) -> None:
    recording = Recording(written(tmp_path / "call.wav", noise(5.0, 8_000, channels=2), 8_000))
    stream = recording.blocks()
    next(stream)
    recording.close()
    recording.close()
    assert list(stream) == []


def test_the_length_is_known_before_it_is_read(tmp_path: Path) -> None:
    recording = Recording(written(tmp_path / "call.ogg", noise(2.5, 22_050, channels=2), 22_050))
    assert recording.duration_s == pytest.approx(2.5)
    recording.close()


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("name", ["clip.wav", "clip.flac", "clip.ogg"])
def test_a_clip_is_one_side_whole(tmp_path: Path, name: str, rate: int) -> None:
    path = written(tmp_path / name, tones(1.0, rate, CALLER_HZ), rate)
    for side in Side:
        samples = read_clip(path, side)
        assert samples.shape == (SAMPLE_RATE,)
        assert samples.dtype == np.float32
        assert level_at(samples, CALLER_HZ) == pytest.approx(0.3, rel=0.02)


def test_a_clip_of_two_channels_is_the_side_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path / "clip.wav", tones(1.0, 8_000, CALLER_HZ, AGENT_HZ), 8_000)
    for side, own, other in ((Side.CALLER, CALLER_HZ, AGENT_HZ), (Side.AGENT, AGENT_HZ, CALLER_HZ)):
        samples = read_clip(path, side)
        assert level_at(samples, own) == pytest.approx(0.3, rel=0.02)
        assert level_at(samples, other) < 0.003


def test_a_clip_and_a_recording_hear_the_same(tmp_path: Path) -> None:
    path = written(tmp_path / "call.wav", noise(3.0, 44_100, channels=2), 44_100)
    for side, samples in zip((Side.CALLER, Side.AGENT), whole(Recording(path)), strict=True):
        np.testing.assert_array_equal(read_clip(path, side), samples)


def test_the_same_file_gives_the_same_blocks(tmp_path: Path) -> None:
    path = written(tmp_path / "call.ogg", noise(2.0, 48_000, channels=2), 48_000)
    once, again = Recording(path), Recording(path)
    for first, second in itertools.zip_longest(once.blocks(), again.blocks()):
        assert first.start == second.start
        np.testing.assert_array_equal(first.caller, second.caller)
        np.testing.assert_array_equal(first.agent, second.agent)
    once.close()
    again.close()


def test_two_files_of_one_channel_are_a_call(tmp_path: Path) -> None:
    sound = noise(3.0, SAMPLE_RATE, channels=2)
    sides = [written(tmp_path / f"{k}.wav", sound[:, k : k + 1], SAMPLE_RATE, "FLOAT") for k in range(2)]
    caller, agent = whole(MonoPair(*sides))
    np.testing.assert_array_equal(caller, sound[:, 0])
    np.testing.assert_array_equal(agent, sound[:, 1])


def test_the_files_may_have_rates_of_their_own_and_end_a_little_apart(tmp_path: Path) -> None:
    caller = written(tmp_path / "c.wav", tones(2.0, 8_000, CALLER_HZ), 8_000, "PCM_16")
    agent = written(tmp_path / "a.wav", tones(2.4, 48_000, AGENT_HZ), 48_000, "PCM_16")
    heard = whole(MonoPair(caller, agent))
    assert [abs(len(side) - 2.4 * SAMPLE_RATE) <= 1 for side in heard] == [True, True]
    assert not heard[0][round(2.1 * SAMPLE_RATE) :].any()
    assert level_at(heard[1][SAMPLE_RATE : 2 * SAMPLE_RATE], AGENT_HZ) == pytest.approx(0.3, rel=0.05)


def test_files_of_two_calls_are_refused_and_so_is_one_with_two_channels(tmp_path: Path) -> None:
    short = written(tmp_path / "s.wav", noise(2.0, SAMPLE_RATE, channels=1), SAMPLE_RATE, "PCM_16")
    longer = written(tmp_path / "l.wav", noise(5.0, SAMPLE_RATE, channels=1), SAMPLE_RATE, "PCM_16")
    stereo = written(tmp_path / "b.wav", noise(2.0, SAMPLE_RATE, channels=2), SAMPLE_RATE, "PCM_16")
    with pytest.raises(InputError, match=r"l\.wav: lasts 5\.0 s and .*s\.wav 2\.0 s"):
        MonoPair(short, longer)
    with pytest.raises(InputError, match=r"b\.wav: has 2 channels"):
        MonoPair(short, stereo)


def test_swapped_channels_come_out_the_other_way_round(tmp_path: Path) -> None:
    sound = noise(1.0, SAMPLE_RATE, channels=2)
    path = written(tmp_path / "call.wav", sound, SAMPLE_RATE, "FLOAT")
    caller, agent = whole(Swapped(Recording(path)))
    np.testing.assert_array_equal(caller, sound[:, 1])
    np.testing.assert_array_equal(agent, sound[:, 0])
