"""No fold may hear what it judges."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.anger_folds import fold_of, folds, left_out

FOLDS = ["acted", "played", "spoken"]


@dataclass(frozen=True)
class Sound:
    corpus: str
    language: str = ""
    group: str = ""
    emotion: str = "calm"


def out_of(sound):
    return [fold for fold in FOLDS if left_out(sound, fold, FOLDS)]


def test_folds_are_the_corpora_with_anger():
    sounds = [Sound("b", emotion="angry"), Sound("a", emotion="angry"), Sound("a"), Sound("prompts")]
    assert folds(sounds) == ["a", "b"]


@given(st.sampled_from(FOLDS), st.text())
def test_an_acted_corpus_is_left_out_whole_by_its_own_fold_alone(corpus, speaker):
    assert out_of(Sound(corpus, group=speaker)) == [corpus]


@given(st.text())
def test_any_other_voice_is_left_out_by_one_fold_in_all_its_corpora(speaker):
    first, second = (out_of(Sound(corpus, group=speaker)) for corpus in ("readings", "calls"))
    assert first == second == [fold_of("", speaker, FOLDS)]


def test_all_prompts_of_a_language_are_one_voice():
    found = {tuple(out_of(Sound("ivr_prompts", "fr", f"prompt_{k}.opus"))) for k in range(50)}
    assert len(found) == 1


def test_the_callers_of_many_calls_are_spread():
    assert {fold_of("", caller, FOLDS) for caller in ("kathleen", "LJ", "19")} == set(FOLDS)


def test_hold_music_is_left_out_by_every_fold():
    """Composed calls play it whoever the caller is."""
    assert out_of(Sound("holdmusic_asterisk", group="piece.opus")) == FOLDS


@pytest.mark.parametrize("fold", FOLDS)
def test_other_voices_spread_over_the_folds(fold):
    assert sum(left_out(Sound("readings", group=f"speaker {k}"), fold, FOLDS) for k in range(300)) > 60
