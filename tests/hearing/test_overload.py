"""Speech that is cut off at the top is told from loud speech, and is no evidence."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_app.audio import SAMPLE_RATE, Recording, Samples
from firmware_app.facts import CallerVoice, Overload
from firmware_app.hearing import load_models
from firmware_app.hearing.caller_ear import CallerEar
from firmware_app.hearing.overload import flat_share
from firmware_app.settings import HearingSettings
from firmware_app.share import shared_file
from tests.hearing.talk import coded, hiss

BLOCK = 1600


def voice() -> Samples:
    blocks = Recording(shared_file("demo_call.ogg")).blocks()
    return np.concatenate([block.caller for block in blocks])


def heard(sound: Samples) -> tuple[list[Overload], int]:
    settings = HearingSettings()
    models = load_models(settings)
    ear = CallerEar(settings, models.anger, models.voice)
    facts = [fact for at in range(0, len(sound), BLOCK) for fact in ear.hear(sound[at : at + BLOCK], lost=False)]
    return [fact for fact in facts if isinstance(fact, Overload)], sum(isinstance(f, CallerVoice) for f in facts)


def louder(sound: Samples, db: float) -> Samples:
    return np.clip(sound * np.float32(10.0 ** (db / 20.0)), -1.0, 1.0)


@pytest.mark.parametrize("codec", ["none", "mu"])
@pytest.mark.parametrize("db", [20.0, 30.0])
def test_speech_far_too_loud_is_told_and_hardly_judged(codec: str, db: float) -> None:
    clean = coded(voice(), codec)
    told, judged = heard(louder(clean, db))
    assert [fact.on for fact in told][:1] == [True]
    assert judged < 0.5 * heard(clean)[1]


@pytest.mark.parametrize("codec", ["none", "mu", "gsm", "opus"])
@pytest.mark.parametrize("db", [-20.0, 0.0])
def test_speech_at_any_level_that_fits_is_not(codec: str, db: float) -> None:
    sound = voice()
    fits = sound / np.abs(sound).max() * np.float32(10.0 ** (db / 20.0))
    told, judged = heard(coded(fits, codec))
    assert told == []
    assert judged > 50


def test_it_is_over_when_the_line_is_turned_down() -> None:
    sound = voice()[: 45 * SAMPLE_RATE]
    told, _ = heard(np.concatenate((louder(sound, 25.0), sound)) + hiss(90.0))
    assert [fact.on for fact in told] == [True, False]
    assert told[1].t > 45.0


def test_the_share_of_flat_tops() -> None:
    t = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    sine = np.sin(2 * np.pi * 440 * t).astype(np.float32)
    assert flat_share(sine) == pytest.approx(1.0 - 2.0 / np.pi * np.arcsin(0.85), abs=0.01)
    assert flat_share(np.clip(sine, -0.5, 0.5)) == pytest.approx(1.0 - 2.0 / np.pi * np.arcsin(0.425), abs=0.01)
    assert flat_share(np.zeros(0, dtype=np.float32)) == flat_share(np.zeros(9, dtype=np.float32)) == 0.0
