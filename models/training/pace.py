"""Trains the agent's pace model: `python -m models.training.pace --data DIR --out models/pace.tflite`."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.training.pace_batches import Batches
from models.training.pace_data import Clip, load_clips
from models.training.pace_features import noise_items, training_items
from models.training.pace_folds import FOLDS, fold_of
from models.training.pace_trials import chosen
from models.training.pace_voices import spoken_clips

SEED = 1
STEPS = 1500
BATCH = 32
SPOKEN = 2400
"""Sentences spoken by the synthesizer's voices, beside 4,140 read ones."""


def train(data: Path, cache: Path, without: int | None, steps: int, seed: int) -> bytes:
    """The int8 file of a network trained on all speakers but those of one fold."""
    # TensorFlow takes seconds to load: not before the words of the command are known to be right
    from models.training import pace_net  # noqa: PLC0415

    clips = load_clips(data)
    # features of all clips are made at once: each fold and the shipped model draw on the same cache
    items = [i for i in training_items(clips, data, cache) if fold_of(i.clip) != without]
    items += training_items(spoken_clips(unjudged(clips), cache / "voices", SPOKEN, seed), data, cache)
    speakers = {i.clip.speaker for i in items}
    print(f"pace: {len(items)} items of {len(speakers)} speakers, {steps} steps", flush=True)
    batches = Batches(items, noise_items(data), np.random.default_rng(seed))
    net = pace_net.teach(batches, steps, BATCH, seed)
    content = pace_net.to_int8(net, batches)
    print("pace:", pace_net.agreement(net, content, batches), flush=True)
    return content


def unjudged(clips: Sequence[Clip]) -> list[str]:
    """What the synthesizer may say: sentences of some length that no bench judges by, whoever reads them there."""
    judged = {clip.text for clip in chosen(clips)}
    return sorted({clip.text for clip in clips if 4 <= len(clip.text.split()) < 20} - judged)


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m models.training.pace", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="folder with rate.csv and noise.csv")
    words.add_argument("--out", type=Path, required=True, help="the .tflite file to write")
    words.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "cuelight-train", help="features")
    words.add_argument("--without", type=int, choices=range(FOLDS), help="leave the speakers of this fold out")
    words.add_argument("--steps", type=int, default=STEPS)
    words.add_argument("--seed", type=int, default=SEED)
    given = words.parse_args()
    content = train(given.data, given.cache, given.without, given.steps, given.seed)
    given.out.write_bytes(content)
    print(f"pace: wrote {given.out}, {len(content)} bytes")


if __name__ == "__main__":
    main()
