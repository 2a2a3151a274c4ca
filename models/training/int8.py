"""From a taught Keras model to a full-int8 file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray


def write_int8(model: Any, examples: NDArray[np.float32], path: Path) -> None:
    """Quantizes ``model`` by the ranges that ``examples``, shape ``(n, *input)``, give, and writes it to ``path``."""
    converter = tf.lite.TFLiteConverter.from_keras_model(model)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.representative_dataset = lambda: ([example[None]] for example in examples)
    converter.inference_input_type = converter.inference_output_type = tf.int8
    path.write_bytes(converter.convert())
