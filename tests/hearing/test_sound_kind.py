"""The ear with the network that tells a voice, on sounds made here and on the demo call."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.audio import SAMPLE_RATE, Recording, Samples
from firmware_app.facts import Music, Side, Speech
from firmware_app.hearing.activity import Activity, VoiceGate
from firmware_app.hearing.line import HoldMusic
from firmware_app.hearing.logmel import BANDS, LogMel
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.sound_kind import COLUMNS, LAGS, ROWS, SPAN, Kind, Steadiness, look_input
from firmware_app.hearing.voice import LineFact, Voice
from firmware_app.settings import HearingSettings
from firmware_app.share import shared_file

VOICE, MUSIC, NOISE = Kind(0.95, 0.02), Kind(0.05, 0.95), Kind(0.05, 0.1)


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(shared_file("models/voice.tflite"))


@pytest.fixture(scope="module")
def caller() -> Samples:
    """The caller's side of the demo call's first half minute."""
    blocks = list(Recording(shared_file("demo_call.ogg")).blocks())
    return np.concatenate([block.caller for block in blocks])[: 30 * SAMPLE_RATE]


def hiss(seconds: float, dbfs: float = -60.0, seed: int = 1) -> Samples:
    rng = np.random.default_rng(seed)
    return (10 ** (dbfs / 20) * rng.standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)


def struck(hz: float, seconds: float) -> Samples:
    """A struck string: eight partials that die away."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = sum(np.sin(2 * np.pi * hz * k * t) / k for k in range(1, 9))
    return (0.05 * np.exp(-t / 0.6) * np.minimum(1.0, t / 0.005) * wave).astype(np.float32)


def chords(seconds: float) -> Samples:
    roots = [220.0, 174.6, 261.6, 196.0]
    bars = [sum(struck(root * ratio, 0.5) for ratio in (1.0, 1.25, 1.5)) for root in roots]
    return np.resize(np.concatenate(bars), round(seconds * SAMPLE_RATE)).astype(np.float32)


