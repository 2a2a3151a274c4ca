"""The network that hears pace: how it is built, taught and made into an int8 file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import tensorflow as tf

from firmware_app.hearing.logmel import BANDS
from firmware_app.hearing.pace import SPAN
from models.training.pace_batches import FRAMES, Batch, Batches

CHANNELS = 48
_LAYERS = ((5, 1), (5, 1), (5, 1), (5, 1), (7, 1))
"""Rows that each layer after the first sees, and how far apart; with the first (5 frames, every second) 49 frames."""
_PEAK_RATE = 3e-3
_COUNT_WEIGHT = 0.1
_MORE_THAN_TEXT = 0.25
"""What counting more than a text without times costs, where counting less costs 1."""
_AVERAGE = 0.998
_WARM_STEPS = 100
_MENDS = 2
"""How often the int8 file's sums are brought back to the float network's."""

Floats = NDArray[np.float32]


def build(frames: int, batch: int | None = None) -> Any:
    """The network for so many frames, with a batch of fixed size if one is given.

    From (batch, frames, BANDS) to (batch, rows, 2): nucleus density and speech of each 20 ms.
    """
    layers = tf.keras.layers
    source = layers.Input((frames, BANDS), batch)
    x = _layer(layers.Reshape((frames, 1, BANDS))(source), 5, 2)
    for kernel, apart in _LAYERS:
        x = _layer(x, kernel, 1, apart)
    x = layers.Conv2D(2, 1, activation="sigmoid", bias_initializer=tf.constant_initializer(-1.5))(x)
    return tf.keras.Model(source, layers.Reshape((-1, 2))(x))


def _layer(x: Any, kernel: int, stride: int, apart: int = 1) -> Any:
    layers = tf.keras.layers
    # two dimensions with one of size 1: the converter folds the normalisation of Conv2D, not of Conv1D
    x = layers.Conv2D(CHANNELS, (kernel, 1), (stride, 1), dilation_rate=(apart, 1), use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(momentum=0.98)(x))


def teach(batches: Batches, steps: int, batch: int, seed: int) -> Any:
    """A network for segments, trained for so many steps; its weights are a running average over the last of them."""
    tf.keras.utils.set_random_seed(seed)
    net = build(FRAMES)
    rate = tf.Variable(0.0, trainable=False)
    optimizer = tf.keras.optimizers.legacy.Adam(rate)
    average = [w.numpy() for w in net.weights]

    @tf.function  # type: ignore[untyped-decorator]
    def step(x: Any, density: Any, dw: Any, speech: Any, sw: Any, count: Any, sure: Any) -> Any:
        with tf.GradientTape() as tape:
            rows = net(x, training=True)
            losses = _losses(rows, density, dw, speech, sw, count, sure)
            loss = losses[0] + losses[1] + _COUNT_WEIGHT * losses[2]
        optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_weights), net.trainable_weights, strict=True))
        return tf.stack(losses)

    began, seen = time.monotonic(), np.zeros(3)
    for n, b in enumerate(_ahead(batches, batch, steps)):
        rate.assign(_PEAK_RATE * min(1.0, (n + 1) / _WARM_STEPS) * 0.5 * (1 + np.cos(np.pi * n / steps)))
        seen += step(b.x, b.density, b.density_weight, b.speech, b.speech_weight, b.count, b.sure).numpy()
        keep = min(_AVERAGE, n / (n + 10))
        average = [keep * a + (1 - keep) * w.numpy() for a, w in zip(average, net.weights, strict=True)]
        if (n + 1) % 200 == 0:
            nuclei, speech, count = seen / 200
            seen[:] = 0
            losses = f"nuclei {nuclei:.4f} speech {speech:.4f} count {count:.3f}"
            print(f"pace: step {n + 1}/{steps} {losses} {time.monotonic() - began:.0f} s", flush=True)
    net.set_weights(average)
    return net


def _losses(rows: Any, density: Any, dw: Any, speech: Any, sw: Any, count: Any, sure: Any) -> tuple[Any, Any, Any]:
    rows = tf.clip_by_value(rows, 1e-5, 1 - 1e-5)
    nuclei = _cross_entropy(rows[..., 0], tf.minimum(density, 1.0)) * dw
    voice = _cross_entropy(rows[..., 1], speech) * sw
    # a count's own spread grows with its root; beyond one spread the error is as likely the label's
    off = (tf.reduce_sum(rows[..., 0], axis=1) - count) / tf.sqrt(count + 2.0)
    huber = tf.where(tf.abs(off) < 0.5, off * off, tf.abs(off) - 0.25)
    # learners repeat and mend and seldom leave out: taken at its word, their text teaches to count too few
    huber *= tf.where(off > 0, sure + (1 - sure) * _MORE_THAN_TEXT, 1.0)
    return (
        tf.reduce_sum(nuclei) / tf.reduce_sum(dw),
        tf.reduce_sum(voice) / tf.reduce_sum(sw),
        tf.reduce_mean(huber),
    )


def _cross_entropy(p: Any, target: Any) -> Any:
    return -(target * tf.math.log(p) + (1 - target) * tf.math.log(1 - p))


def _ahead(batches: Batches, size: int, steps: int) -> Iterator[Batch]:
    """Batches drawn in order, one while the last is learnt from."""
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(batches.draw, size)
        for _ in range(steps):
            batch = coming.result()
            coming = pool.submit(batches.draw, size)
            yield batch


def to_int8(net: Any, batches: Batches) -> bytes:
    """The trained network for one look (`SPAN` frames) as a full-int8 TFLite file that counts as the float one does."""
    looks = _looks(batches.draw(100).x)
    weights = net.get_weights()
    exact = _float_rows(weights, looks).sum(axis=(0, 1))
    content = _convert(weights, looks)
    for _ in range(_MENDS):
        # a pause holds less than the smallest code: rounding loses 1 to 2 % of the syllables
        weights[-1] = weights[-1] + np.log(exact / _int8_rows(content, looks).sum(axis=(0, 1)))
        content = _convert(weights, looks)
    return content


def agreement(net: Any, content: bytes, batches: Batches) -> str:
    """How far the int8 file is from the float network, in words."""
    looks = _looks(batches.draw(100).x)
    exact, got = _float_rows(net.get_weights(), looks), _int8_rows(content, looks)
    off, sums = np.abs(got - exact).mean(axis=(0, 1)), got.sum(axis=(0, 1)) / exact.sum(axis=(0, 1))
    return (
        f"int8 against float over {len(looks)} looks: syllables x {sums[0]:.4f}, speech x {sums[1]:.4f}, "
        f"mean difference of a row {off[0]:.4f} and {off[1]:.4f}"
    )


def _looks(x: Floats) -> Floats:
    """Begin, middle and end of each segment, as the device looks at them: (n, SPAN, BANDS)."""
    return np.concatenate([x[:, at : at + SPAN] for at in (0, (FRAMES - SPAN) // 2, FRAMES - SPAN)])


def _convert(weights: list[Any], looks: Floats) -> bytes:
    # of fixed size: the device's file holds no arithmetic of shapes
    look = build(SPAN, batch=1)
    look.set_weights(weights)
    converter = tf.lite.TFLiteConverter.from_keras_model(look)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = lambda: ([x[None]] for x in looks)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    content: bytes = converter.convert()
    return content


def _float_rows(weights: list[Any], looks: Floats) -> Floats:
    look = build(SPAN)
    look.set_weights(weights)
    rows: Floats = look.predict(looks, verbose=0)
    return rows


def _int8_rows(content: bytes, looks: Floats) -> Floats:
    interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    source, sink = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    scale, zero = source["quantization"]
    rows = []
    for codes in np.clip(np.rint(looks / scale + zero), -128, 127).astype(np.int8):
        interpreter.set_tensor(source["index"], codes[None])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(sink["index"])[0].astype(np.float32))
    scale, zero = sink["quantization"]
    real: Floats = (np.stack(rows) - np.float32(zero)) * np.float32(scale)
    return real
