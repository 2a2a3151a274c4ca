"""Makes ``models/anger.tflite`` and ``models/anger.json``: ``python -m models.training.anger --data DIR``.

The shipped model is taught by everything but the judging half of the real calls; the benches judge models of the same
recipe that each leave a corpus out.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.anger import ODDS_UNIT
from firmware_app.hearing.mood_model import MoodModel
from firmware_app.hearing.voice_quality import LARGEST, MEASURES
from models.training.anger_data import all_sounds
from models.training.anger_folds import folds
from models.training.corpus import is_held_out
from models.training.int8 import write_int8
from models.training.mood.backend import moments, mood_model
from models.training.mood.clip_net import ClipNet, clip_net
from models.training.mood.clips import Clips, clips
from models.training.mood.projection import Projection, projection
from models.training.mood.recipe import Recipe
from models.training.mood.scenes import known_to
from models.training.mood.takes import Take, takes

HELD_OUT = "held-out speakers"
_EXAMPLES = 2000
_OUT = Path("models/anger.tflite")


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line and trains."""
    parser = argparse.ArgumentParser(prog="models.training.anger", description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, required=True, help="data folder (emotion.csv, noise.csv, rate.csv, calls)"
    )
    parser.add_argument("--out", type=Path, default=_OUT, help="file to write, and beside it the same name as .json")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was computed; none: computed anew")
    parser.add_argument("--leave-out", metavar="CORPUS", help="train without this corpus")
    parser.add_argument("--known-speakers", action="store_true", help="train without the held-out speakers")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        leave_out = HELD_OUT if options.known_speakers else options.leave_out
        train(options.data, options.out, options.cache or Path(scratch), leave_out)


def train(data: Path, out: Path, cache: Path, leave_out: str | None) -> Any:
    """Trains and writes one model; returns its network as Keras has it.

    ``leave_out``: the fold (`anger_folds`) that it must not hear, or `HELD_OUT` for the held-out speakers.
    """
    started = time.monotonic()
    known = taught_by(data, takes(data, cache), leave_out)
    print(f"{len(known)} takes ready after {time.monotonic() - started:.0f} s", flush=True)
    placed = projection(known)
    network = _network(placed, clip_net(known_clips(clips(data, cache), leave_out), placed.scale))
    write_int8(network, _examples(placed, known), out)
    knows = mood_model(moments(known, placed), Recipe.load())
    out.with_suffix(".json").write_text(json.dumps(_beside(placed, knows), indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {out.stat().st_size / 1000:.1f} kB after {time.monotonic() - started:.0f} s")
    return network


def taught_by(data: Path, found: Sequence[Take], leave_out: str | None) -> list[Take]:
    """The takes that a model may hear that leaves this out."""
    if leave_out is None:
        return list(found)
    if leave_out == HELD_OUT:
        return [take for take in found if not is_held_out(take.source.corpus, take.source.voice)]
    return known_to(found, leave_out, folds(all_sounds(data)))


def known_clips(found: Clips, leave_out: str | None) -> Clips:
    """The same of clips."""
    if leave_out == HELD_OUT:
        return found.of([not sound.held_out for sound in found.sounds])
    return found.without(leave_out)


def _network(placed: Projection, judge: ClipNet) -> Any:
    """Coordinates, log odds of anger in `ODDS_UNIT`, log odds of a voice: see `AngerModel`."""
    import tensorflow as tf  # noqa: PLC0415 (whoever only reads takes need not wait for it)

    dense = tf.keras.layers.Dense
    x = tf.keras.Input((len(MEASURES),), name="measures")
    places, hidden = dense(placed.weights.shape[1] - 1), dense(len(judge.out), activation="relu")
    anger, voice = dense(1), dense(1)
    model = tf.keras.Model(x, tf.keras.layers.Concatenate()([places(x), anger(hidden(x)), voice(x)]))
    for layer, weights, bias in (
        (places, placed.weights[:, :-1], placed.bias[:-1]),
        (hidden, judge.hidden, judge.hidden_bias),
        (anger, judge.out[:, None] / ODDS_UNIT, np.array([judge.out_bias / ODDS_UNIT])),
        (voice, placed.weights[:, -1:], placed.bias[-1:]),
    ):
        layer.set_weights([weights.astype(np.float32), bias.astype(np.float32)])
    return model


def _examples(placed: Projection, known: Sequence[Take]) -> NDArray[np.float32]:
    """Measures that reach as far as the scale does, and what a call may bring: the ranges of the int8 file."""
    rows = np.concatenate([take.measures[::8] for take in known])
    picked = np.random.default_rng(0).choice(len(rows), min(_EXAMPLES, len(rows)), replace=False)
    examples: NDArray[np.float32] = placed.scale.scaled(rows[picked]).astype(np.float32)
    examples[0, 0], examples[1, 0] = -LARGEST, LARGEST
    return examples


def _beside(placed: Projection, knows: MoodModel) -> dict[str, Any]:
    pairs = zip(placed.scale.middle.tolist(), placed.scale.spread.tolist(), strict=True)
    measures = {name: [float(f"{value:.6g}") for value in pair] for name, pair in zip(MEASURES, pairs, strict=True)}
    return {"measures": measures, "mood": knows.as_data()}


if __name__ == "__main__":
    main()
