"""The agent's pace: the same whatever the blocks, whatever the level; and right on a made voice."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.logmel import FRAMES_PER_S, LogMel
from firmware_app.hearing.pace import (
    CHUNK,
    MODEL,
    PaceChunk,
    PaceMeter,
    PaceWindow,
    measure_clips,
    measure_pace,
)
from firmware_app.hearing.runtime import Network
from firmware_app.share import shared_file

NETWORK = Network(shared_file(MODEL))
LOOK_AHEAD_S = 0.25


def voice(syllables_per_s: float, seconds: float) -> NDArray[np.float32]:
    """Open vowels of a 120 Hz voice, one a beat, with closures between, in faint noise, rest around it."""
    t = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    glottis = sum(np.sin(2 * np.pi * 120 * k * t) / k for k in range(1, 30))
    beat = t * syllables_per_s
    # the vowel changes from beat to beat: a steady one is a tone, not speech
    formants = np.array([(700, 1200, 2500), (400, 2000, 2700), (500, 900, 2400), (300, 2200, 3000)])
    sound = np.zeros_like(t)
    for n, peaks in enumerate(formants):
        spoken = glottis * (beat.astype(int) % 4 == n)
        spectrum = np.fft.rfft(spoken)
        hz = np.fft.rfftfreq(len(t), 1 / SAMPLE_RATE)
        shape = sum(1 / (1 + ((hz - peak) / 90) ** 2) for peak in peaks)
        sound += np.fft.irfft(spectrum * shape, len(t))
    sound *= np.clip(np.sin(np.pi * (beat % 1.0)) * 1.6 - 0.4, 0.0, 1.0) ** 0.7
    sound = np.pad(0.1 * sound / np.abs(sound).max(), SAMPLE_RATE // 3)
    return (sound + np.random.default_rng(0).normal(0, 1e-4, len(sound))).astype(np.float32)


def chunks_of(sound: NDArray[np.float32], sizes: list[int]) -> list[PaceChunk]:
    ear, meter, chunks, at = LogMel(), PaceMeter(NETWORK), [], 0
    for size in [*sizes, len(sound)]:
        chunks += meter.push(ear.push(sound[at : at + size]))
        at += size
    return chunks


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 9000), max_size=20))
def test_blocks_of_any_size_give_the_same_chunks(sizes: list[int]) -> None:
    sound = voice(4.0, 2.0)
    assert chunks_of(sound, sizes) == chunks_of(sound, [])


def test_chunks_follow_one_another_and_are_known_within_the_look_ahead() -> None:
    chunks = chunks_of(voice(4.0, 3.0), [])
    assert [c.first for c in chunks] == [CHUNK * n for n in range(len(chunks))]
    for chunk in chunks:
        over = (chunk.first + CHUNK) / FRAMES_PER_S
        assert over < chunk.t <= over + LOOK_AHEAD_S + 0.032  # a frame is 32 ms long


@pytest.mark.parametrize("rate", [3.0, 4.0, 5.0, 6.0])
def test_a_made_voice_is_counted(rate: float) -> None:
    """Roughly: it is no person; how right the count is on people is for bench_pace to say."""
    syllables, speech_s = measure_pace(voice(rate, 6.0), NETWORK)
    assert syllables == pytest.approx(6.0 * rate, rel=0.35)
    assert speech_s == pytest.approx(6.0, rel=0.15)


def test_faster_is_more() -> None:
    slow, fast = measure_clips([voice(3.0, 6.0), voice(6.0, 6.0)], NETWORK)
    assert fast[0] > 1.5 * slow[0]


@pytest.mark.parametrize("gain_db", [-15.0, 15.0])
def test_level_does_not_matter(gain_db: float) -> None:
    sound = voice(4.0, 5.0)
    quiet, loud = measure_clips([sound, sound * np.float32(10 ** (gain_db / 20))], NETWORK)
    assert loud == pytest.approx(quiet, rel=0.02)


def test_the_far_ends_leak_is_not_the_agent() -> None:
    own = voice(4.0, 4.0)
    leak = voice(5.0, 4.0) * np.float32(10 ** (-32 / 20))
    alone, both = measure_clips([own, np.concatenate((own, leak))], NETWORK)
    assert both == pytest.approx(alone, rel=0.02)


def test_a_murmur_before_the_first_word_is_not_the_agent() -> None:
    own = voice(4.0, 4.0)
    murmur = voice(5.0, 3.0) * np.float32(10 ** (-48 / 20))
    alone, both = measure_clips([own, np.concatenate((murmur, own))], NETWORK)
    assert both == pytest.approx(alone, rel=0.03)


def test_silence_is_not_speech_and_costs_no_look() -> None:
    assert measure_pace(np.zeros(3 * SAMPLE_RATE, np.float32), NETWORK) == (0.0, 0.0)


@pytest.mark.parametrize("dbfs", [-60.0, -30.0])
def test_steady_noise_is_not_speech(dbfs: float) -> None:
    noise = np.random.default_rng(1).normal(0, 10 ** (dbfs / 20), 8 * SAMPLE_RATE).astype(np.float32)
    syllables, speech_s = measure_pace(noise, NETWORK)
    assert syllables < 2.0
    assert speech_s < 0.8


@pytest.mark.parametrize("samples", [0, 1, 511, 512, 5000])
def test_a_clip_too_short_for_a_look_is_measured_all_the_same(samples: int) -> None:
    syllables, speech_s = measure_pace(np.zeros(samples, np.float32), NETWORK)
    assert (syllables, speech_s) == (0.0, 0.0)


def test_a_clip_does_not_hear_the_one_before() -> None:
    a, b = voice(3.0, 2.0), voice(5.0, 2.0)
    assert measure_clips([a, b], NETWORK)[1] == measure_pace(b, NETWORK)


def test_a_clip_heard_in_pieces_is_heard_as_a_whole() -> None:
    sound = voice(4.3, 20.0)
    chunks = chunks_of(np.concatenate((sound, np.zeros(SAMPLE_RATE, np.float32))), [])
    whole = (sum(c.syllables for c in chunks), sum(c.speech_s for c in chunks))
    assert whole[0] > 50.0
    assert measure_pace(sound, NETWORK) == pytest.approx(whole, rel=0.0, abs=1e-6)


def test_the_spectra_of_a_long_clip_are_never_whole_in_memory() -> None:
    sound = np.tile(voice(4.0, 10.0), 12)
    tracemalloc.start()
    try:
        measure_pace(sound, NETWORK)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000  # of its 12,800 frames, the power spectra alone would be 26 MB


def chunk(n: int, syllables: float, speech_s: float) -> PaceChunk:
    return PaceChunk(n * CHUNK, n * 0.32, syllables, speech_s)


def test_the_window_says_nothing_until_enough_was_said() -> None:
    window = PaceWindow(1.0)
    heard = [window.push(chunk(n, 1.5, 0.3)) for n in range(5)]
    assert heard[:3] == [None] * 3
    assert heard[3] is not None
    assert heard[3].syllables_per_s == pytest.approx(5.0)
    assert heard[3].speech_s == pytest.approx(1.2)


def test_the_window_leaves_pauses_out_and_forgets_what_is_past() -> None:
    window = PaceWindow(1.0)
    for n in range(10):
        window.push(chunk(n, 1.5, 0.3))
    assert all(window.push(chunk(n, 0.0, 0.0)) is None for n in range(10, 20))
    last = [window.push(chunk(n, 0.9, 0.3)) for n in range(20, 30)][-1]
    assert last is not None
    assert last.syllables_per_s == pytest.approx(3.0)


@given(st.lists(st.tuples(st.floats(0, 3), st.floats(0, 0.32)), max_size=80))
def test_the_window_is_the_shortest_tail_that_holds_enough_speech(said: list[tuple[float, float]]) -> None:
    window, spoken = PaceWindow(2.0), [c for c in said if c[1] > 0.0]
    last = None
    for n, (syllables, speech_s) in enumerate(spoken):
        last = window.push(chunk(n, syllables, speech_s))
    if sum(s for _, s in spoken) < 1.999:
        assert last is None
    elif last is not None:
        assert 1.999 <= last.speech_s <= 2.0 + 0.33
