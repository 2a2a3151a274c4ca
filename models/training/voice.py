"""Trains the model that tells a voice: `python -m models.training.voice --data DIR --out models/voice.tflite`."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from models.training.pace_folds import FOLDS
from models.training.voice_lines import training_lines

LINES = 1000
"""Of each fold; 10 s each."""
STEPS = 3000
BATCH = 256


@dataclass(frozen=True)
class Recipe:
    """What a network is trained on and how long. ``free``: only material whose licence allows any use."""

    lines: int = LINES
    steps: int = STEPS
    seed: int = 1
    free: bool = False


def train(data: Path, cache: Path, out: Path, without: int | None, recipe: Recipe) -> None:
    """Writes the int8 file of a network trained on all folds but one."""
    # TensorFlow takes seconds to load: not before the words of the command are known to be right
    from models.training import voice_net  # noqa: PLC0415
    from models.training.int8 import write_int8  # noqa: PLC0415

    kept = [line for line in training_lines(data, cache, recipe.lines, recipe.free) if line.fold != without]
    print(f"voice: {len(kept)} lines, {recipe.steps} steps", flush=True)
    examples = voice_net.Examples(kept, recipe.seed)
    net = voice_net.teach(examples, recipe.steps, BATCH, recipe.seed)
    # of fixed size: the device's file holds no arithmetic of shapes
    look = voice_net.build(1)
    look.set_weights(net.get_weights())
    write_int8(look, examples.draw(400)[0], out)
    print(f"voice: wrote {out}, {out.stat().st_size} bytes", flush=True)


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m models.training.voice", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="folder with rate.csv, emotion.csv and noise.csv")
    words.add_argument("--out", type=Path, required=True, help="the .tflite file to write")
    words.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "cuelight-train", help="features")
    words.add_argument("--without", type=int, choices=range(FOLDS), help="leave this fold's voices and pieces out")
    words.add_argument("--free", action="store_true", help="only material whose licence allows any use")
    words.add_argument("--lines", type=int, default=LINES)
    words.add_argument("--steps", type=int, default=STEPS)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    recipe = Recipe(given.lines, given.steps, given.seed, given.free)
    train(given.data, given.cache, given.out, given.without, recipe)


if __name__ == "__main__":
    main()