def ringing(seconds: float) -> Samples:
    """Ring-back as in North America: 440 and 480 Hz, 2 s on, 4 s off."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.05 * (np.sin(2 * np.pi * 440 * t) + np.sin(2 * np.pi * 480 * t)) * (t % 6.0 < 2.0)).astype(np.float32)


def facts(sound: Samples, network: Network | None, block: int = 320, who: Side = Side.CALLER) -> list[LineFact]:
    ear = Voice(who, HearingSettings(), network)
    return [f for at in range(0, len(sound), block) for f in ear.hear(sound[at : at + block], lost=False).facts]


def test_ringing_stands_out_of_the_noise_and_is_no_voice(network: Network) -> None:
    line = np.concatenate([hiss(1.0), ringing(14.0) + hiss(14.0, seed=2)])
    assert any(isinstance(fact, Speech) for fact in facts(line, None))
    assert not any(isinstance(fact, Speech) for fact in facts(line, network))


def test_music_is_found_within_three_seconds_and_is_no_caller(network: Network) -> None:
    line = np.concatenate([hiss(1.0), chords(12.0) + hiss(12.0, seed=2)])
    found = facts(line, network)
    told = [fact for fact in found if isinstance(fact, Music)]
    assert told[0].on
    assert told[0].t < 4.0
    assert not any(isinstance(fact, Speech) and fact.on and fact.t > told[0].t for fact in found)


def test_the_agents_line_has_no_hold_music(network: Network) -> None:
    line = np.concatenate([hiss(1.0), chords(8.0)])
    assert not any(isinstance(fact, Music) for fact in facts(line, network, who=Side.AGENT))


def test_a_caller_is_heard_and_is_no_music(network: Network, caller: Samples) -> None:
    with_net, without = facts(caller, network), facts(caller, None)
    assert not any(isinstance(fact, Music) for fact in with_net)

    def spoken_s(found: list[LineFact]) -> float:
        turns = [fact for fact in found if isinstance(fact, Speech)]
        return sum(off.since - on.since for on, off in zip(turns[::2], turns[1::2], strict=False))

    assert spoken_s(with_net) > 0.85 * spoken_s(without) > 5.0


def test_a_caller_who_is_back_after_music_is_heard(network: Network, caller: Samples) -> None:
    line = np.concatenate([hiss(1.0), chords(10.0), caller])
    changes = [fact for fact in facts(line, network) if isinstance(fact, Music)]
    first_word = next(fact.t for fact in facts(caller, network) if isinstance(fact, Speech))
    assert [fact.on for fact in changes] == [True, False]
    assert changes[1].t < 11.0 + first_word + 2.0


@pytest.mark.parametrize("block", [160, 333, 16000])
def test_any_block_size_gives_the_same_facts(network: Network, caller: Samples, block: int) -> None:
    line = np.concatenate([hiss(0.5), chords(4.0), caller[: 8 * SAMPLE_RATE]])
    assert facts(line, network, block) == facts(line, network)


@pytest.mark.parametrize("gain_db", [-15.0, 15.0])
def test_a_gain_on_the_line_changes_nothing_that_a_network_sees(gain_db: float) -> None:
    rng = np.random.default_rng(3)
    level = rng.uniform(-60.0, -30.0, SPAN)
    mel = level[:, None] + rng.uniform(-30.0, 0.0, (SPAN, BANDS))
    steady = rng.uniform(0.0, 1.0, (SPAN, len(LAGS)))
    seen = look_input(mel, level, steady)
    assert seen.shape == (ROWS, COLUMNS)
    np.testing.assert_allclose(look_input(mel + gain_db, level + gain_db, steady), seen, atol=1e-12)


def test_a_held_note_is_steady_and_hiss_is_not() -> None:
    def steadiness(sound: Samples) -> float:
        return float(Steadiness().push(LogMel().push(sound).power)[LAGS[-1] :].mean())

    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    note = np.sin(2 * np.pi * 440.0 * t).astype(np.float32)
    glide = np.sin(2 * np.pi * (440.0 * t + 440.0 * t**2)).astype(np.float32)
    assert steadiness(note) > 0.99
    assert steadiness(hiss(1.0, -20.0)) < 0.85
    assert steadiness(glide) < 0.4
    assert steadiness(np.zeros(SAMPLE_RATE, dtype=np.float32)) == 0.0


@pytest.mark.parametrize("cut", [1, 3, 30])
def test_steadiness_is_the_same_in_any_pieces(cut: int) -> None:
    power = LogMel().push(hiss(1.0)).power
    ear = Steadiness()
    pieces = np.concatenate([ear.push(power[at : at + cut]) for at in range(0, len(power), cut)])
    np.testing.assert_allclose(pieces, Steadiness().push(power), atol=1e-12)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from([None, VOICE, MUSIC, NOISE])), max_size=200))
def test_nothing_passes_the_gate_that_was_not_heard(frames: list[tuple[bool, bool, Kind | None]]) -> None:
    gate = VoiceGate(HearingSettings())
    for voice, speaking, kind in frames:
        told = gate.step(Activity(voice, speaking), -30.0, kind)
        assert voice or not told.voice
        assert speaking or not told.speaking


def test_the_gate_shuts_when_a_voice_gives_way_to_music() -> None:
    gate = VoiceGate(HearingSettings())
    heard = Activity(True, True)
    assert gate.step(heard, -30.0, VOICE).speaking
    told = [gate.step(heard, -30.0, MUSIC if at % 4 == 0 else None).speaking for at in range(60)]
    assert told[:10] == [True] * 10
    assert not any(told[40:])


def test_a_voice_that_is_only_likely_takes_a_second_look_unless_it_spoke_just_now() -> None:
    gate, heard, likely = VoiceGate(HearingSettings()), Activity(True, True), Kind(0.7, 0.1)
    assert [gate.step(heard, -30.0, likely).speaking for _ in range(2)] == [False, True]
    assert not any(gate.step(Activity(False, False), -60.0, None).speaking for _ in range(50))
    assert gate.step(heard, -30.0, likely).speaking
    assert not gate.step(Activity(False, False), -60.0, None).speaking
    assert not gate.step(heard, -30.0, likely, doubt=True).speaking


def test_music_takes_evidence_over_time() -> None:
    watch = HoldMusic()
    assert not any(watch.step(0.04 * at, MUSIC) for at in range(15))
    assert any(watch.step(0.6 + 0.04 * at, MUSIC) for at in range(40))
    assert watch.since == 0.0


def test_a_held_vowel_within_talk_is_no_music() -> None:
    watch = HoldMusic()
    assert not any(watch.step(0.04 * at, MUSIC if at % 40 < 12 else VOICE) for at in range(400))


def test_noise_is_no_music_however_long() -> None:
    watch = HoldMusic()
    assert not any(watch.step(0.04 * at, NOISE) for at in range(400))


def test_a_voice_ends_music_and_so_does_silence() -> None:
    for ending, steps in ((VOICE, 40), (None, 90)):
        watch = HoldMusic()
        assert [watch.step(0.04 * at, MUSIC) for at in range(100)][-1]
        assert not [watch.step(4.0 + 0.04 * at, ending) for at in range(steps)][-1]
