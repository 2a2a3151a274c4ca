"""Signalling tones of many countries are told; voices, keys and single beeps are not."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples
from firmware_app.facts import Tone
from firmware_app.hearing import Hearing, load_models
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.logmel import HOP, LogMel
from firmware_app.hearing.sound_kind import Steadiness
from firmware_app.hearing.tones import Signal, ToneMeter
from firmware_app.settings import HearingSettings

CADENCES: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "busy, Europe": ((425.0,), (0.5, 0.5)),
    "busy, Italy": ((425.0,), (0.2, 0.2)),
    "busy, North America": ((480.0, 620.0), (0.5, 0.5)),
    "busy, United Kingdom": ((400.0,), (0.375, 0.375)),
    "reorder": ((480.0, 620.0), (0.25, 0.25)),
    "howler": ((1400.0, 2060.0, 2450.0, 2600.0), (0.1, 0.1)),
    "ringback, Europe": ((425.0,), (1.0, 4.0)),
    "ringback, North America": ((440.0, 480.0), (2.0, 4.0)),
    "ringback, United Kingdom": ((400.0, 450.0), (0.4, 0.2, 0.4, 2.0)),
    "ringback, China": ((450.0,), (1.0, 4.0)),
    "dial": ((350.0, 440.0), (60.0, 0.1)),
    "fax calling": ((1100.0,), (0.5, 3.0)),
    "fax answering": ((2100.0,), (3.0, 0.5)),
}


def tone(hz: tuple[float, ...], on_off_s: tuple[float, ...], seconds: float) -> Samples:
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    on = np.searchsorted(np.cumsum(on_off_s), t % sum(on_off_s), side="right") % 2 == 0
    return (0.1 * on * sum(np.sin(2 * np.pi * each * t) for each in hz)).astype(np.float32)


def follow(sound: Samples) -> list[Signal]:
    """What the meter makes of it behind the line's own speech activity, over a little noise."""
    noise = np.random.default_rng(1).normal(0.0, 1e-4, len(sound) + SAMPLE_RATE)
    noise[SAMPLE_RATE:] += sound
    meter, frames_of, activity, steadiness = ToneMeter(), LogMel(), SpeechActivity(HearingSettings()), Steadiness()
    told = []
    line = noise.astype(np.float32)
    for start in range(0, len(line), 2 * HOP):
        part = line[start : start + 2 * HOP]
        frames = frames_of.push(part)
        meter.push(part)
        steady = steadiness.push(frames.power)[:, 0]
        for row, level in enumerate(frames.level.tolist()):
            voice = activity.step(level).voice
            told.append(meter.step(frames.first + row, level, voice, float(steady[row])))
    return told[SAMPLE_RATE // HOP :]


@pytest.mark.parametrize("name", CADENCES)
def test_signals_are_told_in_two_cadences(name: str) -> None:
    hz, on_off_s = CADENCES[name]
    told = follow(tone(hz, on_off_s, 12.0))
    assert Signal.SURE in told


def test_special_information_is_one_signal() -> None:
    sound = np.concatenate([tone((hz,), (1.0, 0.1), 0.33) for hz in (950.0, 1400.0, 1800.0)] * 2)
    assert Signal.SURE in follow(sound)


def test_call_waiting_and_a_beep_are_no_signal() -> None:
    assert Signal.SURE not in follow(tone((440.0,), (0.3, 10.0), 40.0))
    assert Signal.SURE not in follow(tone((425.0,), (0.4, 60.0), 20.0))


def test_keys_are_no_signal() -> None:
    assert set(follow(tone((770.0, 1336.0), (0.3, 0.2), 10.0))) == {Signal.NONE}


def test_a_gliding_pitch_is_no_signal() -> None:
    t = np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    sound = (0.1 * np.sin(2 * np.pi * (430.0 * t + 8.0 * np.sin(2 * np.pi * 1.5 * t)))).astype(np.float32)
    assert Signal.SURE not in follow(sound)


def test_a_struck_note_is_no_signal() -> None:
    t = np.arange(10 * SAMPLE_RATE) / SAMPLE_RATE
    sound = (0.2 * np.exp(-(t % 0.8) / 0.15) * np.sin(2 * np.pi * 440.0 * t)).astype(np.float32)
    assert Signal.SURE not in follow(sound)


def test_it_is_over_once_nothing_has_been_heard_for_longer_than_any_cadence() -> None:
    sound = np.concatenate((tone((425.0,), (0.5, 0.5), 4.0), np.zeros(6 * SAMPLE_RATE, dtype=np.float32)))
    told = follow(sound)
    assert told[-1] is Signal.NONE
    assert told[8 * 100] is Signal.SURE


@pytest.mark.parametrize("name", ["ringback, United Kingdom", "dial"])
def test_a_tone_is_told_on_a_line_quieter_than_the_microphone(name: str) -> None:
    hz, on_off_s = CADENCES[name]
    far = np.concatenate((np.zeros(2 * SAMPLE_RATE, dtype=np.float32), tone(hz, on_off_s, 12.0)))
    rng = np.random.default_rng(1)
    caller, agent = (
        (line + rng.normal(0.0, sigma, len(far))).astype(np.float32) for line, sigma in ((far, 6e-4), (0.0, 1e-3))
    )
    settings = HearingSettings()
    hearing = Hearing(settings, load_models(settings))
    told = [
        fact
        for at in range(0, len(far), 640)
        for fact in hearing.hear(Block(at, caller[at : at + 640], agent[at : at + 640]))
    ]
    assert any(isinstance(fact, Tone) and fact.sure for fact in told)
