"""One call on one time axis: both channels, what is true, what was heard, which cues were due and shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from firmware_app.audio import Recording
from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.coaching import CATALOGUE
from firmware_app.conversation import AngerHeard, PaceHeard
from firmware_app.facts import Side
from tools.rehearsal.dues import Window
from tools.rehearsal.moods import angers
from tools.rehearsal.perform import Performance
from tools.rehearsal.score import Showing, Verdict
from tools.rehearsal.spans import rate_at
from tools.rehearsal.truth import Manner, Truth

mpl.use("Agg")
from matplotlib import pyplot as plt

_CALLER, _AGENT, _ANGRY, _RIGHT, _WRONG, _DUE, _GREY = (
    "#0072b2",
    "#009e73",
    "#d55e00",
    "#222222",
    "#cc3311",
    "#f0c808",
    "#cccccc",
)
"""Told apart by the colour-blind too (Okabe and Ito); right and wrong differ in place and hatch as well."""
_PAGE_S = 130.0
"""A page shows this much of a call: more cannot be read."""
_STEP = SAMPLE_RATE // 20


@dataclass(frozen=True)
class Scene:
    """All that a picture shows."""

    truth: Truth
    sound: Path
    performance: Performance
    due: Sequence[Window]
    shown: Sequence[Showing]
    verdict: Verdict
    window_s: float
    suffix: str = ""
    title: str = ""
    """In place of the line's and the desk's conditions."""


def draw(scene: Scene, out: Path) -> list[Path]:
    """Draws a call as PNG files, a page for each two minutes or so; returns them."""
    pages = max(1, round(scene.truth.duration_s / _PAGE_S))
    length = scene.truth.duration_s / pages
    levels = _levels(scene.sound)
    found = []
    for page in range(pages):
        figure, axes = plt.subplots(
            4, 1, figsize=(16, 10), sharex=True, layout="constrained", height_ratios=[2, 1, 1, 2.4]
        )
        _channels(axes[0], scene, levels)
        _anger(axes[1], scene)
        _pace(axes[2], scene)
        _cues(axes[3], scene)
        axes[3].set_xlim(page * length, (page + 1) * length)
        axes[3].set_xlabel("s")
        title = scene.title or _title(scene.truth)
        figure.suptitle(f"{title}; page {page + 1} of {pages}", fontsize=11)
        file = out / f"{scene.truth.name}{scene.suffix}-{page + 1}.png"
        figure.savefig(file, dpi=90)
        plt.close(figure)
        found.append(file)
    return found


def _title(truth: Truth) -> str:
    line = truth.conditions
    return (
        f"{truth.name}: {line.caller} and {line.agent}; {line.codec}, "
        f"delay {line.delay_s:.2f} s, cross-talk {line.crosstalk_db:.0f} dB, "
        f"noise {line.caller_noise_db or 'none'} and {line.agent_noise_db or 'none'} dB below"
        f"{', clipped microphone' if line.clipped else ''}"
    )


def _levels(sound: Path) -> NDArray[np.float64]:
    """dBFS of both channels, 20 a second, shape ``(n, 2)``."""
    blocks = list(Recording(sound).blocks())
    both = [np.concatenate([block.caller for block in blocks]), np.concatenate([block.agent for block in blocks])]
    power = [
        (side[: len(side) // _STEP * _STEP].reshape(-1, _STEP).astype(np.float64) ** 2).mean(axis=1) for side in both
    ]
    levels: NDArray[np.float64] = 10.0 * np.log10(np.stack(power, axis=1) + 1e-9)
    return levels


def _channels(axes: Any, scene: Scene, levels: NDArray[np.float64]) -> None:
    t = (np.arange(len(levels)) + 0.5) * _STEP / SAMPLE_RATE
    for column, (base, colour) in enumerate(((1.0, _CALLER), (-1.0, _AGENT))):
        height = np.clip((levels[:, column] + 80.0) / 80.0, 0.0, 1.0)
        axes.fill_between(t, base - 0.9 * height, base + 0.9 * height, color=colour, alpha=0.5, linewidth=0)
    for turn in scene.truth.utterances:
        base = 1.0 if turn.side is Side.CALLER else -1.0
        colour = _ANGRY if turn.angry else ("#777777" if turn.manner is Manner.MURMUR else _RIGHT)
        for low, high in turn.pieces:
            axes.plot((low, high), (base, base), color=colour, linewidth=4 if turn.angry else 2, solid_capstyle="butt")
    for dead in scene.truth.dead:
        axes.axvspan(dead.start, dead.end, ymax=0.5, color=_GREY, alpha=0.6)
        axes.text(dead.start, -1.9, dead.how.value, fontsize=8, clip_on=True)
    axes.set_yticks([1.0, -1.0], ["caller", "agent"])
    axes.set_ylim(-2, 2)


def _anger(axes: Any, scene: Scene) -> None:
    for spell in angers(scene.truth):
        axes.axvspan(spell.start, spell.end, color=_ANGRY, alpha=0.15)
    heard = [each for each in scene.performance.happened if isinstance(each, AngerHeard)]
    axes.plot([each.t for each in heard], [each.p for each in heard], ".", color=_CALLER, markersize=3)
    for low, high in scene.performance.angry():
        axes.plot((low, high), (0.03, 0.03), color=_ANGRY, linewidth=5, solid_capstyle="butt")
    axes.set_ylim(0, 1)
    axes.set_ylabel("anger\n(shade: true)", fontsize=9)


def _pace(axes: Any, scene: Scene) -> None:
    said = [turn for turn in scene.truth.of(Side.AGENT) if turn.nuclei]
    t = [at for turn in said for at in np.arange(turn.start, turn.end, 0.25).tolist()]
    axes.plot(t, [rate_at(said, at, scene.window_s) or np.nan for at in t], ".", color=_GREY, markersize=4)
    heard = [each for each in scene.performance.happened if isinstance(each, PaceHeard)]
    axes.plot([each.t for each in heard], [each.syllables_per_s for each in heard], ".", color=_AGENT, markersize=3)
    axes.set_ylim(0, 8)
    axes.set_ylabel("syllables/s\n(grey: true)", fontsize=9)


def _cues(axes: Any, scene: Scene) -> None:
    place = {cue.id: len(CATALOGUE) - k for k, cue in enumerate(CATALOGUE)}
    for window in scene.due:
        end = min(window.end, scene.truth.duration_s)
        must = window.by is not None
        axes.barh(
            place[window.cue],
            end - window.start,
            0.8,
            window.start,
            color=_DUE if must else _GREY,
            alpha=0.7 if must else 0.4,
        )
    for showing in scene.shown:
        wrong = showing in scene.verdict.false
        axes.barh(
            place[showing.cue],
            showing.off - showing.on,
            0.35,
            showing.on,
            color=_WRONG if wrong else _RIGHT,
            hatch="////" if wrong else None,
            edgecolor="white",
        )
    for window in scene.verdict.missed:
        axes.text(window.start, place[window.cue] + 0.1, "✗ missed", color=_WRONG, fontsize=9, clip_on=True)
    axes.set_yticks(list(place.values()), [cue.legend for cue in CATALOGUE], fontsize=9)
    axes.set_ylabel("yellow due, grey may be\nblack shown, hatched wrong", fontsize=9)
    axes.grid(axis="x", alpha=0.3)
