from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from firmware_app.errors import InputError
from firmware_app.hearing.runtime import Network
from firmware_app.share import shared_file

MODELS = ["models/anger.tflite", "models/pace.tflite"]


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_models_load_and_answer_the_same_twice(name: str) -> None:
    network, again = Network(shared_file(name)), Network(shared_file(name))
    values = np.random.default_rng(1).uniform(-1, 1, network.input_shape)
    first = network(values)
    assert first.shape == network.output_shape
    assert np.isfinite(first).all()
    network(-values)
    np.testing.assert_array_equal(network(values), first)  # no state is left from the call between
    np.testing.assert_array_equal(again(values), first)


def test_what_lies_outside_the_quantized_range_is_clipped_not_wrapped() -> None:
    network = Network(shared_file(MODELS[0]))
    np.testing.assert_array_equal(
        network(np.full(network.input_shape, 1e3)), network(np.full(network.input_shape, 1e6))
    )


def test_together_the_models_are_small() -> None:
    assert sum(shared_file(name).stat().st_size for name in MODELS) < 400_000


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.tflite: model is missing"):
        Network(tmp_path / "gone.tflite")


@pytest.mark.parametrize("content", [b"", b"not a model", b"\x00" * 4096])
def test_a_file_that_is_no_model_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "anger.tflite"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"anger\.tflite: is no TFLite model"):
        Network(path)
