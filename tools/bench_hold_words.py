"""Can a hold be told before it begins, by the agent's words? ``python -m tools.bench_hold_words --data DIR``.

A keyword spotter (pocketsphinx and its own English model) listens for "hold", "bear with me" and their like: hits on
sentences that espeak-ng and flite speak, false alarms an hour on people who read and call without them, CPU. No word
is kept. The product has no such spotter: docs/coach.md says why.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from firmware_app.audio import SAMPLE_RATE, Samples, read_clip
from firmware_app.errors import InputError
from firmware_app.facts import Side
from models.training.corpus import table

PHRASES = (
    "put you on hold",
    "on hold",
    "bear with me",
    "one moment",
    "just a moment",
    "hold on",
    "hang on",
    "one second",
)
SENTENCES = (
    "I'm going to put you on hold for a minute.",
    "Can I put you on hold while I check that?",
    "Please bear with me while I look this up.",
    "Bear with me a second.",
    "One moment please.",
    "Just a moment, I will check your account.",
    "Hold on, let me see.",
    "Could you hang on for a second?",
    "Give me one second.",
    "Let me put you on hold briefly.",
)
_VOICES = {
    "espeak-ng": ("en-us", "en-gb", "en-us+f3", "en-gb+f2", "en-us+m7", "en-gb-scotland"),
    "flite": ("slt", "rms", "awb", "kal16"),
}
_READERS = {"kathleen_arctic", "ljspeech_subset", "librispeech_subset"}
_PIECE = SAMPLE_RATE // 10
_EDGE = np.zeros(SAMPLE_RATE // 2, dtype=np.float32)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m tools.bench_hold_words", description=__doc__)
    words.add_argument("--data", type=Path, required=True, help="data folder")
    words.add_argument("--hours", type=float, default=1.5, help="of speech without the words")
    words.add_argument("--thresholds", type=float, nargs="+", default=[1e-2, 1.0, 1e3], help="pocketsphinx's own")
    words.add_argument("--json", type=Path, help="file to write the figures to")
    given = words.parse_args(arguments)
    try:
        spoken = {speaker: list(_spoken(speaker)) for speaker in _VOICES}
        without = _without(given.data, given.hours)
    except InputError as error:
        print(f"bench_hold_words: {error}", file=sys.stderr)
        return error.exit_code
    hours = sum(map(len, without)) / SAMPLE_RATE / 3600.0
    print(f"{sum(map(len, spoken.values()))} sentences with the words, {hours:.2f} h of speech without")
    print("threshold" + "".join(f"{f'hits, {speaker}':>18}" for speaker in spoken) + "   false an hour   CPU, %")
    found = [_row(threshold, spoken, without, hours) for threshold in given.thresholds]
    if given.json is not None:
        given.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _row(threshold: float, spoken: dict[str, list[Samples]], without: list[Samples], hours: float) -> dict[str, Any]:
    spotter = _spotter(threshold)
    hits = {
        speaker: float(np.mean([_count(spotter, sentence) > 0 for sentence in sentences]))
        for speaker, sentences in spoken.items()
    }
    began = time.process_time()
    false = sum(_count(spotter, sound) for sound in without)
    cpu = 100.0 * (time.process_time() - began) / (3600.0 * hours)
    print(f"{threshold:9g}" + "".join(f"{hit:18.2f}" for hit in hits.values()) + f"{false / hours:16.1f}{cpu:9.1f}")
    return {"threshold": threshold, "hits": hits, "false_per_h": false / hours, "cpu_percent": cpu}


def _spotter(threshold: float) -> Any:
    import pocketsphinx  # noqa: PLC0415 (only the training's packages have it)

    with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as phrases:
        phrases.writelines(f"{phrase} /{threshold:g}/\n" for phrase in PHRASES)
        phrases.flush()
        model, words = (pocketsphinx.get_model_path(name) for name in ("en-us/en-us", "en-us/cmudict-en-us.dict"))
        return pocketsphinx.Decoder(kws=phrases.name, hmm=model, dict=words, loglevel="FATAL", samprate=SAMPLE_RATE)


def _count(spotter: Any, sound: Samples) -> int:
    """How often one of the phrases is found."""
    pcm = (np.clip(sound, -1.0, 1.0) * 32767.0).astype("<i2")
    count = 0
    spotter.start_utt()
    for start in range(0, len(pcm), _PIECE):
        spotter.process_raw(pcm[start : start + _PIECE].tobytes(), False, False)
        if spotter.hyp():
            count += 1
            spotter.end_utt()
            spotter.start_utt()
    spotter.end_utt()
    return count


def _spoken(speaker: str) -> Iterator[Samples]:
    if shutil.which(speaker) is None:
        raise InputError(f"{speaker}: is not installed; install the Debian package {speaker}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sentence.wav"
        for voice in _VOICES[speaker]:
            for sentence in SENTENCES:
                said = ["-v", voice, "-s", "165", "-w", str(file), sentence]
                if speaker == "flite":
                    said = ["-voice", voice, "-t", sentence, "-o", str(file)]
                subprocess.run([speaker, *said], check=True)
                yield np.concatenate((_EDGE, 0.3 * read_clip(file, Side.AGENT), _EDGE)).astype(np.float32)


def _without(data: Path, hours: float) -> list[Samples]:
    """Agents of calls, then people who read, none of whom says one of the phrases."""
    rows = [row for row in table(data / "rate.csv") if row["corpus"] in _READERS]
    readers = [data / row["path"] for row in rows if not any(p in row["transcript"].lower() for p in PHRASES)]
    calls = [data / row["path"] for row in table(data / "calls.csv")]
    sounds: list[Samples] = []
    for path in [*calls[::2], *readers[::2]]:
        if sum(map(len, sounds)) >= hours * 3600.0 * SAMPLE_RATE:
            break
        sounds.append(read_clip(path, Side.AGENT))
    return sounds


if __name__ == "__main__":
    sys.exit(main())
