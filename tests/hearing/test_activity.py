from __future__ import annotations

import numpy as np
import pytest

from firmware_app.audio import SAMPLE_RATE, Samples
from firmware_app.facts import LineDead, Side, Speech
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.voice import Voice
from firmware_app.settings import HearingSettings


def line(seconds: float, dbfs: float = -60.0, seed: int = 1) -> Samples:
    rng = np.random.default_rng(seed)
    return (10 ** (dbfs / 20) * rng.standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)


def voice(seconds: float, dbfs: float = -25.0) -> Samples:
    """A buzz with four syllables a second: harmonics of 120 Hz under a slow envelope."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    buzz = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 25))
    shaped = buzz * (0.55 + 0.45 * np.cos(2 * np.pi * 4 * t))
    return (10 ** (dbfs / 20) * shaped / np.sqrt(np.mean(shaped**2))).astype(np.float32)


def facts(sound: Samples, block: int = 1600, lost: bool = False) -> list[Speech | LineDead]:
    listener = Voice(Side.CALLER, HearingSettings())
    found: list[Speech | LineDead] = []
    for start in range(0, len(sound), block):
        found += listener.hear(sound[start : start + block], lost).facts
    return found


def spoken(sound: Samples) -> list[tuple[bool, float, float]]:
    return [(f.on, f.since, f.t) for f in facts(sound) if isinstance(f, Speech)]


def test_a_voice_is_heard_from_its_first_to_its_last_moment() -> None:
    (on, began, _), (off, ended, known) = spoken(np.concatenate([line(1.0), voice(2.0), line(1.0)]))
    assert (on, off) == (True, False)
    assert began == pytest.approx(1.0, abs=0.06)
    assert ended == pytest.approx(3.0, abs=0.06)
    assert known - 3.0 < 0.25  # what PAUSE is allowed in all


@pytest.mark.parametrize("gain_db", [-15.0, 15.0])
def test_a_gain_on_the_line_changes_nothing(gain_db: float) -> None:
    sound = np.concatenate([line(1.0), voice(1.5), line(0.5), voice(1.0), line(1.0)])
    gain = np.float32(10 ** (gain_db / 20))
    assert spoken(sound * gain) == spoken(sound)


def test_a_click_is_no_voice() -> None:
    click = np.zeros(160, dtype=np.float32)
    click[:80] = 0.5
    assert spoken(np.concatenate([line(1.0), click, line(1.0)])) == []


def test_a_short_stop_does_not_end_a_voice() -> None:
    assert len(spoken(np.concatenate([line(1.0), voice(1.0), line(0.15), voice(1.0), line(1.0)]))) == 2


def test_the_far_ends_leak_is_no_voice_once_the_line_has_had_its_own() -> None:
    leak = voice(2.0, dbfs=-25.0 - 30.0) + line(2.0, -62.0)
    found = spoken(np.concatenate([line(1.0, -62.0), voice(2.0), line(1.0, -62.0), leak, line(1.0, -62.0)]))
    assert len(found) == 2


def test_noise_that_rises_is_learned() -> None:
    sound = np.concatenate([line(2.0, -65.0), line(12.0, -45.0)])
    assert not any(began > 7.0 for on, began, _ in spoken(sound) if on)


@pytest.mark.parametrize("block", [160, 333, 16000])
def test_any_block_size_gives_the_same_facts(block: int) -> None:
    sound = np.concatenate([line(1.0), voice(2.0), line(0.7), voice(0.4), line(1.0)])
    assert facts(sound, block) == facts(sound, 1600)


def zeros(seconds: float) -> Samples:
    return np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)


def test_a_live_line_that_goes_to_zeros_is_dead_until_it_is_back() -> None:
    found = [f for f in facts(np.concatenate([line(2.0), zeros(2.0), line(1.0)])) if isinstance(f, LineDead)]
    assert [f.on for f in found] == [True, False]
    assert found[0].since == pytest.approx(2.0, abs=0.05)
    assert found[0].t == pytest.approx(2.0 + HearingSettings().digital_silence_s, abs=0.05)


def test_zeros_say_nothing_on_a_line_that_always_sends_them_between_words() -> None:
    sound = np.concatenate([zeros(2.0), voice(2.0), zeros(2.0), voice(2.0), zeros(3.0)])
    assert not any(isinstance(f, LineDead) for f in facts(sound))


def test_a_line_with_a_tail_of_noise_after_each_word_is_not_live() -> None:
    gated = np.concatenate([np.concatenate([voice(1.0), line(0.2), zeros(0.8)]) for _ in range(8)])
    assert [f for f in facts(np.concatenate([gated, zeros(6.0)])) if isinstance(f, LineDead)] == []


def test_zeros_that_last_are_a_dead_line_on_any_line() -> None:
    sound = np.concatenate([voice(2.0), zeros(2.0), voice(2.0), zeros(16.0)])
    (dead,) = [f for f in facts(sound) if isinstance(f, LineDead)]
    assert dead.on
    assert dead.t == pytest.approx(21.0, abs=0.1)
    assert dead.since == pytest.approx(6.0, abs=0.1)


def test_a_few_mutes_do_not_make_a_live_line_a_gated_one() -> None:
    sound = np.concatenate([line(3.0), *[np.concatenate([zeros(4.0), line(6.0)]) for _ in range(5)]])
    assert [f.on for f in facts(sound) if isinstance(f, LineDead)] == [True, False] * 5


def test_zeros_that_stand_for_a_lost_input_are_no_digital_silence() -> None:
    listener = Voice(Side.CALLER, HearingSettings())
    listener.hear(line(2.0), lost=False)
    assert listener.hear(zeros(3.0), lost=True).facts == []


@pytest.mark.parametrize("bang_s", [0.05, 0.3])
def test_a_bang_does_not_leave_the_line_deaf(bang_s: float) -> None:
    bang = voice(bang_s, dbfs=-3.0)
    talk = np.concatenate([voice(2.0, dbfs=-30.0), line(0.6)])
    found = spoken(np.concatenate([line(1.0), bang, line(1.0), *[talk] * 8]))
    assert sum(on and began > 2.0 for on, began, _ in found) >= 6


def test_noise_after_a_lost_input_is_no_voice() -> None:
    listener = Voice(Side.CALLER, HearingSettings())
    listener.hear(line(2.0, -55.0), lost=False)
    listener.hear(zeros(4.0), lost=True)
    assert listener.hear(line(6.0, -50.0, seed=2), lost=False).facts == []


def test_a_voice_that_is_there_when_the_input_is_back_is_told_again() -> None:
    listener = Voice(Side.CALLER, HearingSettings())
    listener.hear(np.concatenate([line(1.0), voice(1.0)]), lost=False)
    listener.hear(zeros(0.5), lost=True)
    found = listener.hear(voice(1.0), lost=False).facts
    assert [f.on for f in found if isinstance(f, Speech)] == [True]


def test_noise_that_the_other_line_explains_is_learned() -> None:
    """A microphone's hiss covers that of a quieter line; then a sound without any dip must still stand out."""
    activity = SpeechActivity(HearingSettings())
    assert not any(activity.foreign(-60.0).speaking for _ in range(200))
    assert any(activity.step(-20.0).speaking for _ in range(20))


def test_a_lost_packet_teaches_no_noise() -> None:
    activity = SpeechActivity(HearingSettings())
    for _ in range(200):
        activity.gap()
    assert not any(activity.step(-50.0).speaking for _ in range(20))
