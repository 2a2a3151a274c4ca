"""Who is back after a pause: the same caller, another, or nobody can say yet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.conversation.same_call import FarEnd, same_call
from firmware_app.facts import CallerSound, LineNoise

VOICE = tuple(-40.0 - (band % 5) * 4.0 for band in range(24))
NOISE = (-70.0,) * 24


def far_end(
    speech_s: float = 5.0, off_db: float = 0.0, semitones: float = 0.0, noise_db: float | None = None
) -> FarEnd:
    """A voice whose spectrum is ``off_db`` RMS off, and its line's noise."""
    found = FarEnd()
    bands = tuple(band + (off_db if place % 2 else -off_db) for place, band in enumerate(VOICE))
    for half in range(round(2 * speech_s)):
        found.hear(CallerSound(half / 2, 0.5, bands, (7.0 + semitones / 12.0,)))
    for half in range(0 if noise_db is None else 4):
        found.hear(LineNoise(half / 2, tuple(band + noise_db for band in NOISE)))
    return found


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (far_end(), True),
        (far_end(1.5), None),
        (far_end(off_db=2.9), True),
        (far_end(off_db=3.1), None),
        (far_end(off_db=4.6), False),
        (far_end(off_db=2.5, semitones=2.0), True),
        (far_end(off_db=2.5, semitones=5.0), None),
        (far_end(off_db=2.5, semitones=12.0), None),
        (far_end(off_db=3.5, semitones=12.0), False),
        (far_end(noise_db=1.5), True),
        (far_end(off_db=2.5, noise_db=4.0), None),
        (far_end(1.0, noise_db=7.0), False),
    ],
)
def test_voice_pitch_and_noise_speak_together(now: FarEnd, expected: bool | None) -> None:
    assert same_call(far_end(noise_db=0.0), now) is expected


@pytest.mark.parametrize("level_db", [-20.0, 12.0])
def test_the_level_is_no_evidence(level_db: float) -> None:
    now = FarEnd()
    for sound in far_end().sounds:
        now.hear(CallerSound(sound.t, 0.5, tuple(band + level_db for band in sound.spectrum), sound.log2_hz))
    assert same_call(far_end(), now) is True


def test_a_caller_who_had_hardly_spoken_is_nobodys_like() -> None:
    assert same_call(far_end(2.0), far_end()) is False


def test_without_a_pitch_only_a_spectrum_that_is_much_alike_will_do() -> None:
    def whispered(off_db: float) -> FarEnd:
        now = FarEnd()
        for sound in far_end(off_db=off_db).sounds:
            now.hear(CallerSound(sound.t, 0.5, sound.spectrum, ()))
        return now

    assert same_call(far_end(), whispered(1.0)) is True
    assert same_call(far_end(), whispered(2.5)) is None


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 24.0), st.floats(0.0, 24.0))
def test_further_off_is_never_more_alike(near_db: float, more_db: float, near_st: float, more_st: float) -> None:
    rank = {True: 2, None: 1, False: 0}
    near = same_call(far_end(), far_end(off_db=near_db, semitones=near_st))
    far = same_call(far_end(), far_end(off_db=near_db + more_db, semitones=near_st + more_st))
    assert rank[far] <= rank[near]
