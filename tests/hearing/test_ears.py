"""Both ears together on the demo call: order, block sizes, and what each ear may tell."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_app.audio import Block, Recording, Samples
from firmware_app.facts import CallerVoice, Fact, InputLost, Level, Pace, Side, Speech, Tick
from firmware_app.hearing import Hearing, load_models
from firmware_app.settings import HearingSettings
from firmware_app.share import shared_file


@pytest.fixture(scope="module")
def call() -> tuple[Samples, Samples]:
    """Forty seconds of the demo call."""
    blocks = list(Recording(shared_file("demo_call.ogg")).blocks())
    return (
        np.concatenate([block.caller for block in blocks])[: 40 * 16_000],
        np.concatenate([block.agent for block in blocks])[: 40 * 16_000],
    )


def facts(call: tuple[Samples, Samples], block: int, settings: HearingSettings | None = None) -> list[Fact]:
    settings = settings or HearingSettings()
    hearing = Hearing(settings, load_models(settings))
    found: list[Fact] = []
    for start in range(0, len(call[0]), block):
        found += hearing.hear(Block(start, call[0][start : start + block], call[1][start : start + block]))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("block", [320, 640, 1000, 4321, 160_000])
def test_any_block_size_gives_the_same_facts(call: tuple[Samples, Samples], block: int) -> None:
    assert facts(call, block) == facts(call, 1600)


def test_facts_come_in_order_of_time_with_a_tick_every_20_ms(call: tuple[Samples, Samples]) -> None:
    found = facts(call, 1600)
    times = [fact.t for fact in found]
    assert times == sorted(times)
    ticks = [fact.t for fact in found if isinstance(fact, Tick)]
    np.testing.assert_allclose(np.diff(ticks), 0.02, atol=1e-9)


def test_each_ear_tells_what_it_may(call: tuple[Samples, Samples]) -> None:
    found = facts(call, 1600)
    assert {fact.who for fact in found if isinstance(fact, Speech)} == set(Side)
    for kind in (CallerVoice, Pace, Level):
        assert any(isinstance(fact, kind) for fact in found)


def test_a_louder_caller_is_told_louder_by_as_much(call: tuple[Samples, Samples]) -> None:
    def levels(gain_db: float) -> list[float]:
        gain = np.float32(10.0 ** (gain_db / 20.0))
        return [fact.dbfs for fact in facts((gain * call[0], call[1]), 1600) if isinstance(fact, CallerVoice)]

    softer, louder = levels(-15.0), levels(-6.0)
    assert -60.0 < np.median(softer) < -15.0
    assert np.median(louder) - np.median(softer) == pytest.approx(9.0, abs=0.3)


def test_anger_is_told_only_while_the_caller_speaks(call: tuple[Samples, Samples]) -> None:
    speaking, told = False, 0
    for fact in facts(call, 1600):
        if isinstance(fact, Speech) and fact.who is Side.CALLER:
            speaking = fact.on
        elif isinstance(fact, CallerVoice):
            assert speaking, f"anger at {fact.t} s, where nobody speaks"
            told += 1
    assert told > 20


def test_anger_switched_off_is_not_heard_at_all(call: tuple[Samples, Samples]) -> None:
    settings = HearingSettings(anger=False)
    assert load_models(settings).anger is None
    found = facts(call, 1600, settings)
    assert not any(isinstance(fact, CallerVoice) for fact in found)
    assert {fact.who for fact in found if isinstance(fact, Speech)} == set(Side)


def test_noise_without_an_agent_has_no_pace() -> None:
    noise = (0.003 * np.random.default_rng(1).standard_normal(20 * 16_000)).astype(np.float32)
    assert not any(isinstance(fact, Pace) for fact in facts((noise, noise), 1600))


def test_lost_inputs_are_told_once_when_they_go_and_once_when_they_are_back() -> None:
    hearing = Hearing(HearingSettings(), load_models(HearingSettings()))
    noise = (0.001 * np.random.default_rng(1).standard_normal(640)).astype(np.float32)
    told: list[tuple[Side, bool]] = []
    for place in range(60):
        lost = frozenset({Side.AGENT}) if 20 <= place < 40 else frozenset[Side]()
        found = hearing.hear(Block(place * 640, noise, noise, lost))
        told += [(fact.who, fact.on) for fact in found if isinstance(fact, InputLost)]
    assert told == [(Side.AGENT, True), (Side.AGENT, False)]
