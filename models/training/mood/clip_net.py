"""What judges a clip by itself: a few small networks side by side, their log odds of anger averaged.

On little data that is steadier than one large one. In calls the mood filter does not use it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.hearing.logmel import Array
from firmware_app.hearing.voice_quality import Scale
from models.training.mood.clips import Clips
from models.training.mood.projection import ClipRows, clip_rows

_MEMBERS, _HIDDEN = 4, 80
_STEPS, _BATCH, _RATE = 1000, 256, 2e-3
_DROPOUT, _LOST_INPUTS, _NOISE, _DECAY = 0.4, 0.2, 0.03, 7e-4
_MIXING = 4.0
"""Beta(4, 4): two clips are mixed nearly half and half (mixup, Zhang et al. 2018), angry ones with others as well."""


@dataclass(frozen=True)
class ClipNet:
    """Log odds = relu(scaled measures @ ``hidden`` + ``hidden_bias``) @ ``out`` + ``out_bias``.

    Shapes ``(measures, units)``, ``(units,)``, ``(units,)`` and one number.
    """

    hidden: Array
    hidden_bias: Array
    out: Array
    out_bias: float


def clip_net(known: Clips, scale: Scale) -> ClipNet:
    """Taught by these clips. Every second member knows the judged line alone, the others a worse one too."""
    lines = (clip_rows(known.judged_line(), scale), clip_rows(known, scale))
    members = [_member(lines[number % 2], number) for number in range(_MEMBERS)]
    hidden, hidden_bias, out, out_bias = (np.concatenate(parts, axis=-1) for parts in zip(*members, strict=True))
    return ClipNet(hidden, hidden_bias, out / _MEMBERS, float(out_bias.mean()))


def _member(rows: ClipRows, seed: int) -> tuple[Array, Array, Array, Array]:
    import tensorflow as tf  # noqa: PLC0415 (whoever only reads recipes need not wait for it)

    tf.keras.utils.set_random_seed(seed)
    model, hidden, out = _layers(tf, rows.values.shape[1])
    optimizer = tf.keras.optimizers.Adam(tf.keras.optimizers.schedules.CosineDecay(_RATE, _STEPS))

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def step(x: Any, angry: Any) -> None:
        with tf.GradientTape() as tape:
            told = model(x, training=True)[:, 0]
            wrong = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(angry, told)) + tf.add_n(model.losses)
        slopes = tape.gradient(wrong, model.trainable_variables)
        optimizer.apply_gradients(zip(slopes, model.trainable_variables, strict=True))

    rng = np.random.default_rng(seed)
    for _ in range(_STEPS):
        step(*map(tf.constant, _mixed(rows, rng)))
    weights, bias = hidden.get_weights()
    out_weights, out_bias = out.get_weights()
    return weights, bias, out_weights[:, 0], out_bias


def _layers(tf: Any, inputs: int) -> tuple[Any, Any, Any]:
    layers, decay = tf.keras.layers, tf.keras.regularizers.L2(_DECAY)
    hidden = layers.Dense(_HIDDEN, activation="relu", kernel_regularizer=decay)
    out = layers.Dense(1, kernel_regularizer=decay)
    x = tf.keras.Input((inputs,))
    kept = layers.Dropout(_LOST_INPUTS)(layers.GaussianNoise(_NOISE)(x))
    return tf.keras.Model(x, out(layers.Dropout(_DROPOUT)(hidden(kept)))), hidden, out


def _mixed(rows: ClipRows, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A batch: measures, shape ``(batch, measures)``, and how angry, shape ``(batch,)``."""
    first, second = rng.choice(len(rows.values), (2, _BATCH), p=rows.weight / rows.weight.sum())
    share = rng.beta(_MIXING, _MIXING, _BATCH)
    values = share[:, None] * rows.values[first] + (1.0 - share[:, None]) * rows.values[second]
    angry = share * rows.angry[first] + (1.0 - share) * rows.angry[second]
    return values.astype(np.float32), angry.astype(np.float32)
