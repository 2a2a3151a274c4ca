"""Measures ``models/anger.tflite`` on speakers never heard: ``python -m models.training.bench_anger --data DIR``.

Every clip goes over the telephone line (300–3400 Hz, µ-law) and through `measure_anger`, as `cuelight measure` does it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE
from firmware_app.hearing.anger import measure_anger
from firmware_app.hearing.runtime import Network
from firmware_app.settings import ConversationSettings, HearingSettings
from models.training.anger_data import LONGEST_S, Sound, all_sounds
from models.training.anger_score import AGAINST, figure
from models.training.channel import at_level, telephone
from models.training.corpus import read_clip

GAINS_DB = (-15.0, 0.0, 15.0)
THRESHOLD = ConversationSettings().angry_on


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and prints the tables."""
    parser = argparse.ArgumentParser(prog="models.training.bench_anger", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder")
    parser.add_argument("--model", type=Path, default=Path("models/anger.tflite"))
    parser.add_argument("--loco", action="store_true", help="train without each corpus in turn, and test on it (slow)")
    parser.add_argument("--cache", type=Path, help="training cache, for --loco")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    sounds = all_sounds(options.data)
    _held_out(options.model, sounds)
    if options.loco:
        with tempfile.TemporaryDirectory() as scratch:
            _left_out(options.data, sounds, options.cache or Path(scratch), Path(scratch), options.seed)


def scores(model: Path, sounds: Sequence[Sound], gain_db: float = 0.0) -> NDArray[np.float64]:
    """Anger of each sound over the judged line, shape ``(len(sounds),)``."""
    with multiprocessing.Pool(2, _begin, (model,)) as pool:
        return np.array(pool.map(partial(_score, gain_db=gain_db), [s.path for s in sounds], chunksize=20))


def _held_out(model: Path, sounds: Sequence[Sound]) -> None:
    corpora = _acted(sounds)
    judged = [s for s in sounds if s.corpus in corpora and s.held_out]
    at_gain = {gain: scores(model, judged, gain) for gain in GAINS_DB}
    print(f"{model}: speakers never heard, {len(judged)} clips, telephone band, int8. AUC [95 % over speakers]\n")
    _table(judged, at_gain[0.0], {corpus: _is(judged, "corpus", corpus) for corpus in corpora})
    print("\nmean AUC angry against all, by gain on the line:")
    for gain, found in at_gain.items():
        areas = [figure(*_part(judged, found, _is(judged, "corpus", c)), "all").auc for c in corpora]
        print(
            f"  {gain:+5.0f} dB  {np.mean(areas):.3f}   "
            + "  ".join(f"{c} {a:.3f}" for c, a in zip(corpora, areas, strict=True))
        )
    print(f"\nby sex and by language (false alarms: other clips at or above {THRESHOLD})")
    groups = {f"{sex} (ravdess, savee, tess)": _is(judged, "sex", sex) for sex in ("female", "male")}
    groups |= {name: _is(judged, "language", name) for name in sorted({s.language for s in judged})}
    _table(judged, at_gain[0.0], groups)
    _calm(model, [s for s in sounds if s.corpus not in corpora and s.held_out])


def _left_out(data: Path, sounds: Sequence[Sound], cache: Path, scratch: Path, seed: int) -> None:
    from models.training.anger import train  # noqa: PLC0415 (TensorFlow is needed for this part alone)

    found = np.full(len(sounds), np.nan)
    for corpus in _acted(sounds):
        model = scratch / f"without_{corpus}.tflite"
        train(data, model, cache, corpus, seed)
        chosen = _is(sounds, "corpus", corpus)
        found[chosen] = scores(model, [s for s, c in zip(sounds, chosen, strict=True) if c])
    print("\nEach corpus left out of training and tested whole, telephone band, int8")
    _table(sounds, found, {corpus: _is(sounds, "corpus", corpus) for corpus in _acted(sounds)})


def _table(sounds: Sequence[Sound], found: NDArray[np.float64], groups: dict[str, NDArray[np.bool_]]) -> None:
    print(f"{'':28}" + "".join(f"{'angry/' + name:23}" for name in AGAINST) + "false alarms  shown angry")
    means = []
    for name, chosen in groups.items():
        part, score = _part(sounds, found, chosen)
        figures = [figure(part, score, against) for against in AGAINST]
        means.append([f.auc for f in figures])
        angry = np.array([s.emotion == "angry" for s in part])
        alarms, shown = (float(np.mean(score[kind] >= THRESHOLD)) for kind in (~angry, angry))
        print(f"{name:28}" + "".join(f"{f!s:23}" for f in figures) + f"{alarms:12.3f}  {shown:11.3f}")
    mean = np.nanmean(means, axis=0)
    print(f"{'mean':28}" + "".join(f"{value:<23.3f}" for value in mean))


def _calm(model: Path, sounds: Sequence[Sound]) -> None:
    found = scores(model, sounds)
    print(f"\ncalm and other sounds never heard: share of clips at or above {THRESHOLD}")
    for corpus in sorted({s.corpus for s in sounds}):
        score = found[_is(sounds, "corpus", corpus)]
        print(f"  {corpus:24} {np.mean(score >= THRESHOLD):.3f} of {len(score)}")


def _acted(sounds: Sequence[Sound]) -> list[str]:
    return sorted({s.corpus for s in sounds if s.emotion == "angry"})


def _is(sounds: Sequence[Sound], field: str, value: str) -> NDArray[np.bool_]:
    return np.array([getattr(s, field) == value for s in sounds])


def _part(
    sounds: Sequence[Sound], found: NDArray[np.float64], chosen: NDArray[np.bool_]
) -> tuple[list[Sound], NDArray[np.float64]]:
    return [s for s, c in zip(sounds, chosen, strict=True) if c], found[chosen]


_network: list[Network] = []


def _begin(model: Path) -> None:
    _network[:] = [Network(model)]


def _score(path: Path, gain_db: float) -> float:
    line = telephone(at_level(read_clip(path)[: int(LONGEST_S * SAMPLE_RATE)]), gain_db)
    return measure_anger(_network[0], line, HearingSettings())[0]


if __name__ == "__main__":
    main()
