"""The far end in the near end's microphone: found, however strong, and no reason to miss the agent."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.echo import Echo
from firmware_app.hearing.logmel import LogMel

RNG_SEED = 3


def talk(seconds: float, seed: int) -> np.ndarray:
    """Bursts of coloured noise like syllables, 0.1 to 0.3 s, with gaps."""
    rng = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * SAMPLE_RATE), dtype=np.float32)
    at = 0
    while at < len(sound):
        length = int(rng.uniform(0.1, 0.3) * SAMPLE_RATE)
        burst = rng.standard_normal(length)
        burst = np.convolve(burst, rng.standard_normal(24), mode="same") * np.hanning(length)
        part = sound[at : at + length]
        part += (0.1 * burst[: len(part)] / (np.abs(burst).max() + 1e-9)).astype(np.float32)
        at += length + int(rng.uniform(0.02, 0.2) * SAMPLE_RATE)
    return sound


def hiss(seconds: float, dbfs: float = -75.0) -> np.ndarray:
    rng = np.random.default_rng(RNG_SEED)
    return (10.0 ** (dbfs / 20.0) * rng.standard_normal(int(seconds * SAMPLE_RATE))).astype(np.float32)


def echoes(near: np.ndarray, far: np.ndarray, block: int = 1600) -> np.ndarray:
    ears, echo = (LogMel(), LogMel()), Echo()
    found = []
    for start in range(0, len(near), block):
        here, there = (ear.push(line[start : start + block]) for ear, line in zip(ears, (near, far), strict=True))
        found.append(echo.step(here, there, there.level > -50.0))
    return np.concatenate(found)


def leaked(far: np.ndarray, down_db: float, late_s: float) -> np.ndarray:
    late = int(late_s * SAMPLE_RATE)
    return np.concatenate((np.zeros(late, dtype=np.float32), far))[: len(far)] * np.float32(10.0 ** (-down_db / 20.0))


@pytest.mark.parametrize("down_db", [25.0, 35.0])
@pytest.mark.parametrize("late_s", [0.004, 0.1])
def test_the_far_end_in_the_microphone_is_an_echo(down_db: float, late_s: float) -> None:
    far = talk(20.0, seed=1)
    near = leaked(far, down_db, late_s) + hiss(20.0)
    frames = echoes(near, far)[1000:]
    level = LogMel().push(near).level[1000:]
    assert frames[level > level.max() - 10.0].mean() > 0.95


def test_an_agent_of_the_callers_level_is_none_even_in_a_talk_over() -> None:
    far, own = talk(20.0, seed=1), talk(20.0, seed=2)
    own[: 10 * SAMPLE_RATE] = 0.0  # the agent listens first, then talks over
    near = own + leaked(far, 30.0, 0.01) + hiss(20.0)
    frames = echoes(near, far)[1000:]
    loud = LogMel().push(own).level[1000:]
    assert frames[loud > loud.max() - 15.0].mean() < 0.05


def test_who_speaks_while_the_line_is_quiet_is_none_and_teaches_nothing() -> None:
    far, near = hiss(30.0, -65.0), talk(30.0, seed=2)
    far[20 * SAMPLE_RATE :] += talk(10.0, seed=1)
    frames = echoes(near, far)
    assert not frames[:1990].any()
    level = LogMel().push(near).level
    loud = level > level.max() - 15.0
    assert frames[2000:2300][loud[2000:2300]].mean() < 0.05


def test_a_microphone_louder_than_any_leak_has_a_voice_of_its_own() -> None:
    # one who always talks over the far end must not be taken for its echo
    far = talk(30.0, seed=1)
    near = talk(30.0, seed=2)
    level = LogMel().push(near).level
    assert echoes(near, far)[1500:][level[1500:] > level.max() - 10.0].mean() < 0.05


def test_a_muted_microphone_teaches_nothing() -> None:
    far = talk(20.0, seed=1)
    near = leaked(far, 25.0, 0.01) + hiss(20.0)
    near[8 * SAMPLE_RATE : 16 * SAMPLE_RATE] = 0.0
    level = LogMel().push(near).level
    after = echoes(near, far)[1620:]
    assert after[level[1620:] > level.max() - 15.0].mean() > 0.9


@pytest.mark.parametrize("block", [160, 700, 4096])
def test_the_sizes_of_the_blocks_change_nothing(block: int) -> None:
    far = talk(6.0, seed=1)
    near = leaked(far, 28.0, 0.02) + 0.3 * talk(6.0, seed=4) + hiss(6.0)
    one, other = echoes(near, far, 16_000), echoes(near, far, block)
    np.testing.assert_array_equal(one[: len(other)], other[: len(one)])
