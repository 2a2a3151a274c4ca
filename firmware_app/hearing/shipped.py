"""The models that are shipped, and how a damaged one is told from a sound one.

The runtime trusts a file: it crashes on one that was cut short on the card. So a model is compared with the hash that
was recorded when it was made, before the runtime sees it. Its golden answer (the same fixed input must give what it
gave then) tells a runtime that computes otherwise. What a model's numbers mean may stand in a file beside it; the
record has its hash too, for the two only make sense together.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import NotRequired, TypedDict

import numpy as np

from firmware_app.errors import CuelightError, InputError
from firmware_app.hearing.runtime import Network
from firmware_app.share import shared_file

ANGER = "anger.tflite"
PACE = "pace.tflite"
VOICE = "voice.tflite"
RECORD = "shipped.json"

_STEPS = 2.0
"""Steps of an int8 output: kernels of different processors may round apart by one."""


class _Record(TypedDict):
    sha256: str
    golden: list[float]
    beside: NotRequired[str]


def load_pace() -> Network:
    """The pace model. Raises InputError if it is missing or damaged."""
    return load_shipped(shared_file(f"models/{PACE}"))


def load_voice() -> Network:
    """The model that tells a voice from music and noise. Raises InputError if it is missing or damaged."""
    return load_shipped(shared_file(f"models/{VOICE}"))


def load_shipped(path: Path) -> Network:
    """Loads a model that has a record beside it.

    Raises:
        InputError: it is missing, has no record, or is not the file that was recorded.
    """
    recorded = _record(path)
    if not path.is_file():
        raise InputError(f"{path}: model is missing; reinstall cuelight or run make train")
    _whole(path, recorded["sha256"])
    return Network(path)


def load_beside(path: Path) -> bytes:
    """What stands beside the shipped model ``path``, of the same name as JSON.

    Raises:
        InputError: it is missing, cannot be read, or is not the file that was recorded with the model.
    """
    beside = path.with_suffix(".json")
    sha256 = _record(path).get("beside")
    if sha256 is None or not beside.is_file():
        raise InputError(f"{beside}: is missing, or {RECORD} does not know it; reinstall cuelight or run make train")
    return _whole(beside, sha256)


def _whole(path: Path, sha256: str) -> bytes:
    """What a file holds. Raises InputError if it cannot be read or is not the one with this hash."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); reinstall cuelight") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise InputError(f"{path}: model is damaged (its hash is not the recorded one); reinstall cuelight")
    return content


def check_golden(name: str) -> str:
    """Checks the shipped model ``name``; returns one line of what was found.

    Raises:
        CuelightError: it answers otherwise than when it was made.
        InputError: it is missing or damaged.
    """
    path = shared_file(f"models/{name}")
    network, recorded = load_shipped(path), _record(path)
    if "beside" in recorded:
        load_beside(path)
    worst = float(np.abs(np.subtract(golden_answer(network), recorded["golden"])).max())
    if worst > _STEPS * network.output_step:
        raise CuelightError(f"{path}: golden answer is off by {worst:.3f}; this runtime computes otherwise")
    return f"hash right, golden answer right to {worst:.4f}"


def golden_answer(network: Network) -> list[float]:
    """The network's output for the fixed input, flat."""
    size = int(np.prod(network.input_shape))
    # a pattern without a random generator, whose numbers another numpy might give otherwise
    values = (np.arange(size) * 37 % 201) / 100.0 - 1.0
    return [round(float(value), 5) for value in network(values.reshape(network.input_shape)).ravel()]


def record_models(folder: Path) -> None:
    """Records hash and golden answer of the models in ``folder``; done when they are made."""
    records = {path.name: _recorded(path) for path in sorted(folder.glob("*.tflite"))}
    (folder / RECORD).write_text(json.dumps(records, indent=1) + "\n", encoding="utf-8")


def _recorded(path: Path) -> _Record:
    found = _Record(sha256=_sha256(path), golden=golden_answer(Network(path)))
    beside = path.with_suffix(".json")
    if beside.is_file():
        found["beside"] = _sha256(beside)
    return found


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _record(path: Path) -> _Record:
    beside = path.with_name(RECORD)
    try:
        record = json.loads(beside.read_text(encoding="utf-8"))[path.name]
        found = _Record(sha256=str(record["sha256"]), golden=[float(value) for value in record["golden"]])
        if "beside" in record:
            found["beside"] = str(record["beside"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{beside}: has no record of {path.name}; reinstall cuelight") from error
    return found
