"""Pitch, voicing, clearness and the tract's shape on sounds whose truth is known."""

import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.clearness import CLEARNESS_BANDS, PREDICTORS, clearness, predictors
from firmware_app.hearing.logmel import SPAN, WINDOW, LogMel
from firmware_app.hearing.speech_frames import COLUMNS, SpeechFrames, described
from firmware_app.hearing.stretch import VOICED_AT, stretch
from firmware_app.hearing.subharmonics import _spline, subharmonic_pitch
from firmware_app.hearing.voice_quality import MEASURES, voice_quality


def harmonics(hz, seconds=0.5, low=320.0, high=3300.0, jitter=0.0, seed=0):
    """A voice's harmonics in the telephone band. ``jitter``: how far each step of the phase strays, share."""
    rng = np.random.default_rng(seed)
    steps = 2 * np.pi * hz / SAMPLE_RATE * (1 + jitter * rng.standard_normal(round(seconds * SAMPLE_RATE)))
    phase = np.cumsum(steps)
    tone = sum(np.sin(k * phase + k) / k for k in range(1, 60) if low < k * hz < high)
    return (0.1 * tone).astype(np.float32)


def noise(seconds=0.5, seed=1):
    return (0.05 * np.random.default_rng(seed).standard_normal(round(seconds * SAMPLE_RATE))).astype(np.float32)


def settled(frames):
    """Frames whose span lies wholly inside the sound."""
    return slice((SPAN - WINDOW) // 160 + 1, len(frames))


@given(hz=st.floats(115.0, 500.0))
@settings(max_examples=40, deadline=None)
def test_the_pitch_is_the_harmonics_own_even_without_the_lowest(hz):
    frames = LogMel().push(harmonics(hz))
    log2_hz, voicing = subharmonic_pitch(frames.span[settled(frames)])
    assert np.max(np.abs(log2_hz - np.log2(hz))) < 0.02
    assert np.min(voicing) > VOICED_AT


def test_noise_is_hardly_ever_voiced():
    frames = LogMel().push(noise(3.0))
    assert np.mean(subharmonic_pitch(frames.span)[1] >= VOICED_AT) < 0.05


def test_silence_has_no_voicing_and_breaks_nothing():
    log2_hz, voicing = subharmonic_pitch(np.zeros((3, SPAN)))
    assert np.isfinite(log2_hz).all()
    assert not voicing.any()


def test_the_spline_goes_through_its_knots_and_bends_as_little_as_it_can():
    knots = np.array([0.0, 1.0, 2.5, 3.0, 5.0])
    values = np.array([1.0, -1.0, 2.0, 0.5, 0.0])
    at_knots = values @ _spline(knots, knots)
    np.testing.assert_allclose(at_knots, values, atol=1e-12)
    straight = (3.0 * knots - 2.0) @ _spline(knots, np.array([0.3, 2.7, 4.9]))
    np.testing.assert_allclose(straight, 3.0 * np.array([0.3, 2.7, 4.9]) - 2.0, atol=1e-12)
    ends = values @ _spline(knots, np.array([0.0, 1e-4, 2e-4]))
    assert abs(np.diff(ends, 2)[0]) < 1e-10  # natural: no bend at the ends


def test_a_clear_voice_is_clearer_than_a_hoarse_one_and_noise_in_every_band():
    def mean_clearness(sound):
        frames = LogMel().push(sound)
        inside = settled(frames)
        return clearness(frames.power[inside], subharmonic_pitch(frames.span[inside])[0]).mean(axis=0)

    clear, hoarse = harmonics(150.0), harmonics(150.0, jitter=0.5) + noise()
    assert mean_clearness(clear).shape == (CLEARNESS_BANDS,)
    assert (mean_clearness(clear) > mean_clearness(hoarse) + 3.0).all()
    assert mean_clearness(hoarse)[0] > mean_clearness(noise())[0]


@pytest.mark.parametrize("resonance_hz", [700.0, 1500.0, 2500.0])
def test_the_predictors_resonance_is_the_sounds(resonance_hz):
    frequencies = np.arange(WINDOW // 2 + 1) * SAMPLE_RATE / WINDOW
    power = 1e-3 / (1e-3 + ((frequencies - resonance_hz) / 4000.0) ** 2)
    found = predictors(power[None])[0]
    assert found.shape == (PREDICTORS,)
    response = 1.0 / np.abs(np.fft.rfft(np.concatenate(([1.0], found)), 1100))
    assert abs(np.argmax(response) * 10.0 - resonance_hz) < 120.0  # at 11 kHz: 10 Hz a bin


def test_the_predictors_do_not_know_the_level():
    power = LogMel().push(noise()).power
    np.testing.assert_allclose(predictors(power), predictors(power * 1e-3), rtol=0.0, atol=1e-6)


def rows(sound):
    frames = LogMel().push(sound)
    return described(frames.mel, frames.level, frames.power, frames.span)


def test_frames_keep_what_they_were_described_by():
    frames = LogMel().push(harmonics(200.0))
    speech = SpeechFrames(rows(harmonics(200.0)))
    assert speech.values.shape == (len(frames), COLUMNS)
    np.testing.assert_array_equal(speech.mel, frames.mel)
    np.testing.assert_array_equal(speech.level, frames.level)
    np.testing.assert_array_equal(speech.log2_hz, subharmonic_pitch(frames.span)[0])
    np.testing.assert_array_equal(speech.predictors, predictors(frames.power))
    np.testing.assert_array_equal(speech.part(slice(3, 9)).clearness, speech.clearness[3:9])


def test_no_frames_are_described_as_none():
    assert rows(np.zeros(10, np.float32)).shape == (0, COLUMNS)


def test_a_quiet_echo_of_a_voice_is_not_voiced():
    part = stretch(SpeechFrames(rows(np.concatenate((harmonics(200.0), 0.05 * harmonics(200.0))))))
    half = len(part) // 2
    assert part.voiced[10 : half - 10].all()
    assert not part.voiced[half + 10 :].any()


@pytest.mark.parametrize("sound", [noise(0.3), np.zeros(8000, np.float32), harmonics(90.0, 0.25)])
def test_any_sound_has_finite_measures(sound):
    found = voice_quality(SpeechFrames(rows(sound)))
    assert found.shape == (len(MEASURES),)
    assert np.isfinite(found).all()


def test_hearing_takes_one_thread():
    # as the command does: the package before numpy
    code = (
        "import firmware_app, os, numpy as np; from firmware_app.hearing.subharmonics import subharmonic_pitch;"
        f"subharmonic_pitch(np.ones((200, {SPAN}))); print(len(os.listdir('/proc/self/task')))"
    )
    own = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    said = subprocess.run([sys.executable, "-c", code], env=own, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "1"
