from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from firmware_app.errors import CuelightError, InputError
from firmware_app.hearing import shipped
from firmware_app.hearing.shipped import RECORD, check_golden, load_beside, load_shipped, record_models
from firmware_app.share import shared_file

MODELS = ["anger.tflite", "pace.tflite", "voice.tflite"]
BESIDE = "anger.json"


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A copy of the shipped models."""
    for name in (*MODELS, BESIDE, RECORD):
        shutil.copy(shared_file(f"models/{name}"), tmp_path / name)
    return tmp_path


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_models_are_the_recorded_ones_and_answer_as_recorded(name: str) -> None:
    assert "hash right" in check_golden(name)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize(
    "damage", [lambda b: b[:1000], lambda b: b[:-1], lambda b: b[:1000] + bytes([b[1000] ^ 1]) + b[1001:]]
)
def test_a_damaged_model_is_named_before_the_runtime_can_crash_on_it(models: Path, name: str, damage: object) -> None:
    path = models / name
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(InputError, match=rf"{name}: model is damaged"):
        load_shipped(path)


def test_a_missing_model_or_record_is_named(models: Path) -> None:
    (models / "pace.tflite").unlink()
    with pytest.raises(InputError, match=r"pace\.tflite: model is missing"):
        load_shipped(models / "pace.tflite")
    (models / RECORD).unlink()
    with pytest.raises(InputError, match=r"shipped\.json: has no record of anger\.tflite"):
        load_shipped(models / "anger.tflite")


@pytest.mark.parametrize("damage", [lambda b: b[:500], lambda b: b.replace(b"0", b"1", 1), lambda b: b""])
def test_numbers_that_do_not_belong_to_the_model_are_named(models: Path, damage: object) -> None:
    path = models / BESIDE
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(InputError, match=r"anger\.json: model is damaged"):
        load_beside(models / "anger.tflite")
    path.unlink()
    with pytest.raises(InputError, match=r"anger\.json: is missing"):
        load_beside(models / "anger.tflite")


def test_a_model_without_numbers_beside_it_has_none_recorded(models: Path) -> None:
    with pytest.raises(InputError, match=r"pace\.json: is missing"):
        load_beside(models / "pace.tflite")


def test_a_runtime_that_computes_otherwise_is_told(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = json.loads((models / RECORD).read_text())
    records["pace.tflite"]["golden"][0] += 0.1
    (models / RECORD).write_text(json.dumps(records))
    monkeypatch.setattr(shipped, "shared_file", lambda name: models / Path(name).name)
    with pytest.raises(CuelightError, match="computes otherwise"):
        check_golden("pace.tflite")


def test_recording_the_models_again_gives_the_same_record(models: Path) -> None:
    before = (models / RECORD).read_text()
    record_models(models)
    assert (models / RECORD).read_text() == before
