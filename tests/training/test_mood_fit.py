"""The projection and what the filter knows, fitted to voices whose truth is known."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_app.hearing import load_anger
from firmware_app.hearing.voice_quality import MEASURES
from firmware_app.settings import ConversationSettings
from models.training.anger_data import Sound
from models.training.channel import CALM_DBFS, gain_of
from models.training.mood.backend import moments, mood_model
from models.training.mood.clips import Clips
from models.training.mood.projection import clip_rows, projection
from models.training.mood.recipe import Recipe
from models.training.mood.scenes import LEAD_S, lit, onsets, scenes, shown_after_s
from models.training.mood.search import varied
from models.training.mood.takes import Kind, Source, Take
from models.training.mood_score import Order

COUNT = len(MEASURES)
READINGS = 60
STEP_S = 0.25


def take(kind: Kind, corpus: str, voice: str, emotion: str, measures: NDArray[np.float64]) -> Take:
    n = len(measures)
    t = STEP_S * (1 + np.arange(n))
    return Take(
        Source(kind, corpus, voice, emotion), 0, t[-1] + 1.0, t, np.full(n, STEP_S), np.full(n, 2.5),
        measures.astype(np.float32),
        np.full(n, -30.0),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made() -> list[Take]:
    """Two corpora far apart, and readings. Anger moves measure 0 by 2; each voice has its own middle of two."""
    rng = np.random.default_rng(0)
    found = []
    for corpus, far in (("savee", 0.0), ("nemo", 5.0)):
        for number in range(12):
            own = np.zeros(COUNT)
            own[:2] = rng.normal(size=2)
            own[2] = far
            for emotion, shift in (("neutral", 0.0), ("angry", 2.0), ("happy", 0.5)):
                values = own + 0.5 * rng.normal(size=(READINGS, COUNT))
                values[:, 0] += shift
                found.append(take(Kind.ACTED, corpus, f"{corpus}_{number}", emotion, values))
    for number in range(10):
        found.append(take(Kind.READING, "read", f"r{number}", "calm", rng.normal(size=(READINGS, COUNT))))
    noise = rng.normal(size=(READINGS, COUNT)) + 3.0
    return [*found, take(Kind.NOISE, "street", "street traffic", "none", noise)]


def clips_of(made: list[Take]) -> Clips:
    """A clip of each acted take: its first readings."""
    acted = [each for each in made if each.source.kind is Kind.ACTED]
    sounds = [Sound(Path(), t.source.corpus, "", t.source.voice, t.source.emotion, "", True, False) for t in acted]
    measures = np.concatenate([each.measures[:4] for each in acted])
    return Clips(sounds, measures, np.repeat(np.arange(len(acted)), 4))


def test_the_directions_are_those_of_anger_and_a_noise_is_no_voice(made: list[Take]) -> None:
    found = projection(made)
    strongest = np.argmax(np.abs(found.weights[:, :2]), axis=0)
    assert strongest.tolist() == [0, 0]
    voices = [
        float(np.mean((found.scale.scaled(each.measures) @ found.weights + found.bias)[:, -1] > 0.0)) for each in made
    ]
    assert min(voices[:-1]) > 0.9
    assert voices[-1] < 0.1


def test_a_clip_by_itself_is_judged_from_the_middle_of_its_corpus_and_every_corpus_weighs_the_same(
    made: list[Take],
) -> None:
    known = clips_of(made)
    twice = Clips(known.sounds, np.concatenate([known.measures] * 2), np.concatenate([known.sound] * 2))
    np.testing.assert_array_equal(twice.judged_line().sound, known.sound)
    rows = clip_rows(twice, projection(made).scale)
    corpus = np.array([sound.corpus for sound in known.sounds])[twice.sound]
    for name in ("savee", "nemo"):
        here = rows.values[corpus == name]
        assert np.abs(here[:, 2].mean()) < 0.1  # what the recordings differ by
        angry = rows.angry[corpus == name]
        assert here[angry, 0].mean() - here[~angry, 0].mean() > 0.5
    assert rows.weight[corpus == "savee"].sum() == pytest.approx(rows.weight[corpus == "nemo"].sum())
    assert rows.weight[rows.angry].sum() == pytest.approx(rows.weight[~rows.angry].sum())


def test_one_gain_for_all_of_a_voice_keeps_how_much_louder_its_moods_are() -> None:
    rng = np.random.default_rng(0)
    calm = [level * rng.standard_normal(16_000).astype(np.float32) for level in (0.01, 0.02)]
    angry = 4.0 * calm[0]
    gain = gain_of(calm)
    level = 20.0 * math.log10(np.sqrt(np.mean((gain * np.concatenate(calm)) ** 2)))
    assert level == pytest.approx(CALM_DBFS, abs=1.5)
    assert np.std(gain * angry) / np.std(gain * calm[0]) == pytest.approx(4.0)
    assert gain_of([np.zeros(16_000, dtype=np.float32)]) == 1.0


def test_a_call_over_a_line_that_evens_out_levels_says_the_same_and_no_level(made: list[Take]) -> None:
    placed = projection(made)
    scene = scenes(made, {"savee": placed, "nemo": placed})[0]
    np.testing.assert_array_equal(scene.levelled.voiced.places, scene.voiced.places)
    assert np.ptp(scene.levelled.voiced.dbfs) == 0.0


def test_a_corpus_far_off_is_no_anger(made: list[Take]) -> None:
    """What differs between corpora, and not between moods, is not in the directions."""
    found = projection(made)
    assert np.all(np.abs(found.weights[2, :2]) < 0.2 * np.abs(found.weights[0, :2]))


def test_moments_are_those_that_the_voices_were_made_with(made: list[Take]) -> None:
    placed = projection(made)
    found = moments(made, placed)
    scale = placed.weights[0, 0] / placed.scale.spread[0]
    assert found.anger[0] == pytest.approx(2.0 * scale, rel=0.1)
    acted = [each for each in made if each.source.kind is not Kind.READING]
    found = moments(acted, placed)
    assert np.sqrt(found.callers[0, 0]) == pytest.approx(scale, rel=0.4)
    assert np.sqrt(found.rest_acted[0, 0]) == pytest.approx(0.5 * scale, rel=0.35)


def test_calls_are_put_together_of_calm_speech_and_turns(made: list[Take]) -> None:
    placed = projection(made)
    staged = scenes(made, {"savee": placed, "nemo": placed})
    calm = [scene for scene in staged if scene.order is Order.CALM]
    assert len(calm) == 24 + 10 + 1
    after = [scene for scene in staged if scene.order is Order.AFTER and scene.take.source.emotion == "angry"]
    assert len(after) == 24 * 2
    for scene in after:
        assert scene.voiced.fresh_s[: scene.begins].sum() == pytest.approx(LEAD_S, abs=2 * STEP_S)
        assert scene.voiced.silence_s[scene.begins] == 1.0
    model = mood_model(moments(made, placed), Recipe.load())
    assert model.prior.sum() == pytest.approx(1.0)


def test_the_light_has_hysteresis_and_counts_its_onsets() -> None:
    odds = np.array([-3.0, 0.1, -1.0, -1.9, -2.1, -1.0, 0.0, -0.5])
    light = lit(odds, -2.0)
    assert light.tolist() == [False, True, True, True, False, False, True, True]
    assert onsets(light) == 2


def test_light_from_before_a_turn_does_not_show_it(made: list[Take]) -> None:
    placed = projection(made)
    staged = scenes(made, {"savee": placed, "nemo": placed})
    scene = next(scene for scene in staged if scene.order is Order.AFTER)
    light = np.ones(len(scene.voiced), dtype=np.bool_)
    assert shown_after_s(scene, light) == float("inf")
    light[: scene.begins] = False
    assert shown_after_s(scene, light) == 1.0


def test_a_recipe_stays_within_what_it_means() -> None:
    rng, wild = np.random.default_rng(0), replace(Recipe.load(), real=0.9, unlike_share=0.45, anger=0.28)
    for _ in range(50):
        found = varied(wild, rng, 1.0)
        assert 0.0 < found.real <= 1.0
        assert 0.0 < found.unlike_share <= 0.5
        assert 0.0 < found.anger <= 0.3
        assert math.log(found.anger / (1.0 - found.anger)) < found.over < 0.0  # or a silence would leave it lit


def test_the_settings_as_shipped_are_those_that_the_recipe_was_chosen_with() -> None:
    recipe, settings = Recipe.load(), ConversationSettings()
    assert settings.anger_share == pytest.approx(recipe.anger)
    assert settings.anger_lasts_s == pytest.approx(recipe.speech_s)
    assert settings.anger_sure == 0.5
    assert math.log(settings.anger_over / (1.0 - settings.anger_over)) == pytest.approx(recipe.over, abs=1e-3)
    shipped = load_anger().mood
    assert shipped.prior[1] == pytest.approx(recipe.anger)
    assert shipped.speech_s == pytest.approx(recipe.speech_s)
