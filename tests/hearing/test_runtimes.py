"""Whichever runtime a Python has, the models answer alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from ai_edge_litert import interpreter as other

from firmware_app.hearing import runtime
from firmware_app.hearing.runtime import Network
from firmware_app.share import shared_file

MODELS = sorted(path.name for path in Path(shared_file("models")).glob("*.tflite"))


@pytest.mark.parametrize("name", MODELS)
def test_both_runtimes_give_the_same_bits(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shared_file(f"models/{name}")
    first = Network(path)
    monkeypatch.setattr(runtime, "Interpreter", other.Interpreter)
    monkeypatch.setattr(runtime, "OpResolverType", other.OpResolverType)
    second = Network(path)
    for values in np.random.default_rng(1).uniform(-1.1, 1.1, (200, *first.input_shape)):
        np.testing.assert_array_equal(first(values), second(values))
