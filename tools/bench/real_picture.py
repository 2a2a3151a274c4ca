"""One real call drawn as `bench-coach` draws its own: what was heard, anger and mood, pace, and which cues came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.facts import Fact, Side, Speech
from firmware_app.settings import Settings
from tools.bench.real_calls import RealCall
from tools.rehearsal.perform import Performance
from tools.rehearsal.picture import Scene, draw
from tools.rehearsal.score import judge, showings
from tools.rehearsal.truth import Conditions, Manner, Truth, Utterance


def picture(call: RealCall, facts: Sequence[Fact], performance: Performance, out: Path) -> list[Path]:
    """Draws the call as PNG files, a page for each two minutes or so; returns them. All that is shown is wrong."""
    sides = np.stack(call.sides(), axis=1)
    sound = out / f"{call.name}.wav"
    soundfile.write(sound, sides, SAMPLE_RATE)
    try:
        truth = _heard(call, facts, len(sides) / SAMPLE_RATE)
        shown = showings(performance.cues, truth.duration_s)
        title = f"{call.name}: {call.source}, {call.line.value}; lines: what was heard"
        scene = Scene(
            truth, sound, performance, (), shown, judge((), shown), Settings().hearing.pace_window_s, title=title
        )
        return draw(scene, out)
    finally:
        sound.unlink()  # the project keeps no sound of anybody


def _heard(call: RealCall, facts: Sequence[Fact], duration_s: float) -> Truth:
    """The turns as they were heard stand where a made-up call has the true ones; nobody is angry."""
    turns, began = [], dict[Side, float]()
    for fact in facts:
        if isinstance(fact, Speech):
            if fact.on:
                began[fact.who] = fact.since
            elif fact.who in began:
                turns.append(Utterance(fact.who, Manner.TURN, False, ((began.pop(fact.who), fact.since),)))
    turns += [Utterance(side, Manner.TURN, False, ((since, duration_s),)) for side, since in began.items()]
    line = Conditions("", "", False, "", 0.0, 0.0, 0.0, 0.0, None, None, False)
    return Truth(call.name, duration_s, duration_s, line, "", 0, tuple(turns), ())
