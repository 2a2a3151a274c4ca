"""Anger of whole clips as the device judges them: over the telephone line, through `measure_anger`, by their fold."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.anger import AngerModel, measure_anger
from firmware_app.hearing.runtime import Network
from firmware_app.settings import HearingSettings
from models.training.anger_data import Sound, clip_at_level
from models.training.anger_folds import FoldModel, fold_anger
from models.training.anger_score import Scores
from models.training.channel import telephone

GAINS_DB = (-15.0, 0.0, 15.0)
_WORKERS = 2


class FloatNetwork(Network):
    """A model before quantization, to be asked like the shipped one."""

    def __init__(self, path: Path) -> None:
        import tensorflow as tf  # noqa: PLC0415 (the device's runtime module loads int8 files alone)

        self._interpreter: Any = tf.lite.Interpreter(str(path), num_threads=1)
        self._interpreter.allocate_tensors()
        source, sink = self._interpreter.get_input_details()[0], self._interpreter.get_output_details()[0]
        self._source, self._sink = source["index"], sink["index"]
        self.input_shape = tuple(int(n) for n in source["shape"])
        self.output_shape = tuple(int(n) for n in sink["shape"])

    def __call__(self, values: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """The model's output for one input."""
        self._interpreter.set_tensor(self._source, values.astype(np.float32))
        self._interpreter.invoke()
        output: NDArray[np.float32] = self._interpreter.get_tensor(self._sink)
        return output


def clip_scores(models: Mapping[str, FoldModel], judged: Sequence[tuple[str, Sound]]) -> tuple[Scores, Scores]:
    """Anger of each sound by the model of the fold beside it.

    Returns:
        through int8 at each of `GAINS_DB`, shape ``(len(judged), len(GAINS_DB))``; through float at 0 dB, shape
        ``(len(judged),)``, not a number where there is no float file.
    """
    rows: list[tuple[list[float], float]] = []
    with multiprocessing.Pool(_WORKERS, _begin, (models,)) as pool:
        for row in pool.imap(_score, [(fold, sound.path) for fold, sound in judged], chunksize=32):
            rows.append(row)
            if len(rows) % 2000 == 0:
                print(f"cuelight: {len(rows)} of {len(judged)} clips", flush=True)
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows])


_models: dict[str, FoldModel] = {}


def _begin(models: Mapping[str, FoldModel]) -> None:
    _models.clear()
    _models.update(models)


@cache
def _exact(model: FoldModel) -> AngerModel | None:
    """The fold's model before quantization."""
    if model.float_file is None:
        return None
    return replace(fold_anger(model.int8_file), network=FloatNetwork(model.float_file))


def _score(job: tuple[str, Path]) -> tuple[list[float], float]:
    model, settings = _models[job[0]], HearingSettings()
    sound = clip_at_level(job[1])
    ours, exact = fold_anger(model.int8_file), _exact(model)
    found = [measure_anger(ours, telephone(sound, gain), settings)[0] for gain in GAINS_DB]
    return found, float("nan") if exact is None else measure_anger(exact, telephone(sound), settings)[0]
