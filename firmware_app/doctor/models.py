"""The models: whole, and computing here as where they were made."""

from __future__ import annotations

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.errors import CuelightError
from firmware_app.hearing import check_golden
from firmware_app.settings import Settings

_MODELS = ("anger.tflite", "pace.tflite", "voice.tflite")


def models(_: Settings, __: Place) -> Finding:
    """Each by its hash and its golden answer."""
    for name in _MODELS:
        try:
            check_golden(name)
        except CuelightError as error:
            return Finding("models", Verdict.BAD, str(error), "install Cuelight again")
    return Finding("models", Verdict.OK, f"{len(_MODELS)}: hashes and golden answers right")
