"""The peer of the anger model's measures in calls: eGeMAPSv02 (openSMILE) of the same moments of the same sound.

Its functionals look back 2.5 s, as a stretch of ours does; pauses are in them, for openSMILE finds voices by itself.
"""

from __future__ import annotations

import multiprocessing
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import opensmile
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from models.training.mood.takes import Kind, Take, heard_sound

_BACK_S, _STEP_S = 2.5, 0.25
_WORKERS = 2
_FRAMES = Path(__file__).with_name("egemaps-frames.conf.inc")
"""Tells openSMILE both."""


def functionals(sound: Samples, t: NDArray[np.float64]) -> NDArray[np.float32]:
    """The 88 functionals of the 2.5 s before each moment ``t`` (s), shape ``(len(t), 88)``; 0 where there is none."""
    padded = np.concatenate([np.zeros(round(_BACK_S * SAMPLE_RATE), dtype=np.float32), sound])
    found = _smile().process_signal(padded, SAMPLE_RATE).to_numpy()
    rows = np.clip(np.floor(t / _STEP_S).astype(int), 0, len(found) - 1)
    known: NDArray[np.float32] = np.nan_to_num(found[rows]).astype(np.float32)
    return known


def egemaps_takes(found: Sequence[Take], folder: Path) -> list[Take]:
    """The takes of speech over the judged line, functionals for measures; computed now unless ``folder`` has them."""
    wanted = [take for take in found if take.line == 0 and take.source.kind is not Kind.NOISE]
    code = Path(__file__).read_bytes() + repr([(take.source, len(take.t)) for take in wanted]).encode()
    file = folder / f"egemaps-{zlib.crc32(code):08x}.pickle"
    if not file.exists():
        measured = []
        with multiprocessing.Pool(_WORKERS) as pool:
            for row in pool.imap(_functionals_of, wanted, chunksize=4):
                measured.append(row)
                if len(measured) % 100 == 0:
                    print(f"eGeMAPS: {len(measured)} of {len(wanted)} takes", flush=True)
        file.write_bytes(pickle.dumps(measured))
    kept: list[NDArray[np.float32]] = pickle.loads(file.read_bytes())
    return [replace(take, measures=row) for take, row in zip(wanted, kept, strict=True)]


def _functionals_of(take: Take) -> NDArray[np.float32]:
    return functionals(heard_sound(take.source, take.line), take.t)


@cache
def _smile() -> Any:
    level = opensmile.FeatureLevel.Functionals
    options = {"frameModeFunctionalsConf": str(_FRAMES)}
    return opensmile.Smile(feature_set=opensmile.FeatureSet.eGeMAPSv02, feature_level=level, options=options)
