"""The coach against calls whose truth is known: ``python -m tools.bench_coach --data DIR --out DIR --cache DIR``.

Prints what each cue did, with the truth about the caller's anger fed in and with the ears' own, and writes the same
as JSON. The models are those of folds that never heard the voices of the call.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from firmware_app.facts import Fact
from firmware_app.settings import Settings
from models.training.anger_data import all_sounds
from models.training.anger_folds import fold_models, folds
from models.training.bench_activity import fold_networks
from models.training.bench_pace import fold_model
from models.training.pace_folds import FOLDS
from tools.rehearsal.compose import compose
from tools.rehearsal.dues import windows
from tools.rehearsal.ears import Ears, heard
from tools.rehearsal.perform import perform, with_true_anger
from tools.rehearsal.score import judge, showings
from tools.rehearsal.tally import CONDITIONS, Judged, Row, all_cues, breath_pauses, hours, rows
from tools.rehearsal.truth import Truth

_Feed = Callable[[list[Fact], Truth], list[Fact]]
_MODES: dict[str, _Feed] = {
    "the truth about anger fed in": with_true_anger,
    "the ears' own": lambda facts, _: facts,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m tools.bench_coach", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument(
        "--cache", type=Path, required=True, help="keeps the calls, what was heard, and the folds' models"
    )
    words.add_argument("--out", type=Path, default=Path("build/coach"), help="folder for the figures")
    words.add_argument("--hours", type=float, default=10.0)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    ears = _ears(given.data, given.cache)
    calls = compose(given.data, given.cache / "rehearsal", given.hours, given.seed)
    judged = _judged(calls, ears, Settings())
    told = {mode: _told(mode, found) for mode, found in judged.items()}
    (given.out / "coach.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _ears(data: Path, cache: Path) -> Ears:
    anger = fold_models(data, folds(all_sounds(data)), cache, seed=1)
    for fold in range(FOLDS):
        fold_model(data, cache, fold)
    fold_networks(data, cache)
    pace, voice = (
        tuple(cache / f"{kind}-without-{fold}.tflite" for fold in range(FOLDS)) for kind in ("pace", "voice")
    )
    return Ears({fold: model.int8_file for fold, model in anger.items()}, pace, voice)


def _judged(calls: Sequence[Path], ears: Ears, settings: Settings) -> dict[str, list[Judged]]:
    found: dict[str, list[Judged]] = {mode: [] for mode in _MODES}
    for truth, facts in heard(calls, ears, settings):
        due = windows(truth, settings)
        for mode, feed in _MODES.items():
            shown = showings(perform(feed(facts, truth), settings).cues, truth.duration_s)
            found[mode].append(Judged(truth, judge(due, shown)))
    return found


def _told(mode: str, judged: Sequence[Judged]) -> dict[str, object]:
    angry, calm = ([j for j in judged if j.truth.conditions.caller_gets_angry is wanted] for wanted in (True, False))
    told: dict[str, object] = {}
    for name, part in (("angry callers", angry), ("calm callers", calm)):
        print(f"\n{mode}; {len(part)} calls of {name}, {hours(part):.1f} h")
        told[name] = [asdict(row) for row in _printed(rows(part))]
    breaths, turns = breath_pauses(angry)
    flickers = sum(len(j.verdict.flickers) for j in judged)
    together = sum(j.verdict.together for j in judged)
    print(f"PAUSE at a breath: {breaths} in {turns} angry turns; flickers {flickers}; two cues at once {together}")
    print(f"\n{'condition, angry callers':34}calls  dues shown  false/h")
    for name, holds in CONDITIONS.items():
        part = [j for j in angry if holds(j.truth.conditions)]
        row = all_cues(part)
        print(f"{name:34}{len(part):5}{row.shown:12.3f}{row.false_per_h:9.1f}")
        told[name] = asdict(row)
    return {**told, "breaths": [breaths, turns], "flickers": flickers, "together": together}


def _printed(table: Sequence[Row]) -> Sequence[Row]:
    print(f"{'cue':13}dues  hits missed hidden  shown   false  false/h   late 50 %, 95 %   overstay 95 %")
    for row in table:
        print(
            f"{row.cue:13}{row.dues:4}{row.hits:6}{row.missed:7}{row.hidden:7}{row.shown:7.3f}"
            f"{row.false:8}{row.false_per_h:9.2f}{row.late_s[0]:10.2f}{row.late_s[1]:8.2f}{row.too_long_s:14.1f}"
        )
    return table


if __name__ == "__main__":
    main()
