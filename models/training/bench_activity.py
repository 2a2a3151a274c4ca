"""Measures who is heard to speak when: ``python -m models.training.bench_activity --data DIR``.

The product's own ear (each case by a network that never heard its voices, music and noises), the same ear without its
network, webrtcvad and silero-vad, on the same lines. The networks of the folds are trained first where there are none.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.facts import Side
from firmware_app.hearing.runtime import Network
from models.training.activity_cases import Case, cases
from models.training.activity_peers import Ear, own_ear, silero_ear, silero_session, webrtc_ear
from models.training.activity_score import Score, add, total
from models.training.pace_folds import FOLDS
from models.training.voice import Recipe, train

_COLUMNS = (
    ("miss %", "missed", 100.0),
    ("false %", "false", 100.0),
    ("false/min", "false_turns_per_min", 1.0),
    ("on ms", "onset_ms_median", 1.0),
    ("p95", "onset_ms_p95", 1.0),
    ("off ms", "offset_ms_median", 1.0),
    ("p95", "offset_ms_p95", 1.0),
    ("found s", "music_found_s_median", 1.0),
    ("worst", "music_found_s_worst", 1.0),
    ("as caller %", "music_as_caller", 100.0),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m models.training.bench_activity", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "cuelight-train", help="fold models")
    words.add_argument("--json", type=Path, help="write all figures here")
    words.add_argument("--only", default="", help="only conditions that begin so")
    words.add_argument("--own", action="store_true", help="leave the peers out")
    words.add_argument("--free", action="store_true", help="judge what is trained on freely licensed material alone")
    given = words.parse_args(arguments)
    networks = fold_networks(given.data, given.cache, free=given.free)
    peers = {} if given.own else _peers()
    scores: dict[str, dict[str, Score]] = {}
    pieces: dict[str, dict[str, Score]] = {}
    cost: dict[str, list[float]] = {}
    began = time.monotonic()
    for case in cases(given.data):
        if not case.condition.startswith(given.only):
            continue
        if case.condition not in scores:
            print(f"activity: {case.condition} {time.monotonic() - began:.0f} s", flush=True)
        ears = {"ours": own_ear(networks[case.fold]), "ours without net": own_ear(None), **peers}
        for name, ear in ears.items():
            one = _judge(ear, case, cost.setdefault(name, [0.0, 0.0]))
            kept = scores.setdefault(case.condition, {})
            kept[name] = total([kept.get(name, Score()), one])
            if case.music and name == "ours":
                pieces.setdefault(f"{case.condition}: {case.name}", {})[name] = one
    print_table(scores)
    _print_pieces(pieces)
    spent = {name: 100.0 * cpu / heard for name, (cpu, heard) in cost.items()}
    print("CPU, % of a core for one channel:", ", ".join(f"{name} {share:.2f}" for name, share in spent.items()))
    if given.json:
        told = {kind: {ear: score.figures() for ear, score in ears.items()} for kind, ears in scores.items()}
        parts = {kind: ears["ours"].figures() for kind, ears in pieces.items()}
        given.json.write_text(json.dumps({"conditions": told, "music": parts, "cpu_percent": spent}, indent=1) + "\n")


def fold_networks(data: Path, cache: Path, *, free: bool = False) -> list[Network]:
    """For each fold the network that never heard it, from the cache where it is there already."""
    networks = []
    for fold in range(FOLDS):
        file = cache / f"voice-{'free-' if free else ''}without-{fold}.tflite"
        if not file.exists():
            train(data, cache, file, fold, Recipe(free=free))
        networks.append(Network(file))
    return networks


def _peers() -> dict[str, Ear]:
    ears: dict[str, Ear] = {f"webrtcvad {mode}": webrtc_ear(mode) for mode in range(4)}
    return {**ears, "silero-vad": silero_ear(silero_session())}


def _judge(ear: Ear, case: Case, cost: list[float]) -> Score:
    began = time.process_time()
    answer = ear(case.sound, Side(case.side))
    cost[0] += time.process_time() - began
    cost[1] += len(case.sound) / SAMPLE_RATE
    score = Score()
    add(score, case, answer)
    return score


def print_table(scores: dict[str, dict[str, Score]]) -> None:
    """One row an ear, under each condition."""
    print(f"{'':22}{'':18}{'speech':>7}{'none':>7}" + "".join(f"{title:>12}" for title, _, _ in _COLUMNS))
    for condition, ears in scores.items():
        for place, (name, score) in enumerate(ears.items()):
            told = score.figures()
            cells = "".join(_cell(float(told[key]) * scale) for _, key, scale in _COLUMNS)
            size = f"{told['speech_s']:7.0f}{told['no_speech_s']:7.0f}"
            print(f"{condition if not place else '':22}{name:18}{size}{cells}")


def _print_pieces(pieces: dict[str, dict[str, Score]]) -> None:
    print("music, piece by piece: found after s, taken for a caller %")
    for name, ears in pieces.items():
        told = ears["ours"].figures()
        print(f"  {name:48}{told['music_found_s_median']:6.2f}{100 * told['music_as_caller']:7.2f}")


def _cell(value: float) -> str:
    return f"{'-':>12}" if np.isnan(value) else f"{value:12.2f}"


if __name__ == "__main__":
    main()
