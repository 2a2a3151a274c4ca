"""Measures the mood light: ``python -m models.training.bench_mood --data DIR --cache DIR``.

Judged is what the desk shows, on calls made of clips, by models of folds that never heard the voice: false onsets on
calm material, angry turns shown and how soon, other moods shown angry. All anger here is acted.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from firmware_app.hearing.mood_model import MoodModel
from firmware_app.settings import ConversationSettings
from models.training.anger_data import all_sounds
from models.training.anger_folds import fold_anger, fold_models, folds
from models.training.corpus import SENTENCES, SINGLE_WORDS
from models.training.mood_calibration import calibrated
from models.training.mood_peer import PEER, peer_spans
from models.training.mood_score import (
    Order,
    Spans,
    Stream,
    Turn,
    at_sure,
    hours,
    lit_speech_s,
    over_voices,
    readings,
    spans,
    turn,
)
from models.training.mood_streams import ACTED, CALLS, MOODS, PROMPTS, READINGS, streams, voices
from models.training.old_rule import old_spans

MADE_UP = (CALLS, PROMPTS, READINGS, ACTED)
"""Calm speech; the other calm material is music and noise."""
_SURE = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
_TURNS = (Order.AFTER, Order.FIRST)


@dataclass(frozen=True)
class Lit:
    """One stream, and when a rule lit it."""

    stream: Stream
    spans: Spans

    @property
    def turn(self) -> Turn:
        """How its turn was shown."""
        return turn(self.stream, self.spans)


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, prints the tables and writes the file."""
    parser = argparse.ArgumentParser(prog="models.training.bench_mood", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--cache", type=Path, help="folder that keeps the folds' models; none: trained anew")
    parser.add_argument(
        "--peer", action="store_true", help="eGeMAPS with logistic regression through the same filter, too"
    )
    parser.add_argument("--json", type=Path, help="file to write every figure to")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        cache = options.cache or Path(scratch)
        heard, models = _heard(options.data, cache, options.peer)
        peer = peer_spans(options.data, cache, heard) if options.peer else None
    settings = ConversationSettings()
    ours = [Lit(s, spans(readings(s, models[s.fold], settings), settings, s.duration_s)) for s in heard]
    old = [Lit(s, old_spans(s, models[s.fold])) for s in heard]
    figures: dict[str, Any] = {"anger_sure": settings.anger_sure}
    rules = {"shipped": ours, "old rule": old} | (
        {} if peer is None else {PEER: [Lit(*each) for each in zip(heard, peer, strict=True)]}
    )
    for name, lit in rules.items():
        print(f"\n== {name}")
        figures[name] = {"calm": _calm(lit), "moods": _moods(lit)}
    figures |= {"by": _groups(ours), "curve": _curve(heard, models), "calibration": calibrated(heard, models)}
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _heard(data: Path, cache: Path, peer: bool) -> tuple[list[Stream], Mapping[str, MoodModel]]:
    sounds = all_sounds(data)
    names = folds(sounds)
    files = fold_models(data, names, cache)
    heard = streams(voices(data, sounds, names), files, peer)
    return heard, {fold: fold_anger(file.int8_file).mood for fold, file in files.items()}


def _calm(lit: Sequence[Lit]) -> dict[str, Any]:
    calm = [each for each in lit if each.stream.order is Order.CALM]
    print(f"{'calm material':26}hours  onsets  an hour  [95 % over voices]  time lit, % of speech")
    found = {}
    parts = {"all calm speech": MADE_UP} | {kind: (kind,) for kind in sorted({each.stream.kind for each in calm})}
    for name, kinds in parts.items():
        part = [each for each in calm if each.stream.kind in kinds]
        own = [each.stream for each in part]
        onsets = [float(len(each.spans)) for each in part]
        interval = over_voices(own, onsets, [stream.duration_s / 3600.0 for stream in own])
        spoken = sum(stream.spoken_s(0.0, stream.duration_s) for stream in own)
        share = sum(lit_speech_s(each.stream, each.spans) for each in part) / max(spoken, 1e-9)
        row = {"hours": hours(own), "onsets": sum(onsets), "per_h": sum(onsets) / hours(own), "lit_share": share}
        print(
            f"{name:26}{row['hours']:5.2f}{row['onsets']:8.0f}{row['per_h']:9.2f}  [{interval.low:.2f}, "
            f"{interval.high:.2f}]{100.0 * share:20.2f}"
        )
        found[name] = {**row, "interval": asdict(interval)}
    return found


def _moods(lit: Sequence[Lit]) -> dict[str, Any]:
    print(f"\n{'turns of 5 s and more':22}{'':26}turns  shown  [95 % over speakers]  carried  median delay, s")
    found: dict[str, Any] = {}
    for name, corpora in (("sentences", SENTENCES), ("single words", SINGLE_WORDS)):
        for mood in MOODS:
            for order in _TURNS:
                part = [each for each in lit if _is(each, corpora, mood, order)]
                if part:
                    found[f"{name}, {mood}, {order.value}"] = _shown(f"{name}, {mood}", order, part)
            whole = [each for each in lit if _is(each, corpora, mood, Order.THROUGHOUT)]
            if whole:
                share = float(np.mean([bool(each.spans) for each in whole]))
                print(f"{name + ', ' + mood:22}{Order.THROUGHOUT.value:26}{len(whole):5}{share:7.2f}")
                found[f"{name}, {mood}, throughout"] = {"calls": len(whole), "shown": share}
    return found


def _is(each: Lit, corpora: Sequence[str], mood: str, order: Order) -> bool:
    stream = each.stream
    return stream.fold in corpora and stream.kind == ACTED and stream.mood == mood and stream.order is order


def _shown(name: str, order: Order, part: Sequence[Lit]) -> dict[str, Any]:
    turns = [each.turn for each in part]
    shown = [float(found.shown) for found in turns]
    interval = over_voices([each.stream for each in part], shown, [1.0] * len(part))
    carried, delay = float(np.mean([found.carried for found in turns])), float(np.median([t.delay_s for t in turns]))
    print(
        f"{name:22}{order.value:26}{len(part):5}{np.mean(shown):7.2f}  [{interval.low:.2f}, {interval.high:.2f}]"
        f"{carried:17.2f}{delay:12.1f}"
    )
    median = delay if np.isfinite(delay) else None
    row = {"turns": len(part), "shown": float(np.mean(shown)), "carried": carried, "median_delay_s": median}
    return {**row, "interval": asdict(interval)}


def _groups(lit: Sequence[Lit]) -> dict[str, Any]:
    """Of the sentence corpora."""
    print(f"\n{'by':26}angry turns   after   first   onsets/h of calm acted speech")
    found = {}
    ways: dict[str, Callable[[Stream], str]] = {
        "corpus": lambda s: s.fold,
        "sex": lambda s: s.sex,
        "language": lambda s: s.language,
    }
    acted = [each for each in lit if each.stream.kind == ACTED and each.stream.fold in SENTENCES]
    for way, of in ways.items():
        for value in sorted({of(each.stream) for each in acted} - {""}):
            part = [each for each in acted if of(each.stream) == value]
            angry = [[e for e in part if _is(e, SENTENCES, "angry", order)] for order in _TURNS]
            calm = [each for each in part if each.stream.order is Order.CALM]
            shown = [float(np.mean([e.turn.shown for e in some])) if some else float("nan") for some in angry]
            rate = sum(len(each.spans) for each in calm) / max(hours([each.stream for each in calm]), 1e-9)
            print(f"{way + ' ' + value:26}{sum(map(len, angry)):11}{shown[0]:8.2f}{shown[1]:8.2f}{rate:12.1f}")
            found[f"{way} {value}"] = {"after": shown[0], "first": shown[1], "per_h": rate}
    return found


def _curve(heard: Sequence[Stream], models: Mapping[str, MoodModel]) -> list[dict[str, float]]:
    told = [readings(stream, models[stream.fold], ConversationSettings()) for stream in heard]
    print("\nanger_sure   onsets/h, calm speech   angry turns after   first   happy turns after   first")
    found = []
    for sure in _SURE:
        settings = at_sure(ConversationSettings(), sure)
        lit = [Lit(s, spans(p, settings, s.duration_s)) for s, p in zip(heard, told, strict=True)]
        calm = [e for e in lit if e.stream.order is Order.CALM and e.stream.kind in MADE_UP]
        row = {"sure": sure, "per_h": sum(len(e.spans) for e in calm) / hours([e.stream for e in calm])}
        for mood in ("angry", "happy"):
            for order in _TURNS:
                part = [each for each in lit if _is(each, SENTENCES, mood, order)]
                row[f"{mood} {order.name.lower()}"] = float(np.mean([each.turn.shown for each in part]))
        print(
            f"{sure:10.2f}{row['per_h']:24.2f}{row['angry after']:20.2f}{row['angry first']:8.2f}"
            f"{row['happy after']:20.2f}{row['happy first']:8.2f}"
        )
        found.append(row)
    return found


if __name__ == "__main__":
    main()
