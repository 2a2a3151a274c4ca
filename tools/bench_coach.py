"""The coach against calls whose truth is known: ``python -m tools.bench_coach --data DIR --out DIR --cache DIR``.

Prints what each cue did, with the truth about the caller's anger fed in and with the ears' own, writes the same as
JSON, and draws calls and sweeps. The models are those of folds that never heard the voices of the call.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from firmware_app.errors import InputError
from firmware_app.settings import Settings
from firmware_app.share import shared_file
from models.training.anger_data import all_sounds
from models.training.anger_folds import fold_models, folds
from models.training.bench_activity import fold_networks
from models.training.bench_pace import fold_model
from models.training.pace_folds import FOLDS
from tools.rehearsal.compose import compose
from tools.rehearsal.dues import windows
from tools.rehearsal.ears import Ears, heard
from tools.rehearsal.picture import Scene, draw
from tools.rehearsal.score import judge, showings
from tools.rehearsal.sweep import Sweep, draw_sweep, swept
from tools.rehearsal.tally import CONDITIONS, Judged, Row, all_cues, hours, rows, split, worst
from tools.rehearsal.trial import Feed, Heard, performed, tried
from tools.rehearsal.truth import Truth


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m tools.bench_coach", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument(
        "--cache", type=Path, required=True, help="keeps the calls, what was heard, and the folds' models"
    )
    words.add_argument("--out", type=Path, default=Path("build/coach"), help="folder for the figures and pictures")
    words.add_argument("--hours", type=float, default=10.0)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--draw", metavar="CALL", action="append", default=[], help="draw this call, as call-1-0003")
    words.add_argument("--sweep", metavar="SETTING=V,V[:CUE]", action="append", default=[], help="try these values")
    words.add_argument("--feed", choices=[feed.name.lower() for feed in Feed], help="of a sweep or picture; both")
    words.add_argument(
        "--shipped",
        action="store_true",
        help="hear with the shipped models, which know these voices: for the rules alone",
    )
    given = words.parse_args(arguments)
    try:
        sweeps = [Sweep.read(text) for text in given.sweep]
        _run(given, sweeps)
    except InputError as error:
        print(f"bench_coach: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _run(given: argparse.Namespace, sweeps: Sequence[Sweep]) -> None:
    given.out.mkdir(parents=True, exist_ok=True)
    ears = _shipped_ears(given.data) if given.shipped else _ears(given.data, given.cache)
    calls = heard(compose(given.data, given.cache / "rehearsal", given.hours, given.seed), ears, Settings())
    feeds = [Feed[given.feed.upper()]] if given.feed else list(Feed)
    for name in given.draw:
        for file in _drawn(name, calls, feeds[0], given.out):
            print(f"drawn: {file}")
    told: dict[str, object] = {}
    for sweep in sweeps:
        for feed in feeds:
            points = swept(sweep, calls, feed)
            told[f"{sweep.name}, {feed.value}"] = [asdict(point) for point in points]
            print(f"drawn: {draw_sweep(sweep, points, feed, given.out)}")
    if not given.draw and not sweeps:
        for feed in feeds:
            judged = tried(calls, feed, Settings())
            told[feed.value] = _told(feed.value, judged)
            for file in _drawn(worst(judged).truth.name, calls, feed, given.out):
                print(f"the call with most to mend: {file}")
    if told:
        name = "sweeps.json" if sweeps else "coach.json"
        (given.out / name).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _drawn(name: str, calls: Sequence[Heard], feed: Feed, out: Path) -> list[Path]:
    found = [call for call in calls if call[0].stem == name]
    if not found:
        raise InputError(f"--draw {name}: no such call; known: {calls[0][0].stem} to {calls[-1][0].stem}")
    file, settings = found[0][0], Settings()
    truth = Truth.load(file)
    performance = performed(found[0], truth, feed, settings)
    due, shown = windows(truth, settings), showings(performance.cues, truth.duration_s)
    sound, suffix = file.with_suffix(".flac"), f"-{feed.name.lower()}"
    return draw(
        Scene(truth, sound, performance, due, shown, judge(due, shown), settings.hearing.pace_window_s, suffix), out
    )


def _ears(data: Path, cache: Path) -> Ears:
    anger = fold_models(data, folds(all_sounds(data)), cache)
    for fold in range(FOLDS):
        fold_model(data, cache, fold)
    fold_networks(data, cache)
    pace, voice = (
        tuple(cache / f"{kind}-without-{fold}.tflite" for fold in range(FOLDS)) for kind in ("pace", "voice")
    )
    return Ears({fold: model.int8_file for fold, model in anger.items()}, pace, voice)


def _shipped_ears(data: Path) -> Ears:
    anger = shared_file("models/anger.tflite")
    pace, voice = ((shared_file(f"models/{kind}.tflite"),) * FOLDS for kind in ("pace", "voice"))
    return Ears(dict.fromkeys(folds(all_sounds(data)), anger), pace, voice)


def _told(mode: str, judged: Sequence[Judged]) -> dict[str, object]:
    angry, calm = split(judged)
    told: dict[str, object] = {}
    for name, part in (("angry callers", angry), ("calm callers", calm)):
        print(f"\n{mode}; {len(part)} calls of {name}, {hours(part):.1f} h")
        told[name] = [asdict(row) for row in _printed(rows(part))]
    flickers = sum(len(j.verdict.flickers) for j in judged)
    together = sum(j.verdict.together for j in judged)
    print(f"flickers {flickers}; two cues at once {together}")
    print(f"\n{'condition, angry callers':34}calls  dues shown  false/h")
    for name, holds in CONDITIONS.items():
        part = [j for j in angry if holds(j.truth.conditions)]
        row = all_cues(part)
        print(f"{name:34}{len(part):5}{row.shown:12.3f}{row.false_per_h:9.1f}")
        told[name] = asdict(row)
    return {**told, "flickers": flickers, "together": together}


def _printed(table: Sequence[Row]) -> Sequence[Row]:
    print(f"{'cue':13}dues  hits missed hidden  shown   false  false/h   late 50 %, 95 %   overstay 95 %")
    for row in table:
        print(
            f"{row.cue:13}{row.dues:4}{row.hits:6}{row.missed:7}{row.hidden:7}{row.shown:7.3f}"
            f"{row.false:8}{row.false_per_h:9.2f}{row.late_s[0]:10.2f}{row.late_s[1]:8.2f}{row.too_long_s:14.1f}"
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
