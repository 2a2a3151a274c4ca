"""Sentences spoken by flite's voices: exact phone times, and a rate that no reader in the data reaches."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from firmware_app.errors import InputError
from models.training.pace_data import VOWELS, Clip

VOICES = {"slt": (140.0, 230.0), "awb": (90.0, 160.0), "rms": (80.0, 140.0), "kal16": (85.0, 150.0)}
"""Name and range of the mean pitch in Hz. One woman, a Scot, and two more men."""
_STRETCH = (0.55, 2.0)
"""Of the durations; from 2 to 10 syllables a second."""
CORPUS = "flite"


def spoken_clips(sentences: Sequence[str], folder: Path, count: int, seed: int) -> list[Clip]:
    """So many clips, made under ``folder`` where they are not there yet.

    Raises:
        InputError: flite is not installed.
    """
    flite = shutil.which("flite")
    if flite is None:
        raise InputError("flite: is not installed; install the Debian package flite (make setup-train does)")
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    names = sorted(VOICES)
    clips = []
    for n in range(count):
        voice = names[n % len(names)]
        text = sentences[int(rng.integers(len(sentences)))].lower()
        options = {
            "duration_stretch": float(np.exp(rng.uniform(*np.log(_STRETCH)))),
            "int_f0_target_mean": rng.uniform(*VOICES[voice]),
        }
        name = hashlib.sha256(f"{voice} {text} {options}".encode()).hexdigest()[:16]
        clips.append(_speak(flite, folder / f"{name}.wav", voice, text, options))
    return clips


def _speak(flite: str, file: Path, voice: str, text: str, options: dict[str, float]) -> Clip:
    times = file.with_suffix(".phones")
    if not times.exists():
        words = [flite, "-voice", voice, "-psdur", "-t", text, "-o", str(file)]
        for key, value in options.items():
            words += ["--setf", f"{key}={value:.3f}"]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        times.write_text(done.stdout)
    return _clip(file, voice, times.read_text())


def _clip(file: Path, voice: str, phones: str) -> Clip:
    """A clip from flite's list of phones with their ends: ``pau:0.200 dh:0.231 …``."""
    runs: list[list[float]] = []
    nuclei = []
    start = 0.0
    for phone in phones.split():
        name, _, stop = phone.partition(":")
        end = float(stop)
        if name != "pau":
            if runs and start - runs[-1][1] < 0.001:
                runs[-1][1] = end
            else:
                runs.append([start, end])
        if name.upper() in VOWELS or name == "ax":
            nuclei.append((start + end) / 2)
        start = end
    return Clip(
        path=file,
        corpus=CORPUS,
        speaker=f"{CORPUS}/{voice}",
        duration_s=start,
        syllables=float(len(nuclei)),
        runs=tuple((a, b) for a, b in runs),
        nuclei=tuple(nuclei),
        words=None,
        group="synthetic",
    )
