"""Makes ``models/anger.tflite``: ``python -m models.training.anger --data DIR``.

The shipped model is trained on everything; `bench_anger` judges models of the same recipe that each leave a corpus out.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.anger_data import all_sounds
from models.training.anger_folds import folds, left_out
from models.training.anger_net import Labels, Recipe, calibrated, taught
from models.training.anger_own import beside_own
from models.training.anger_rows import Rows, training_rows
from models.training.int8 import write_int8

HELD_OUT = "held-out speakers"
_EXAMPLES = 600
_OUT = Path("models/anger.tflite")


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(prog="models.training.anger", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder (emotion.csv, noise.csv, rate.csv)")
    parser.add_argument("--out", type=Path, default=_OUT, help="file to write")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was computed; none: computed anew")
    parser.add_argument("--leave-out", metavar="CORPUS", help="train without this corpus")
    parser.add_argument("--known-speakers", action="store_true", help="train without the held-out speakers")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        leave_out = HELD_OUT if options.known_speakers else options.leave_out
        train(options.data, options.out, options.cache or Path(scratch), leave_out, options.seed)


def train(data: Path, out: Path, cache: Path, leave_out: str | None, seed: int, recipe: Recipe | None = None) -> Any:
    """Trains and writes one model; returns it as Keras has it.

    ``leave_out``: the fold (`anger_folds`) that it must not hear, or `HELD_OUT` for the held-out speakers.
    """
    started = time.monotonic()
    recipe = recipe or Recipe()
    sounds = all_sounds(data)
    labels = Labels(sounds)
    rows = training_rows(data, sounds, cache)
    if leave_out is None:
        kept = np.ones(len(sounds), dtype=np.bool_)
    elif leave_out == HELD_OUT:
        kept = ~labels.held_out
    else:
        kept = np.array([not left_out(sound, leave_out, folds(sounds)) for sound in sounds])
    known = beside_own(rows.of(kept), sounds, seed)
    print(f"{len(known.sound)} rows ready after {time.monotonic() - started:.0f} s", flush=True)
    calibration = calibrated(known, labels, recipe, seed)
    print(f"{calibration} after {time.monotonic() - started:.0f} s", flush=True)
    model = taught(known, labels, recipe, calibration, seed)
    write_int8(model, _examples(known, seed), out)
    print(f"{out}: {out.stat().st_size / 1000:.0f} kB after {time.monotonic() - started:.0f} s")
    return model


def _examples(rows: Rows, seed: int) -> NDArray[np.float32]:
    picked = np.random.default_rng(seed).choice(len(rows.sound), _EXAMPLES, replace=False)
    examples: NDArray[np.float32] = rows.values[picked]
    # the file's input must reach as far as the scale does, not only as far as these examples
    examples[0, 0], examples[1, 0] = -4.0, 4.0
    return examples


if __name__ == "__main__":
    main()
