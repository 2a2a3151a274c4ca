"""A model's golden answer: the same fixed input must give what it gave when the model was made.

Tells a damaged file or a runtime that computes otherwise from a working one, without any speech.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from firmware_app.errors import CuelightError, InputError
from firmware_app.hearing.runtime import Network
from firmware_app.share import shared_file

GOLDEN = "models/golden.json"
_STEPS = 2.0 / 256.0
"""Two steps of an int8 output from 0 to 1: kernels of different processors may round apart by one."""


def golden_answer(network: Network) -> list[float]:
    """The network's output for the fixed input, flat."""
    size = int(np.prod(network.input_shape))
    # a pattern without a random generator, whose numbers another numpy might give otherwise
    values = (np.arange(size) * 37 % 201) / 100.0 - 1.0
    return [round(float(value), 5) for value in network(values.reshape(network.input_shape)).ravel()]


def check_golden(name: str) -> str:
    """Checks the shipped model ``name``; returns one line of what was found.

    Raises:
        CuelightError: it answers otherwise.
        InputError: a file is missing or damaged.
    """
    path = shared_file(GOLDEN)
    try:
        wanted = json.loads(path.read_text(encoding="utf-8"))[name]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path}: has no golden answer of {name}; reinstall cuelight") from error
    got = golden_answer(Network(shared_file(f"models/{name}")))
    if len(got) != len(wanted):
        raise CuelightError(f"{name}: gives {len(got)} numbers where {len(wanted)} are right; reinstall cuelight")
    worst = float(np.abs(np.subtract(got, wanted)).max())
    if worst > _STEPS:
        raise CuelightError(f"{name}: golden answer is off by {worst:.3f}; reinstall cuelight")
    return f"golden answer right to {worst:.4f}"


def write_golden(folder: Path) -> None:
    """Records the golden answers of the models in ``folder``; done when they are made."""
    answers = {path.name: golden_answer(Network(path)) for path in sorted(folder.glob("*.tflite"))}
    (folder / "golden.json").write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
