"""The network that tells a voice from music and other sounds: how it is built and taught."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import tensorflow as tf

from firmware_app.hearing.logmel import BANDS
from firmware_app.hearing.sound_kind import COLUMNS, LAGS, LATE_FRAMES, ROWS, SPAN, look_input
from models.training.voice_lines import Line

CHANNELS = 32
_DILATIONS = (1, 2, 4)
_PEAK_RATE = 3e-3
_AVERAGE = 0.998
_WARM_STEPS = 100
_SHARES = {"voice": 0.42, "music": 0.28, "other": 0.22, "quiet": 0.08}
_ACTIVE_DB = 30.0
"""Below the look's level by more than this, nothing is heard that the speech activity would ask about."""
_UNHEARD_DBFS = -200.0
_CUT_SHARE = 0.1

Looks = NDArray[np.float32]


def build(batch: int | None = None) -> Any:
    """From (batch, ROWS, COLUMNS) to (batch, 2): voice, music."""
    layers = tf.keras.layers
    source = layers.Input((ROWS, COLUMNS), batch)
    x = _layer(layers.Reshape((ROWS, 1, COLUMNS))(source), 4, stride=2)
    for dilation in _DILATIONS:
        x = _layer(x, 3, dilation=dilation)
    # what was heard just now counts by its place, what lies before it by its mean
    newest = layers.Cropping2D(((x.shape[1] - 3, 0), (0, 0)))(x)
    newest = layers.Flatten()(newest)
    whole = layers.Flatten()(layers.AveragePooling2D((x.shape[1], 1))(x))
    x = layers.Dense(CHANNELS, "relu")(layers.Concatenate()([newest, whole]))
    return tf.keras.Model(source, layers.Dense(2, "sigmoid", bias_initializer=tf.constant_initializer(-0.5))(x))


def _layer(x: Any, kernel: int, stride: int = 1, dilation: int = 1) -> Any:
    layers = tf.keras.layers
    # two dimensions with one of size 1: the converter folds the normalisation of Conv2D, not of Conv1D
    x = layers.Conv2D(CHANNELS, (kernel, 1), (stride, 1), dilation_rate=(dilation, 1), use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.98)(x))


class Examples:
    """Draws looks of so many lines: some of each kind of sound."""

    def __init__(self, lines: Sequence[Line], seed: int) -> None:
        self._rng = np.random.default_rng(seed)
        pad = np.full((SPAN, BANDS), _UNHEARD_DBFS, dtype=np.float16)
        none = np.zeros((SPAN, len(LAGS)), dtype=np.float16)
        self._mel = np.concatenate([np.concatenate((pad, line.mel)) for line in lines])
        self._level = np.concatenate([np.concatenate((pad[:, 0], line.level)) for line in lines])
        self._steady = np.concatenate([np.concatenate((none, line.steady)) for line in lines])
        self._voice = np.concatenate([_late(line.voice) for line in lines])
        self._music = np.concatenate([_late(line.music) for line in lines])
        heard = np.concatenate([np.arange(-SPAN, len(line.level)) for line in lines]) >= LATE_FRAMES
        loud = self._level.astype(np.float32)
        top = np.maximum.reduce([np.roll(loud, k) for k in range(0, SPAN, 8)])
        active = heard & (loud > np.maximum(top - _ACTIVE_DB, -85.0))
        quiet = heard & ~active
        self._places = {
            "voice": (active & (self._voice == 1)).nonzero()[0],
            "music": (active & (self._voice == 0) & (self._music == 1)).nonzero()[0],
            "other": (active & (self._voice == 0) & (self._music == 0)).nonzero()[0],
            "quiet": (quiet & (self._voice == 0)).nonzero()[0],
        }

    def draw(self, count: int) -> tuple[Looks, Looks, Looks]:
        """Looks ``(count, ROWS, COLUMNS)``, what they are and how much that counts, each ``(count, 2)``."""
        ends = np.concatenate(
            [self._rng.choice(self._places[kind], round(count * share)) for kind, share in _SHARES.items()]
        )
        frames = ends[:, None] + np.arange(1 - SPAN, 1)
        mel, level, steady = (kept[frames].astype(np.float32) for kept in (self._mel, self._level, self._steady))
        # a line that begins, or whose telephone sends zeros between words
        cut = (self._rng.random(len(ends)) < _CUT_SHARE) * self._rng.integers(0, SPAN - 10, len(ends))
        gone = np.arange(SPAN) < cut[:, None]
        mel[gone], level[gone] = _UNHEARD_DBFS, _UNHEARD_DBFS
        steady[gone] = 0.0
        target = np.stack([self._voice[ends] == 1, self._music[ends] == 1], axis=1).astype(np.float32)
        weight = np.ones_like(target)
        # whether there is music under a voice is nobody's question
        weight[:, 1] = self._voice[ends] == 0
        return look_input(mel, level, steady).astype(np.float32), target, weight


def _late(marks: NDArray[np.int8]) -> NDArray[np.int8]:
    return np.concatenate((np.zeros(SPAN + LATE_FRAMES, dtype=np.int8), marks[:-LATE_FRAMES]))


def teach(examples: Examples, steps: int, batch: int, seed: int) -> Any:
    """A trained network; its weights are a running average over the last steps."""
    tf.keras.utils.set_random_seed(seed)
    net = build()
    rate = tf.Variable(0.0, trainable=False)
    optimizer = tf.keras.optimizers.legacy.Adam(rate)
    average = [w.numpy() for w in net.weights]

    @tf.function  # type: ignore[untyped-decorator]
    def step(x: Any, target: Any, weight: Any) -> Any:
        with tf.GradientTape() as tape:
            p = tf.clip_by_value(net(x, training=True), 1e-5, 1 - 1e-5)
            each = -(target * tf.math.log(p) + (1 - target) * tf.math.log(1 - p)) * weight
            losses = tf.reduce_mean(each, axis=0)
            loss = tf.reduce_sum(losses)
        optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_weights), net.trainable_weights, strict=True))
        return losses

    began, seen = time.monotonic(), np.zeros(2)
    for n in range(steps):
        rate.assign(_PEAK_RATE * min(1.0, (n + 1) / _WARM_STEPS) * 0.5 * (1 + np.cos(np.pi * n / steps)))
        seen += step(*map(tf.constant, examples.draw(batch))).numpy()
        keep = min(_AVERAGE, n / (n + 10))
        average = [keep * a + (1 - keep) * w.numpy() for a, w in zip(average, net.weights, strict=True)]
        if (n + 1) % 200 == 0:
            voice, music = seen / 200
            seen[:] = 0
            print(
                f"voice: step {n + 1}/{steps} voice {voice:.4f} music {music:.4f} {time.monotonic() - began:.0f} s",
                flush=True,
            )
    net.set_weights(average)
    return net
