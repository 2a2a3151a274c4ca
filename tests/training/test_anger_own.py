"""Training rows beside a usual voice: what is known of it, and of whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from models.training.anger_own import beside_own

N = 2


@dataclass(frozen=True)
class Sound:
    group: str
    emotion: str = "calm"
    corpus: str = "acted"
    language: str = "en"
    speech: bool = True


@dataclass(frozen=True)
class Rows:
    values: np.ndarray
    sound: np.ndarray
    line: np.ndarray


def rows_of(sounds, lines=1):
    """A row a sound and line, which measures its sound's number."""
    sound = np.tile(np.arange(len(sounds)), lines)
    values = np.repeat(sound[:, None], N, axis=1).astype(np.float32) / len(sounds)
    return Rows(values, sound, np.repeat(np.arange(lines), len(sounds)))


def usuals(rows, sounds):
    """The usual that each row was set beside; the measures are small, so nothing is cut off."""
    found = beside_own(rows, sounds, seed=1).values
    assert found.shape == (len(rows.sound), 2 * N)
    np.testing.assert_array_equal(found[:, :N], rows.values)
    return found[:, :N] - found[:, N:]


def test_a_usual_is_made_of_the_same_voice_calm():
    sounds = [Sound("a")] * 50 + [Sound("a", "angry")] * 50 + [Sound("b")] * 100
    found = usuals(rows_of(sounds), sounds)
    # shrunk towards 0, so never above the voice's calm clips
    assert found[:100].max() < 50 / 200
    assert found[100:].max() > 100 / 200


def test_often_nothing_is_known():
    sounds = [Sound("a")] * 400
    nothing = ~usuals(rows_of(sounds), sounds).any(axis=1)
    assert 0.2 < nothing.mean() < 0.4


@pytest.mark.parametrize(
    "sound", [Sound("unknown_street"), Sound("hiss", "none", speech=False), Sound("a", "angry")], ids=lambda s: s.group
)
def test_crowds_noises_and_voices_never_calm_have_no_usual(sound):
    assert not usuals(rows_of([sound] * 40), [sound] * 40).any()


def test_three_clips_are_too_few():
    sounds = [Sound("a")] * 3 + [Sound("a", "angry")] * 40
    assert not usuals(rows_of(sounds), sounds).any()


def test_a_line_lends_nothing_to_another():
    sounds = [Sound("a")] * 60
    rows = rows_of(sounds, lines=2)
    rows.values[rows.line == 1] -= 3.0
    found = usuals(rows, sounds)
    known = found.any(axis=1)
    assert (found[known & (rows.line == 1)] < 0.0).all()
    assert (found[known & (rows.line == 0)] >= 0.0).all()


def test_all_prompts_of_a_language_are_one_voice():
    sounds = [Sound(f"prompt_{k}", corpus="ivr_prompts") for k in range(40)]
    assert usuals(rows_of(sounds), sounds).any()
