"""Measures caller anger on corpora never heard: ``python -m models.training.bench_anger --data DIR --cache DIR``.

Each corpus of ``emotion.csv`` is judged by a model that was trained without it, through the int8 file, tflite-runtime
and `measure_anger`, on the telephone line. eGeMAPSv02 with logistic regression and with an RBF SVM has the same folds
and the same lines.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.settings import ConversationSettings
from models.training.anger_clips import GAINS_DB, clip_scores
from models.training.anger_data import Sound, all_sounds
from models.training.anger_folds import FoldModel, fold_models, folds
from models.training.anger_peer import functionals, peer_scores
from models.training.anger_score import AGAINST, Figure, Scores, alarms, calibration, figure

OURS = "cuelight"
_PEER_NAMES = {"lr": "eGeMAPS + LR", "svm": "eGeMAPS + SVM"}
_LEVEL = GAINS_DB.index(0.0)
_SHOWN_AT = ConversationSettings().anger_sure


@dataclass(frozen=True)
class Judged:
    """Every emotional clip and what was said of it, all arrays over clips."""

    sounds: list[Sound]
    at_gain: NDArray[np.float64]
    exact: Scores
    peers: dict[str, Scores]

    @property
    def ours(self) -> Scores:
        """The int8 file's anger at 0 dB."""
        at_level: Scores = self.at_gain[:, _LEVEL]
        return at_level

    def of(self, wanted: Sequence[bool]) -> Judged:
        """The clips that are wanted."""
        kept = np.flatnonzero(wanted)
        peers = {name: scores[kept] for name, scores in self.peers.items()}
        return Judged([self.sounds[k] for k in kept], self.at_gain[kept], self.exact[kept], peers)

    def where(self, field: str, value: str) -> Judged:
        """The clips whose ``field`` is ``value``."""
        return self.of([getattr(s, field) == value for s in self.sounds])


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, prints the tables and writes the file."""
    parser = argparse.ArgumentParser(prog="models.training.bench_anger", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--cache", type=Path, help="folder that keeps the folds' models; none: trained anew")
    parser.add_argument("--json", type=Path, help="file to write every figure and every clip's scores to")
    parser.add_argument("--model", type=Path, help="judge this file too, made with --known-speakers, on the held-out")
    parser.add_argument("--ours", action="store_true", help="without the peers, whose fits take half an hour")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        cache = options.cache or Path(scratch)
        judged = _judged(options.data, cache, peers=not options.ours)
        figures = dict(_report(judged))
    if options.model is not None:
        figures["held_out"] = _held_out(options.model, judged.sounds)
    if options.json is not None:
        figures |= {"anger_sure": _SHOWN_AT, "clips": _clips(judged)}
        options.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def _judged(data: Path, cache: Path, peers: bool) -> Judged:
    sounds = all_sounds(data)
    names = folds(sounds)
    sounds = [s for s in sounds if s.corpus in names]
    models = fold_models(data, names, cache)
    at_gain, exact = clip_scores(models, [(s.corpus, s) for s in sounds])
    beside = peer_scores(functionals(data, sounds, cache), sounds, cache) if peers else {}
    return Judged(sounds, at_gain, exact, beside)


def _report(judged: Judged) -> Iterator[tuple[str, Any]]:
    corpora = folds(judged.sounds)
    count = len(judged.sounds)
    print(f"\n{count} clips, each by a model that never heard its corpus; telephone band, µ-law, level taken out")
    yield "auc", {against: _beside(judged, corpora, against) for against in AGAINST}
    yield "gains", _gains(judged, corpora)
    yield "int8_less_float", _quantized(judged)
    yield "groups", _groups(judged)
    yield "calibration", _calibrated(judged)


def _beside(judged: Judged, corpora: Sequence[str], against: str) -> dict[str, Any]:
    """Ours and the peers' areas, the mean, and ours less the better peer's."""
    print(f"\nAUC angry against {against} [95 % over speakers]")
    print(f"{'':16}{OURS:24}" + "".join(f"{_PEER_NAMES[name]:24}" for name in judged.peers))
    found: dict[str, Any] = {}
    for name in [*corpora, "mean"]:
        part = judged if name == "mean" else judged.where("corpus", name)
        row = {who: figure(part.sounds, scores, against) for who, scores in {OURS: part.ours, **part.peers}.items()}
        print(f"{name:16}" + "".join(f"{value!s:24}" for value in row.values()))
        found[name] = {who: asdict(value) for who, value in row.items()}
    if not judged.peers:
        return found
    better = max(judged.peers, key=lambda peer: float(found["mean"][peer]["value"]))
    gain = figure(judged.sounds, judged.ours, against, less=judged.peers[better])
    print(f"{OURS} less {_PEER_NAMES[better]}: {_signed(gain)}")
    return {**found, "gain": {"over": better, **asdict(gain)}}


def _gains(judged: Judged, corpora: Sequence[str]) -> dict[str, Any]:
    print("\nmean AUC angry against all, by gain on the line")
    found = {}
    for column, gain in enumerate(GAINS_DB):
        areas = {c: _plain(part, part.at_gain[:, column]) for c in corpora for part in [judged.where("corpus", c)]}
        mean = float(np.mean(list(areas.values())))
        print(f"{gain:+5.0f} dB  {mean:.3f}   " + "  ".join(f"{c} {a:.3f}" for c, a in areas.items()))
        found[f"{gain:+.0f}"] = {"mean": mean, **areas}
    return found


def _quantized(judged: Judged) -> dict[str, float]:
    change = figure(judged.sounds, judged.ours, "all", less=judged.exact)
    print(f"\nint8 less float, mean AUC angry against all: {_signed(change)}")
    return asdict(change)


def _groups(judged: Judged) -> dict[str, Any]:
    print(f"\nby sex (where a corpus tells it) and by language, at the shipped threshold of {_SHOWN_AT}")
    print(f"{'':24}{'angry/all':24}{'angry/calm':24}{'angry/happy':24}false alarms  shown angry")
    both = {c for c in folds(judged.sounds) if {s.sex for s in judged.sounds if s.corpus == c} >= {"female", "male"}}
    parts = {f"{sex}": judged.where("sex", sex) for sex in ("female", "male")}
    parts |= {f"{sex}, {c}": judged.where("corpus", c).where("sex", sex) for c in sorted(both) for sex in parts}
    parts |= {name: judged.where("language", name) for name in sorted({s.language for s in judged.sounds})}
    found = {}
    for name, part in parts.items():
        areas = {against: figure(part.sounds, part.ours, against) for against in AGAINST}
        rates = alarms(part.sounds, part.ours, _SHOWN_AT)
        print(f"{name:24}" + "".join(f"{a!s:24}" for a in areas.values()) + f"{rates.false:12.3f}  {rates.shown:11.3f}")
        found[name] = {**{against: asdict(a) for against, a in areas.items()}, **asdict(rates)}
    return found


def _calibrated(judged: Judged) -> dict[str, Any]:
    found = calibration(judged.sounds, judged.ours)
    print("\nwhat p means, angry and other speech equally common, corpora alike")
    print("p               mean p   angry   share of clips")
    for part in found.bins:
        print(f"{part.low:.1f} to {part.high:.1f}   {part.mean:9.3f}{part.angry:8.3f}{part.weight:12.3f}")
    print(f"Brier {found.brier:.3f}, expected calibration error {found.error:.3f}")
    return asdict(found)


def _held_out(model: Path, sounds: Sequence[Sound]) -> dict[str, Any]:
    known = [s for s in sounds if s.held_out]
    at_gain, _ = clip_scores({"shipped": FoldModel(model, None)}, [("shipped", s) for s in known])
    judged = Judged(known, at_gain, at_gain[:, _LEVEL], {})
    print(f"\n{model} (made with --known-speakers) on the {len(known)} clips of the held-out speakers")
    found = {}
    for name in [*folds(known), "mean"]:
        part = judged if name == "mean" else judged.where("corpus", name)
        areas = {against: figure(part.sounds, part.ours, against) for against in AGAINST}
        print(f"{name:16}" + "".join(f"angry/{against} {a!s:24}" for against, a in areas.items()))
        found[name] = {against: asdict(a) for against, a in areas.items()}
    return found


def _clips(judged: Judged) -> list[dict[str, Any]]:
    columns = {"ours": judged.ours, **judged.peers}
    return [
        {
            **{"corpus": s.corpus, "speaker": s.group, "emotion": s.emotion, "angry": s.emotion == "angry"},
            **{"sex": s.sex, "language": s.language},
            **{name: round(float(scores[k]), 4) for name, scores in columns.items()},
        }
        for k, s in enumerate(judged.sounds)
    ]


def _plain(part: Judged, scores: Scores) -> float:
    return figure(part.sounds, scores, "all").value


def _signed(change: Figure) -> str:
    return f"{change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"


if __name__ == "__main__":
    main()
