"""What the device must never do: hear the agent's feelings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Block, Recording, Samples
from firmware_app.facts import CallerVoice, Fact, Music, Speech
from firmware_app.hearing import Hearing, load_models
from firmware_app.hearing.runtime import Network
from firmware_app.settings import HearingSettings
from firmware_app.share import shared_file

BLOCK = 8_000


def demo_call() -> tuple[Samples, Samples]:
    blocks = list(Recording(shared_file("demo_call.ogg")).blocks())
    return np.concatenate([b.caller for b in blocks]), np.concatenate([b.agent for b in blocks])


class CountedNetwork(Network):
    """The real network, its calls counted."""

    def __init__(self, path: Path) -> None:
        self.calls = 0
        super().__init__(path)
        self.calls = 0  # the one at loading is none of a voice

    def __call__(self, values: NDArray[np.floating]) -> NDArray[np.float32]:  # type: ignore[type-arg]
        self.calls += 1
        return super().__call__(values)


def heard(caller: Samples, agent: Samples) -> tuple[list[Fact], int]:
    """All facts of a call, and how often the anger model was asked."""
    anger = CountedNetwork(shared_file("models/anger.tflite"))
    shipped = load_models(HearingSettings())
    assert shipped.anger is not None
    hearing = Hearing(HearingSettings(), replace(shipped, anger=replace(shipped.anger, network=anger)))
    facts: list[Fact] = []
    for start in range(0, len(caller), BLOCK):
        facts += hearing.hear(Block(start, caller[start : start + BLOCK], agent[start : start + BLOCK]))
    return facts, anger.calls


def test_an_angry_voice_on_the_agents_line_never_reaches_the_anger_model() -> None:
    angry, _ = demo_call()
    facts, asked = heard(angry, np.zeros_like(angry))
    assert asked > 20  # on the caller's line this voice is judged,
    assert any(isinstance(fact, CallerVoice) for fact in facts)
    facts, asked = heard(np.zeros_like(angry), angry)
    assert asked == 0  # and on the agent's line it is not
    assert not any(isinstance(fact, CallerVoice) for fact in facts)
    assert any(isinstance(fact, Speech) for fact in facts)  # although it was heard


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.001, 0.1, 1.0]))
def test_whatever_the_agent_does_the_anger_readings_are_the_same(seed: int, loudness: float) -> None:
    caller, agent = (line[30 * SAMPLE_RATE : 42 * SAMPLE_RATE] for line in demo_call())
    noise = (loudness * np.random.default_rng(seed).standard_normal(len(agent))).astype(np.float32)

    def feelings(line: Samples) -> list[Fact]:
        return [fact for fact in heard(caller, line)[0] if isinstance(fact, CallerVoice | Music)]

    assert feelings(agent)
    assert feelings(agent + noise) == feelings(agent)
