"""What a clip is set beside when a usual voice is judged: never itself, never the wrong speaker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.training.usual_judge import NOTHING, drawn_usuals, known_voice


@dataclass(frozen=True)
class Clip:
    group: str
    emotion: str
    corpus: str = "acted"


def _clips(speakers, calm=9, corpus="acted"):
    return [
        Clip(s, emotion, corpus) for s in speakers for emotion in ("calm",) * calm + ("angry",) * 3 + ("happy",) * 3
    ]


def test_own_clips_are_the_speakers_calm_ones_and_never_the_clip_itself():
    clips = _clips("ab")
    drawn = drawn_usuals(clips, np.random.default_rng(0))
    assert set(drawn) == set(range(len(clips)))
    for index, (own, others) in drawn.items():
        assert index not in own
        assert {clips[k].emotion for k in own + others} == {"calm"}
        assert {clips[k].group for k in own} == {clips[index].group}
        assert {clips[k].group for k in others} == set("ab") - {clips[index].group}


def test_speakers_of_few_calm_clips_and_corpora_of_one_speaker_are_left_out():
    clips = _clips("ab", calm=8) + _clips("c", corpus="lone")
    assert drawn_usuals(clips, np.random.default_rng(0)) == {}


def test_a_judge_that_only_looks_at_the_change_gains_by_the_callers_usual(capsys):
    # b speaks as a shouts: only beside each one's usual are they told apart
    clips = _clips("ab")
    level = np.array([{"a": 0.0, "b": 1.0}[c.group] + (c.emotion == "angry") for c in clips], dtype=np.float32)
    found = known_voice(clips, level[:, None], lambda _, row: float(row[1]))
    assert found[NOTHING]["value"] < 0.95
    assert found["8 calm clips of the caller"]["value"] == 1.0
    assert found["8 calm clips of another speaker"]["value"] < 0.95
    assert "8 calm clips of the caller" in capsys.readouterr().out
