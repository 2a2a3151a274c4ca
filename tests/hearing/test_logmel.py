from __future__ import annotations

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Samples
from firmware_app.hearing.logmel import BANDS, HOP, WINDOW, Frames, LogMel, frame_end


def noise(samples: int, seed: int = 1) -> Samples:
    return (0.1 * np.random.default_rng(seed).standard_normal(samples)).astype(np.float32)


def in_blocks(sound: Samples, cuts: list[int]) -> list[Frames]:
    """The sound pushed in pieces of the given sizes, over and over."""
    logmel, found, at = LogMel(), [], 0
    place = 0
    while at < len(sound):
        size = cuts[place % len(cuts)]
        found.append(logmel.push(sound[at : at + size]))
        at, place = at + size, place + 1
    return found


def joined(parts: list[Frames], name: str) -> NDArray[np.float64]:
    return np.concatenate([getattr(part, name) for part in parts])


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 6000),
    st.lists(st.integers(1, 3000), min_size=1, max_size=8),
)
def test_any_block_sizes_give_the_same_frames(samples: int, cuts: list[int]) -> None:
    sound = noise(samples)
    whole, parts = [LogMel().push(sound)], in_blocks(sound, cuts)
    for name in ("mel", "level", "power", "zero"):
        if parts:
            # the matrix product may add up in another order: nothing that any threshold could notice
            np.testing.assert_allclose(joined(parts, name), joined(whole, name), rtol=0, atol=1e-9)
    firsts = [part.first for part in parts if len(part)]
    lengths = [len(part) for part in parts if len(part)]
    assert firsts == list(np.cumsum([0, *lengths])[: len(lengths)])


def test_a_frame_comes_as_soon_as_its_last_sample() -> None:
    logmel = LogMel()
    assert len(logmel.push(noise(WINDOW - 1))) == 0
    assert len(logmel.push(noise(1))) == 1
    assert len(logmel.push(noise(HOP - 1))) == 0
    assert len(logmel.push(noise(1))) == 1
    assert frame_end(0) == WINDOW / SAMPLE_RATE
    assert frame_end(1) == (WINDOW + HOP) / SAMPLE_RATE


@pytest.mark.parametrize("amplitude", [1.0, 0.1, 0.001])
def test_a_sine_in_the_band_reads_its_level(amplitude: float) -> None:
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    frames = LogMel().push((amplitude * np.sin(2 * np.pi * 1000 * t)).astype(np.float32))
    np.testing.assert_allclose(frames.level, 20 * np.log10(amplitude), atol=0.1)


@pytest.mark.parametrize("hz", [100.0, 5000.0, 7500.0])
def test_nothing_outside_the_telephone_band_is_heard(hz: float) -> None:
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    frames = LogMel().push(np.sin(2 * np.pi * hz * t).astype(np.float32))
    assert frames.level.max() < -60.0


@given(st.floats(-15.0, 15.0))
@settings(deadline=None, max_examples=20)
def test_a_gain_moves_every_band_by_itself_and_nothing_else(gain_db: float) -> None:
    sound = noise(4000)
    louder = (sound * 10 ** (gain_db / 20)).astype(np.float32)
    np.testing.assert_allclose(LogMel().push(louder).mel - LogMel().push(sound).mel, gain_db, atol=1e-3)


def test_digital_silence_is_told_from_a_quiet_line() -> None:
    frames = LogMel().push(np.zeros(4000, dtype=np.float32))
    assert frames.zero.all()
    assert np.isfinite(frames.mel).all()
    assert frames.mel.shape == (len(frames), BANDS)
    quiet = (np.arange(4000) % 2 / 32768).astype(np.float32)
    assert not LogMel().push(quiet).zero.any()


@pytest.mark.parametrize("idle", [0, 8, -1, 300])
def test_whatever_a_line_idles_at_is_its_silence(idle: int) -> None:
    narrow = np.full(4000, idle / 32768, dtype=np.float32)
    wide = soxr.resample(narrow, 8_000, SAMPLE_RATE)[200:-200]
    assert LogMel().push(wide).zero.all()


def test_a_lost_packet_is_a_gap_and_a_quiet_line_has_none() -> None:
    sound = (noise(SAMPLE_RATE) * 32768).round().astype(np.float32) / 32768
    sound[8000:8320] = 0.0
    frames = LogMel().push(sound)
    assert not frames.zero.any()
    assert set(frames.gap.nonzero()[0]) == set(range(48, 52))
    assert not LogMel().push(0.0001 * noise(SAMPLE_RATE)).gap.any()
