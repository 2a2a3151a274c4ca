"""What the device must never do: hear the agent's feelings, by whatever way they come."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Block, Recording, Samples
from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerHeard, TurnChanged
from firmware_app.facts import CallerVoice, Fact, Side, Speech
from firmware_app.hearing import Hearing, load_models
from firmware_app.hearing.runtime import Network
from firmware_app.logbook import Bookkeeper, CallRecord, CueRecord
from firmware_app.pipeline import Event, Pipeline
from firmware_app.settings import HearingSettings, Settings
from firmware_app.share import shared_file
from tests.hearing.talk import CODECS, coded, hiss, late

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
def test_whatever_the_agent_does_no_anger_reading_is_added(seed: int, loudness: float) -> None:
    caller, agent = (line[30 * SAMPLE_RATE : 42 * SAMPLE_RATE] for line in demo_call())
    noise = (loudness * np.random.default_rng(seed).standard_normal(len(agent))).astype(np.float32)

    def readings(line: Samples) -> set[float]:
        return {fact.t for fact in heard(caller, line)[0] if isinstance(fact, CallerVoice)}

    assert readings(agent)
    assert readings(agent + noise) <= readings(agent)


def sidetone(agent: Samples, gain_db: float, delay_s: float, codec: str) -> Samples:
    """What the ear-piece plays of the agent."""
    return coded(late(agent, gain_db, delay_s), codec)


def pipeline_events(caller: Samples, agent: Samples) -> list[Event]:
    settings = Settings()
    pipeline = Pipeline(settings, load_models(settings.hearing))
    events: list[Event] = []
    for start in range(0, len(caller), BLOCK):
        events += pipeline.hear(Block(start, caller[start : start + BLOCK], agent[start : start + BLOCK]))
    return [*events, *pipeline.finish()]


def judged(events: list[Event]) -> list[Event]:
    """All that would be held of a caller who is not there."""
    return [
        event
        for event in events
        if isinstance(event, AngerHeard)
        or (isinstance(event, TurnChanged) and event.who is Side.CALLER)
        or (isinstance(event, CueChanged) and event.cue == "listen")
    ]


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    gain_db=st.floats(-40.0, 0.0),
    delay_s=st.floats(0.0, 0.5),
    codec=st.sampled_from(["none", *CODECS]),
    noise_dbfs=st.floats(-80.0, -50.0),
    began_s=st.sampled_from([24.0, 45.0, 62.0]),
    seed=st.integers(0, 2**32 - 1),
)
def test_an_angry_agent_in_the_ear_piece_is_never_the_caller(
    gain_db: float, delay_s: float, codec: str, noise_dbfs: float, began_s: float, seed: int
) -> None:
    angry = demo_call()[0][round(began_s * SAMPLE_RATE) :][: 20 * SAMPLE_RATE]
    seconds = len(angry) / SAMPLE_RATE
    agent = angry + hiss(seconds, -70.0, seed)
    ear_piece = sidetone(angry, gain_db, delay_s, codec) + hiss(seconds, noise_dbfs, seed + 1)
    assert judged(pipeline_events(ear_piece, agent)) == []


def test_this_voice_would_be_heard_and_judged_if_the_agents_microphone_did_not_explain_it() -> None:
    angry = demo_call()[0]
    seconds = len(angry) / SAMPLE_RATE
    alone = pipeline_events(sidetone(angry, -12.0, 0.05, "mu") + hiss(seconds), hiss(seconds, seed=1))
    assert any(isinstance(event, AngerHeard) and event.angry for event in alone)


def test_an_angry_agent_does_not_change_the_mood_of_a_calm_caller() -> None:
    angry, calm = demo_call()
    seconds = len(angry) / SAMPLE_RATE
    ear_piece = calm + sidetone(angry, -10.0, 0.05, "mu") + hiss(seconds)
    for caller in (calm + hiss(seconds), ear_piece):
        moods = [event for event in pipeline_events(caller, angry) if isinstance(event, AngerHeard)]
        assert len(moods) > 20
        assert not any(event.angry for event in moods)


def test_an_angry_caller_is_shown_although_the_ear_piece_has_sidetone() -> None:
    angry, calm = demo_call()
    seconds = len(angry) / SAMPLE_RATE

    def angry_s(caller: Samples) -> float:
        moods = [event for event in pipeline_events(caller, calm) if isinstance(event, AngerHeard)]
        return sum(min(after.t - at.t, 1.5) for at, after in pairwise(moods) if at.angry)

    alone = angry_s(angry + hiss(seconds))
    assert alone > 20.0
    assert angry_s(angry + sidetone(calm, -10.0, 0.05, "mu") + hiss(seconds)) > 0.9 * alone


@pytest.mark.parametrize("lines", ["same", "swapped"])
def test_where_the_sides_cannot_be_trusted_nothing_of_the_call_is_kept(lines: str) -> None:
    caller, agent = demo_call()
    seconds = len(caller) / SAMPLE_RATE
    ear_piece = caller + sidetone(agent, -10.0, 0.05, "mu")
    both = caller + agent + hiss(seconds)
    kept: list[CallRecord | CueRecord] = []
    books = Bookkeeper(Settings().coaching, lambda record, t: kept.append(record))
    for event in pipeline_events(*((both, both) if lines == "same" else (agent + hiss(seconds), ear_piece))):
        books.write(event)
    assert kept == []
