"""Calls in turns, and how far a reading moves."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_app.audio import SAMPLE_RATE
from tools.bench.moods import furthest, in_turns


@pytest.mark.parametrize("seed", range(5))
def test_both_take_turns_and_seldom_speak_over_each_other(seed: int) -> None:
    speech = np.ones(60 * SAMPLE_RATE, dtype=np.float32)
    caller, agent = in_turns(speech, speech, np.random.default_rng(seed))
    assert caller.max() == agent.max() == 1.0, "nothing of one person is put on top of itself"
    assert np.mean(caller * agent) < 0.1
    assert caller.mean() > agent.mean() > 0.15


def test_only_readings_of_the_same_moment_are_compared() -> None:
    assert furthest({1.0: 0.2, 2.0: 0.9}, {1.0: 0.25, 3.0: 0.0}) == pytest.approx(0.05)
    assert furthest({1.0: 0.2}, {}) == 0.0
