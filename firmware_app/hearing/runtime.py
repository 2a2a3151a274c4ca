"""The one file that knows the TFLite runtime.

tflite-runtime stops at Python 3.11; ai-edge-litert is the same interpreter under a new name for newer Pythons.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firmware_app.errors import InputError

if importlib.util.find_spec("tflite_runtime") is not None:
    from tflite_runtime.interpreter import Interpreter, OpResolverType
else:
    from ai_edge_litert.interpreter import Interpreter, OpResolverType

_MAGIC = b"TFL3"
"""File identifier of TFLite's flatbuffer. The runtime crashes on what is none."""


class Network:
    """A full-int8 model, loaded once: one input, one output, quantized and dequantized here.

    Attributes:
        input_shape: shape of the input, the first axis (1) included.
        output_shape: shape of the output, likewise.
        output_step: what one step of the quantized output is worth.
    """

    def __init__(self, path: Path) -> None:
        """Loads ``path``.

        Raises:
            InputError: the file is missing, is no TFLite model or is not quantized to int8.
        """
        if not path.is_file():
            raise InputError(f"{path}: model is missing; reinstall cuelight or run make train")
        content = path.read_bytes()
        if content[4:8] != _MAGIC:
            raise InputError(f"{path}: is no TFLite model; reinstall cuelight or run make train")
        try:
            # one thread: the ears of both channels share a small machine with the call itself
            self._interpreter: Any = Interpreter(
                model_content=content,
                num_threads=1,
                # without XNNPACK, which rounds otherwise: the two runtimes then give the same bits
                experimental_op_resolver_type=OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
            )
            self._interpreter.allocate_tensors()
        except (ValueError, RuntimeError, OSError) as error:
            raise InputError(f"{path}: cannot be loaded as a model; reinstall cuelight or run make train") from error
        source, sink = self._interpreter.get_input_details()[0], self._interpreter.get_output_details()[0]
        if source["dtype"] is not np.int8 or sink["dtype"] is not np.int8:
            raise InputError(f"{path}: model is not quantized to int8; run make train")
        self._source, self._sink = source["index"], sink["index"]
        self.input_shape: tuple[int, ...] = tuple(int(n) for n in source["shape"])
        self._source_scale, self._source_zero = source["quantization"]
        self._sink_scale, self._sink_zero = sink["quantization"]
        self.output_step = float(self._sink_scale)
        # asked once here: the first answer takes memory that later ones use again, and only then is its shape known
        self.output_shape: tuple[int, ...] = self(np.zeros(self.input_shape)).shape

    def __call__(self, values: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """The model's output for one input.

        Args:
            values: float, shape `input_shape`; what lies outside the quantized range is clipped.
        """
        codes = np.rint(values / self._source_scale + self._source_zero)
        self._interpreter.set_tensor(self._source, np.clip(codes, -128, 127).astype(np.int8))
        self._interpreter.invoke()
        codes = self._interpreter.get_tensor(self._sink).astype(np.float32)
        output: NDArray[np.float32] = (codes - np.float32(self._sink_zero)) * np.float32(self._sink_scale)
        return output
