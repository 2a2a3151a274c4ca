"""The folds of the anger benches: each is a model that never heard what it is judged by.

A fold is named for the acted corpus that it leaves out. Every calm voice and every noise is left out by one fold too,
whole, so that calm material is judged by a model that never heard it. The models are kept in the cache under a hash
of the training's code and of the data's tables: a second bench does not train again.
"""

from __future__ import annotations

import multiprocessing
import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from firmware_app.hearing.anger import AngerModel
from firmware_app.hearing.anger_shipped import anger_model
from firmware_app.hearing.runtime import Network
from models.training.corpus import share_of

if TYPE_CHECKING:
    from models.training.anger_data import Sound

HOLD_MUSIC = "holdmusic_asterisk"
"""Left out by every fold: the composed calls play it whoever the caller is."""
_PROMPTS = "ivr_prompts"
_MANY_CALLS = ("kathleen", "LJ", "19", "26", "27", "ivr_prompts en", "ivr_prompts fr", "ivr_prompts ru")
"""Few voices with much material: to one fold after another, so that no one model judges most of it."""
_TABLES = ("calls_real.csv", "emotion.csv", "noise.csv", "rate.csv")
_USED = ("anger.py", "channel.py", "corpus.py", "int8.py")


@dataclass(frozen=True)
class FoldModel:
    """A model's files. ``float_file``: the same network before quantization; none is kept of a shipped file."""

    int8_file: Path
    float_file: Path | None


@cache
def fold_anger(int8_file: Path) -> AngerModel:
    """The model of a fold's files."""
    return anger_model(int8_file, Network(int8_file), int8_file.with_suffix(".json").read_bytes())


def folds(sounds: Sequence[Sound]) -> list[str]:
    """The acted corpora, by name."""
    return sorted({s.corpus for s in sounds if s.emotion == "angry"})


def fold_of(corpus: str, voice: str, names: Sequence[str]) -> str:
    """The fold whose model never hears this: an acted corpus is its own, anything else goes by its voice's name."""
    if corpus in names:
        return corpus
    if voice in _MANY_CALLS:
        return names[_MANY_CALLS.index(voice) % len(names)]
    return names[int(share_of(voice) * len(names))]


def left_out(sound: Sound, fold: str, names: Sequence[str]) -> bool:
    """Whether the model of ``fold`` must not train on this sound."""
    return sound.corpus == HOLD_MUSIC or fold_of(sound.corpus, voice_of(sound), names) == fold


def voice_of(sound: Sound) -> str:
    """Whose voice it is, within its corpus: all prompts of a language are one."""
    return f"{sound.corpus} {sound.language}" if sound.corpus == _PROMPTS else sound.group


def fold_models(data: Path, names: Sequence[str], cache: Path) -> dict[str, FoldModel]:
    """The model of each fold, taught now unless the cache has it.

    Each is taught in a process of its own, one after another: TensorFlow's threads do not survive a later fork.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # or its chatter hides the progress
    mark = _mark(data)
    cache.mkdir(parents=True, exist_ok=True)
    found = {}
    for number, fold in enumerate(names, start=1):
        file = cache / f"anger-fold-{fold}-{mark:08x}.tflite"
        if not file.exists():
            print(f"fold {number} of {len(names)}: training without {fold}", flush=True)
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
                process.submit(_teach, data, file, cache, fold).result()
        found[fold] = FoldModel(file, _exact(file))
    return found


def _teach(data: Path, file: Path, cache: Path, fold: str) -> None:
    import tensorflow as tf  # noqa: PLC0415 (only the process that teaches may load it)

    from models.training.anger import train  # noqa: PLC0415

    unfinished = file.with_suffix(".part")
    model = train(data, unfinished, cache, fold)
    _exact(file).write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
    unfinished.with_suffix(".json").replace(file.with_suffix(".json"))
    unfinished.replace(file)


def _exact(file: Path) -> Path:
    return file.with_suffix(".float.tflite")


def _mark(data: Path) -> int:
    here = Path(__file__).parent
    hearing = here.parents[1] / "firmware_app" / "hearing"
    recipe = here / "mood" / "recipe.json"
    used = {*(here / name for name in _USED), *hearing.glob("*.py"), *(here / "mood").glob("*.py"), recipe}
    content = b"".join(file.read_bytes() for file in [*sorted(used), *(data / name for name in _TABLES)])
    return zlib.crc32(content)
