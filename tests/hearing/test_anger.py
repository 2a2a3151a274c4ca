"""The caller's anger meter: what must hold whatever the model has learnt."""

import inspect
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing import anger
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.anger import (
    FORGET_CALLER_FRAMES,
    FORGET_FRAMES,
    HOP_FRAMES,
    WINDOW_FRAMES,
    AngerMeter,
    clip_speech,
    measure_anger,
)
from firmware_app.hearing.logmel import FRAMES_PER_S, HOP, WINDOW, LogMel
from firmware_app.hearing.pitch import pitch
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.speech_frames import described
from firmware_app.hearing.usual_voice import USUAL
from firmware_app.hearing.voice_quality import MEASURES, scaled, voice_quality
from firmware_app.settings import HearingSettings
from firmware_app.share import shared_file


def voice(seconds, hz=180.0, level=0.2, syllables_per_s=4.0, seed=0):
    """Harmonics of a gliding pitch, in syllables, over a little line noise: float32, 16 kHz."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(hz * (1 + 0.06 * np.sin(2 * np.pi * 0.7 * t))) / SAMPLE_RATE
    tone = sum(np.sin(k * phase) / k for k in range(1, int(3400 / hz)))
    syllable = np.maximum(0.02, np.sin(np.pi * syllables_per_s * t)) ** 2
    hiss = np.random.default_rng(seed).standard_normal(len(t)) * 5e-3
    return (level * (tone * syllable + hiss)).astype(np.float32)


@pytest.fixture(scope="module")
def network():
    return Network(shared_file("models/anger.tflite"))


def readings(network, sound, cuts=(), spoken=True):
    mel, activity, meter = LogMel(), SpeechActivity(HearingSettings()), AngerMeter(network)
    found = []
    for part in np.split(sound, sorted(cuts)):
        frames = mel.push(part)
        heard = [activity.step(level) for level in frames.level.tolist()]
        found += meter.push(frames, [a.voice for a in heard], [a.speaking for a in heard], [spoken] * len(heard))
    return found


@given(hz=st.floats(80.0, 450.0))
@settings(max_examples=40, deadline=None)
def test_pitch_is_found_without_the_fundamental(hz):
    t = np.arange(SAMPLE_RATE // 2) / SAMPLE_RATE
    partials = [k * hz for k in range(1, 60) if 320.0 < k * hz < 3300.0]
    sound = 0.05 * sum(np.sin(2 * np.pi * f * t + f) for f in partials)
    log2_hz, strength = pitch(LogMel().push(sound.astype(np.float32)).power)
    assert np.median(np.abs(log2_hz - np.log2(hz))) < 0.03
    assert np.median(strength) > 0.3


def test_noise_has_little_pitch():
    noise = np.random.default_rng(1).standard_normal(SAMPLE_RATE).astype(np.float32) * 0.1
    assert np.median(pitch(LogMel().push(noise).power)[1]) < 0.3


def test_every_measure_has_its_scale():
    assert tuple(USUAL) == MEASURES
    assert all(spread > 0 for _, spread in USUAL.values())


@given(gain_db=st.floats(-15.0, 15.0))
@settings(max_examples=15, deadline=None)
def test_a_gain_on_the_line_changes_nothing(gain_db):
    middle = voice(2.0, level=0.1)
    other = middle * np.float32(10 ** (gain_db / 20))
    ours, theirs = (scaled(voice_quality(clip_speech(s, HearingSettings()))) for s in (middle, other))
    assert np.max(np.abs(ours - theirs)) < 0.02


def test_the_network_takes_all_measures(network):
    assert network.input_shape == (1, 2 * len(MEASURES))
    assert network.output_shape == (1, 2)


@pytest.mark.slow
@given(cuts=st.lists(st.integers(0, 5 * SAMPLE_RATE), max_size=12))
@settings(max_examples=15, deadline=None)
def test_block_sizes_change_nothing(network, cuts):
    sound = np.concatenate((voice(3.0), np.zeros(SAMPLE_RATE, np.float32), voice(1.0, hz=240.0)))
    whole, parts = readings(network, sound), readings(network, sound, cuts)
    assert [r.t for r in whole] == [r.t for r in parts]
    # one step of the int8 output is 1/256: rounding may fall either way
    assert np.allclose([r.p for r in whole], [r.p for r in parts], atol=1.1 / 256)


def test_readings_come_four_times_a_second_of_speech_and_look_back_so_far(network):
    found = readings(network, voice(6.0))
    times = np.array([r.t for r in found])
    assert np.allclose(np.diff(times), HOP_FRAMES / FRAMES_PER_S)
    indices = (times * SAMPLE_RATE - WINDOW) / HOP
    assert np.allclose((indices + 1) / HOP_FRAMES, np.rint((indices + 1) / HOP_FRAMES))
    assert found[0].t < 1.0
    assert found[-1].speech_s == WINDOW_FRAMES / FRAMES_PER_S
    assert all(0.0 <= r.p <= 1.0 for r in found)


def test_silence_has_no_readings(network):
    assert readings(network, np.zeros(3 * SAMPLE_RATE, np.float32)) == []


def test_after_a_long_silence_a_word_is_judged_by_itself(network):
    def last_speech_s(pause_s):
        hiss = voice(pause_s, level=0.2) * 0 + np.float32(1e-5)
        return readings(network, np.concatenate((voice(3.0), hiss, voice(0.8))))[-1].speech_s

    assert last_speech_s(2.0) == WINDOW_FRAMES / FRAMES_PER_S
    assert last_speech_s(FORGET_FRAMES / FRAMES_PER_S + 1.0) < 1.5


def test_what_is_no_speech_is_not_judged(network):
    assert readings(network, voice(3.0), spoken=False) == []


@pytest.mark.parametrize(("pause_s", "remembered"), [(12.0, True), (FORGET_CALLER_FRAMES / FRAMES_PER_S + 2.0, False)])
def test_a_caller_is_judged_beside_the_voice_of_the_last_minute(network, pause_s, remembered):
    hiss = np.random.default_rng(3).standard_normal(round(pause_s * SAMPLE_RATE)).astype(np.float32) * 1e-3
    before, after = voice(12.0, hz=110.0), voice(1.6, hz=260.0, syllables_per_s=6.0)
    heard, alone = (readings(network, sound)[-1] for sound in (np.r_[before, hiss, after], np.r_[hiss, after]))
    assert heard.speech_s == pytest.approx(alone.speech_s, abs=0.1)
    # nothing but the usual voice lasts over 12 s of silence
    assert (abs(heard.p - alone.p) > 0.05) == remembered


@pytest.mark.parametrize("seconds", [0.6, 3.0, 20.0])
def test_a_clip_of_any_length_is_measured(network, seconds):
    p, speech_s = measure_anger(network, voice(seconds), HearingSettings())
    assert 0.0 < p < 1.0
    assert 0.3 * seconds < speech_s <= seconds


@pytest.mark.parametrize("samples", [0, 100, SAMPLE_RATE])
def test_a_clip_without_speech_is_not_angry(network, samples):
    assert measure_anger(network, np.zeros(samples, np.float32), HearingSettings()) == (0.0, 0.0)


def test_every_way_in_is_named_for_the_caller():
    for way_in in (AngerMeter.push, measure_anger, clip_speech):
        sound = [name for name in inspect.signature(way_in).parameters if name not in {"self", "network", "settings"}]
        assert sound
        assert all(name.startswith("caller_") for name in sound)
    assert "agent_" not in inspect.getsource(anger)


def test_a_clip_heard_in_pieces_is_heard_as_a_whole():
    sound = np.concatenate((voice(9.3), np.full(3 * SAMPLE_RATE, 1e-5, np.float32), voice(7.7, hz=240.0)))
    frames, activity = LogMel().push(sound), SpeechActivity(HearingSettings())
    for level in frames.level.tolist():
        activity.step(level)
    heard = np.array([a.voice or a.speaking for a in map(activity.step, frames.level.tolist())])
    speech = clip_speech(sound, HearingSettings())
    assert 500 < len(speech) == heard.sum() < len(heard)
    whole = described(frames.mel[heard], frames.level[heard], frames.power[heard], frames.span[heard])
    np.testing.assert_allclose(speech.values, whole, rtol=0.0, atol=1e-6)


def test_the_spectra_of_a_long_clip_are_never_whole_in_memory(network):
    sound = np.tile(voice(10.0), 12)
    tracemalloc.start()
    try:
        measure_anger(network, sound, HearingSettings())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000  # of its 12,000 frames, the power spectra alone would be 25 MB
