"""Measures the mood light, calm hours and soon enough: ``python -m models.training.bench_mood --data DIR --cache DIR``.

Judged is what the desk shows: the caller's ear and `Mood`, with the models of folds that never heard the voice.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from firmware_app.settings import ConversationSettings
from models.training.anger_data import all_sounds
from models.training.anger_folds import fold_models, folds
from models.training.mood_score import (
    SOON_S,
    Interval,
    Point,
    Stream,
    at_threshold,
    calm_share,
    delay_s,
    first_calm,
    hours,
    onsets,
    over_voices,
    point,
)
from models.training.mood_streams import ANGRY, streams, voices

MOST_PER_H = 0.5
_THRESHOLDS = [round(0.5 + 0.02 * k, 2) for k in range(24)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, prints the tables and writes the file."""
    parser = argparse.ArgumentParser(prog="models.training.bench_mood", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--cache", type=Path, help="folder that keeps the folds' models; none: trained anew")
    parser.add_argument("--json", type=Path, help="file to write every figure to")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        heard = _heard(options.data, options.cache or Path(scratch), options.seed)
    turns = [s for s in heard if s.kind == ANGRY]
    calm = [s for s in heard if s.kind != ANGRY]
    figures = {"shipped": _shipped(calm, turns), "by_kind": _by_kind(calm), "by_corpus": _by_corpus(turns)}
    figures["curve"] = _curve(calm, turns)
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _heard(data: Path, cache: Path, seed: int) -> list[Stream]:
    sounds = all_sounds(data)
    names = folds(sounds)
    models = fold_models(data, names, cache, seed)
    return streams(voices(data, sounds, names), {fold: model.int8_file for fold, model in models.items()})


def _shipped(calm: Sequence[Stream], turns: Sequence[Stream]) -> dict[str, Any]:
    settings = ConversationSettings()
    found = point(calm, turns, settings)
    delays = np.array([delay_s(turn, settings) for turn in turns])
    rate = over_voices(calm, [onsets(s, settings) for s in calm], [s.duration_s / 3600.0 for s in calm])
    shown = over_voices(turns, list(np.isfinite(delays)), [1.0] * len(turns))
    soon = over_voices(turns, list(delays <= SOON_S), [1.0] * len(turns))
    print(
        f"\n{hours(calm):.2f} h of calm calls, {len(turns)} angry turns; at the shipped angry_on {settings.angry_on}:"
    )
    print(f"false angry states an hour        {found.states_per_h:6.2f} {_text(rate)}   (goal: at most {MOST_PER_H})")
    print(f"angry turns of 5 s or more shown  {found.shown:6.2f} {_text(shown)}   (goal: at least 0.80)")
    print(f"shown within {SOON_S:g} s of speech        {found.soon:6.2f} {_text(soon)}   (goal: at least 0.90)")
    nine_in_ten = float(np.quantile(delays, 0.9, method="higher"))
    print(f"speech until shown: median {np.median(delays):.1f} s, nine in ten {nine_in_ten:.1f} s (inf: never)")
    intervals = {"states_per_h": asdict(rate), "shown": asdict(shown), "soon": asdict(soon)}
    told = [round(d, 3) if np.isfinite(d) else None for d in delays.tolist()]
    return {**asdict(found), "intervals": intervals, "calm_h": hours(calm), "turns": len(turns), "delays_s": told}


def _by_kind(calm: Sequence[Stream]) -> dict[str, dict[str, float]]:
    settings = ConversationSettings()
    print("\ncalm material            hours   false states   an hour   share of readings")
    found = {}
    for kind in sorted({s.kind for s in calm}):
        part = [s for s in calm if s.kind == kind]
        count, share = sum(onsets(s, settings) for s in part), calm_share(part, settings)
        print(f"{kind:24}{hours(part):6.2f}{count:15}{count / hours(part):10.2f}{share:20.4f}")
        found[kind] = {"hours": hours(part), "states": count, "calm_share": share}
    return found


def _by_corpus(turns: Sequence[Stream]) -> dict[str, dict[str, float]]:
    print(f"\nangry turns of           turns    shown   within {SOON_S:g} s")
    found = {}
    for corpus in sorted({s.fold for s in turns}):
        delays = np.array([delay_s(turn, ConversationSettings()) for turn in turns if turn.fold == corpus])
        shown, soon = float(np.mean(np.isfinite(delays))), float(np.mean(delays <= SOON_S))
        print(f"{corpus:24}{len(delays):6}{shown:9.2f}{soon:13.2f}")
        found[corpus] = {"turns": len(delays), "shown": shown, "soon": soon}
    return found


def _curve(calm: Sequence[Stream], turns: Sequence[Stream]) -> dict[str, Any]:
    curve = [point(calm, turns, at_threshold(ConversationSettings(), on)) for on in _THRESHOLDS]
    print("\nangry_on  false states/h  calm readings shown  turns shown  within 3 s  angry before")
    for p in curve:
        print(
            f"{p.angry_on:8.2f}{p.states_per_h:16.2f}{p.calm_share:21.4f}{p.shown:13.2f}{p.soon:12.2f}{p.already:14.2f}"
        )
    best = first_calm(curve, MOST_PER_H)
    print(f"lowest threshold with at most {MOST_PER_H} an hour: {_best(best)}")
    return {"points": [asdict(p) for p in curve], "first_calm": None if best is None else asdict(best)}


def _best(found: Point | None) -> str:
    if found is None:
        return "none"
    return f"{found.angry_on:.2f}, there {found.shown:.2f} of the angry turns are shown, {found.soon:.2f} soon"


def _text(interval: Interval) -> str:
    return f"[{interval.low:.2f}, {interval.high:.2f}]"


if __name__ == "__main__":
    main()
