"""The figures of a caller-anger score, against their definitions."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.anger_score import alarms, area, calibration, figure

numbers = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=20)


@dataclass(frozen=True)
class Clip:
    corpus: str
    group: str
    emotion: str


def clips(rng, speakers=6, each=20, corpus="one"):
    """Angry clips score 1 above the rest on the mean."""
    sounds = [
        Clip(corpus, f"{corpus}{who}", emotion)
        for who in range(speakers)
        for emotion in ["angry", "happy", "neutral", "sad"] * each
    ]
    scores = rng.standard_normal(len(sounds)) + np.array([s.emotion == "angry" for s in sounds])
    return sounds, scores


@given(numbers, numbers)
def test_area_is_the_share_of_pairs_in_order(angry, others):
    pairs = [(a > o) + 0.5 * (a == o) for a in angry for o in others]
    assert area(np.array(angry), np.array(others)) == pytest.approx(np.mean(pairs))


def test_area_without_a_class_is_not_a_number():
    assert np.isnan(area(np.zeros(0), np.ones(3)))
    assert np.isnan(area(np.ones(3), np.zeros(0)))


def test_figure_is_the_mean_of_corpora_whatever_their_size():
    rng = np.random.default_rng(1)
    large, good = clips(rng, each=30, corpus="large")
    small, _ = clips(rng, each=3, corpus="small")
    bad = -np.array([s.emotion == "angry" for s in small], dtype=np.float64)
    both = figure([*large, *small], np.concatenate((good, bad)), "all").value
    assert both == pytest.approx(figure(large, good, "all").value / 2)


def test_a_corpus_without_a_class_does_not_count():
    sounds, scores = clips(np.random.default_rng(9))
    more = [*sounds, *(Clip("glad", "g", "happy") for _ in range(5))]
    assert figure(more, np.concatenate((scores, np.ones(5))), "all").value == figure(sounds, scores, "all").value
    assert np.isnan(figure(more[-5:], np.ones(5), "all").value)


def test_scores_of_different_corpora_are_never_compared():
    rng = np.random.default_rng(2)
    one, first = clips(rng, corpus="one")
    two, second = clips(rng, corpus="two")
    near, far = (figure([*one, *two], np.concatenate((first, second + by)), "all").value for by in (0.0, 100.0))
    assert far == pytest.approx(near)


def test_figure_counts_only_what_it_is_against():
    sounds = [Clip("c", f"s{k % 4}", emotion) for k, emotion in enumerate(["angry", "happy", "calm", "neutral"] * 8)]
    place = {"happy": 3.0, "angry": 2.0, "neutral": 1.0, "calm": 0.0}
    scores = np.array([place[s.emotion] for s in sounds])
    found = {against: figure(sounds, scores, against).value for against in ("all", "calm", "happy")}
    assert found == pytest.approx({"all": 2 / 3, "calm": 1.0, "happy": 0.0})


def test_interval_holds_the_value_and_shrinks_with_more_speakers():
    few, many = (figure(*clips(np.random.default_rng(3), speakers=count), "all") for count in (3, 40))
    assert few.low < few.value < few.high
    assert many.low < many.value < many.high
    assert many.high - many.low < few.high - few.low


def test_interval_draws_speakers_not_clips():
    """One speaker of four is scored the wrong way round: with clips drawn, the low end could not fall so far."""
    sounds, _ = clips(np.random.default_rng(4), speakers=4, each=50)
    angry = np.array([s.emotion == "angry" for s in sounds], dtype=np.float64)
    scores = np.where([s.group == "one0" for s in sounds], -angry, angry)
    assert figure(sounds, scores, "all").low < 0.6


def test_one_speaker_has_an_interval_over_clips():
    found = figure(*clips(np.random.default_rng(5), speakers=1), "all")
    assert found.low < found.value < found.high


def test_a_score_less_itself_is_nothing():
    sounds, scores = clips(np.random.default_rng(6))
    found = figure(sounds, scores, "all", less=scores)
    assert (found.value, found.low, found.high) == (0.0, 0.0, 0.0)


def test_a_difference_sees_the_same_draw_on_both_sides():
    """Two scores that fail on the same speakers: their difference is known far better than either."""
    rng = np.random.default_rng(7)
    sounds, scores = clips(rng, speakers=5)
    better = scores + 0.2 * np.array([s.emotion == "angry" for s in sounds])
    alone, less = figure(sounds, better, "all"), figure(sounds, better, "all", less=scores)
    assert less.value == pytest.approx(alone.value - figure(sounds, scores, "all").value)
    assert less.high - less.low < (alone.high - alone.low) / 2
    assert less.low > 0.0


def test_alarms_weigh_corpora_alike():
    large = [Clip("large", "a", "happy")] * 90 + [Clip("large", "a", "angry")] * 10
    small = [Clip("small", "b", "happy")] * 2 + [Clip("small", "b", "angry")] * 2
    scores = np.array([0.9] * 90 + [0.1] * 10 + [0.1] * 2 + [0.7] * 2)
    found = alarms([*large, *small], scores, 0.7)
    assert found.false == pytest.approx(0.5)
    assert found.shown == pytest.approx(0.5)


def test_calibrated_scores_have_no_error_and_overconfident_ones_have():
    rng = np.random.default_rng(8)
    p = rng.uniform(0.0, 1.0, 20_000)
    sounds = [Clip("c", "s", "angry" if angry else "sad") for angry in rng.uniform(size=len(p)) < p]
    right = calibration(sounds, p)
    wrong = calibration(sounds, np.clip(2.0 * p - 0.5, 0.0, 1.0))
    assert right.error < 0.03
    assert wrong.error > 0.08
    assert right.brier < wrong.brier
    assert sum(b.weight for b in right.bins) == pytest.approx(1.0)


def test_calibration_is_for_classes_equally_common():
    """Half of each class at p = 0.5 says nothing about the clip, however rare anger is in the corpus."""
    sounds = [Clip("c", "s", "angry")] * 10 + [Clip("c", "s", "sad")] * 990
    found = calibration(sounds, np.full(1000, 0.55))
    assert [b.angry for b in found.bins] == pytest.approx([0.5])
    assert found.error == pytest.approx(0.05)


def test_calibration_takes_the_ends_in():
    found = calibration([Clip("c", "s", "sad"), replace(Clip("c", "s", "sad"), emotion="angry")], np.array([0.0, 1.0]))
    assert [b.low for b in found.bins] == pytest.approx([0.0, 0.9])
    assert [b.angry for b in found.bins] == [0.0, 1.0]
    assert (found.brier, found.error) == (0.0, 0.0)
