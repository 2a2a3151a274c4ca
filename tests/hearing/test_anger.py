"""The caller's stretches of speech, and whole clips: what must hold whatever the model has learnt."""

import inspect
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing import anger, caller_stretches
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.anger import AngerModel, clip_parts, clip_speech, measure_anger
from firmware_app.hearing.anger_shipped import load_anger
from firmware_app.hearing.caller_stretches import FORGET_FRAMES, HOP_FRAMES, WINDOW_FRAMES, CallerStretches
from firmware_app.hearing.logmel import FRAMES_PER_S, HOP, WINDOW, LogMel
from firmware_app.hearing.pitch import pitch
from firmware_app.hearing.speech_frames import described
from firmware_app.hearing.voice_quality import FEWEST_FRAMES, MEASURES, voice_quality
from firmware_app.settings import HearingSettings


def voice(seconds, hz=180.0, level=0.2, syllables_per_s=4.0, seed=0):
    """Harmonics of a gliding pitch, in syllables, over a little line noise: float32, 16 kHz."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    phase = 2 * np.pi * np.cumsum(hz * (1 + 0.06 * np.sin(2 * np.pi * 0.7 * t))) / SAMPLE_RATE
    tone = sum(np.sin(k * phase) / k for k in range(1, int(3400 / hz)))
    syllable = np.maximum(0.02, np.sin(np.pi * syllables_per_s * t)) ** 2
    hiss = np.random.default_rng(seed).standard_normal(len(t)) * 5e-3
    return (level * (tone * syllable + hiss)).astype(np.float32)


@pytest.fixture(scope="module")
def model():
    return load_anger()


def stretches(sound, cuts=(), spoken=True):
    mel, activity, caller = LogMel(), SpeechActivity(HearingSettings()), CallerStretches()
    found = []
    for part in np.split(sound, sorted(cuts)):
        frames = mel.push(part)
        heard = [activity.step(level) for level in frames.level.tolist()]
        found += caller.push(frames, [a.voice for a in heard], [a.speaking for a in heard], [spoken] * len(heard))
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


def test_every_measure_has_its_scale(model):
    assert model.scale.middle.shape == model.scale.spread.shape == (len(MEASURES),)
    assert np.all(model.scale.spread > 0)


@given(gain_db=st.floats(-15.0, 15.0))
@settings(max_examples=15, deadline=None)
def test_a_gain_on_the_line_changes_nothing(model, gain_db):
    middle = voice(2.0, level=0.1)
    other = middle * np.float32(10 ** (gain_db / 20))
    ours, theirs = (model.scale.scaled(voice_quality(clip_speech(s, HearingSettings()))) for s in (middle, other))
    assert np.max(np.abs(ours - theirs)) < 0.02


def test_the_network_takes_all_measures_and_gives_what_the_filter_takes(model):
    assert model.network.input_shape == (1, len(MEASURES))
    assert model.network.output_shape == (1, model.mood.means.shape[1] + 2)


def test_a_stretch_that_is_no_voice_has_no_place(model):
    places = [model.place(stretch.measures) for stretch in stretches(voice(4.0))]
    assert all(len(place) == model.mood.means.shape[1] for place in places if place is not None)
    found = [model.place(model.scale.middle + side * model.scale.spread) for side in np.linspace(-3, 3, 7)]
    assert None in found or None in places


@pytest.mark.slow
@given(cuts=st.lists(st.integers(0, 5 * SAMPLE_RATE), max_size=12))
@settings(max_examples=15, deadline=None)
def test_block_sizes_change_nothing(cuts):
    sound = np.concatenate((voice(3.0), np.zeros(SAMPLE_RATE, np.float32), voice(1.0, hz=240.0)))
    whole, parts = stretches(sound), stretches(sound, cuts)
    assert [r.t for r in whole] == [r.t for r in parts]
    np.testing.assert_allclose([r.measures for r in whole], [r.measures for r in parts], rtol=1e-3, atol=1e-3)


def test_stretches_come_four_times_a_second_of_speech_and_look_back_so_far():
    found = stretches(voice(6.0))
    times = np.array([r.t for r in found])
    assert np.allclose(np.diff(times), HOP_FRAMES / FRAMES_PER_S)
    indices = (times * SAMPLE_RATE - WINDOW) / HOP
    assert np.allclose((indices + 1) / HOP_FRAMES, np.rint((indices + 1) / HOP_FRAMES))
    assert found[0].t < 1.0
    assert found[-1].speech_s == WINDOW_FRAMES / FRAMES_PER_S
    assert sum(r.fresh_s for r in found) == pytest.approx(4.75, abs=0.5)  # the pauses between syllables are none


def test_silence_has_no_stretches():
    assert stretches(np.zeros(3 * SAMPLE_RATE, np.float32)) == []


def test_after_a_long_silence_a_word_is_measured_by_itself():
    def last_speech_s(pause_s):
        hiss = voice(pause_s, level=0.2) * 0 + np.float32(1e-5)
        return stretches(np.concatenate((voice(3.0), hiss, voice(0.8))))[-1].speech_s

    assert last_speech_s(2.0) == WINDOW_FRAMES / FRAMES_PER_S
    assert last_speech_s(FORGET_FRAMES / FRAMES_PER_S + 1.0) < 1.5


def test_what_is_no_speech_is_not_measured():
    assert stretches(voice(3.0), spoken=False) == []


@given(st.integers(0, 20_000))
def test_a_clips_parts_are_equal_and_leave_nothing_out(frames):
    parts = clip_parts(frames)
    assert bool(parts) == (frames >= FEWEST_FRAMES)
    lengths = [part.stop - part.start for part in parts]
    assert sum(lengths) == (frames if parts else 0)
    assert all(max(lengths) - length <= 1 for length in lengths)
    assert all(length <= 5 * FRAMES_PER_S for length in lengths)


@pytest.mark.parametrize("seconds", [0.6, 3.0, 20.0])
def test_a_clip_of_any_length_is_measured(model, seconds):
    p, speech_s = measure_anger(model, voice(seconds), HearingSettings())
    assert 0.0 < p < 1.0
    assert 0.3 * seconds < speech_s <= seconds


@pytest.mark.parametrize("samples", [0, 100, SAMPLE_RATE])
def test_a_clip_without_speech_is_not_angry(model, samples):
    assert measure_anger(model, np.zeros(samples, np.float32), HearingSettings()) == (0.0, 0.0)


def test_every_way_in_is_named_for_the_caller():
    for way_in in (CallerStretches.push, AngerModel.place, measure_anger, clip_speech):
        sound = [name for name in inspect.signature(way_in).parameters if name not in {"self", "model", "settings"}]
        assert sound
        assert all(name.startswith("caller_") for name in sound)
    for module in (anger, caller_stretches):
        assert "agent_" not in inspect.getsource(module)


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


def test_the_spectra_of_a_long_clip_are_never_whole_in_memory(model):
    sound = np.tile(voice(10.0), 12)
    tracemalloc.start()
    try:
        measure_anger(model, sound, HearingSettings())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000  # of its 12,000 frames, the power spectra alone would be 25 MB
