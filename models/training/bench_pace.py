"""Judges pace on speakers that the model never heard: `python -m models.training.bench_pace --data DIR`.

For each fold of speakers a model is trained on the others (or found in the cache), made int8 and run as the kiosk runs
it, over the telephone line of `channel.telephone`; Praat's script hears the same samples.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.hearing.pace import measure_clips
from firmware_app.hearing.runtime import Network
from models.training.channel import at_level, telephone
from models.training.corpus import read_clip, share_of, table
from models.training.pace import STEPS, train
from models.training.pace_data import Clip, load_clips
from models.training.pace_folds import FOLDS, fold_of
from models.training.pace_judge import HEAD, Result, judged, line
from models.training.pace_praat import praat_pace
from models.training.pace_tempo import change_tempo

_PER_SPEAKER = 80
_TEMPOS = (0.7, 1.8)
_NOISE_SETS = ("emospeech_background", "hu_nonspeech")
"""Backgrounds that no pace model was trained with."""
_SNR_DB = 15.0


@dataclass(frozen=True)
class Trial:
    """A clip as it is heard."""

    clip: Clip
    condition: str
    tempo: float
    sound: Samples


def trials(clips: Sequence[Clip], data: Path) -> Iterator[Trial]:
    """Each clip as it was said; with known times also at another tempo; the fluent also in noise and gained."""
    noises = [row["path"] for row in table(data / "noise.csv") if row["set"] in _NOISE_SETS]
    for clip in clips:
        rng = np.random.default_rng(int(share_of(clip.path.name) * 0x10000) + 1)
        sound = at_level(read_clip(clip.path))
        yield Trial(clip, "as said", 1.0, telephone(sound))
        if clip.runs is None:
            continue
        tempo = rng.uniform(*_TEMPOS)
        yield Trial(clip, "tempo 0.7-1.8", tempo, telephone(change_tempo(sound, tempo)))
        if clip.group != "native":
            continue
        noise = np.resize(read_clip(data / noises[int(rng.integers(len(noises)))]), len(sound))
        yield Trial(clip, "noise 15 dB", 1.0, telephone(sound + at_level(noise, -26.0 - _SNR_DB)))
        for gain_db in (-15.0, 15.0):
            yield Trial(clip, f"level {gain_db:+.0f} dB", 1.0, telephone(sound, gain_db))


def chosen(clips: Sequence[Clip]) -> list[Clip]:
    """At most so many clips a fluent speaker, drawn by name; of the learners a third of that for each fold and kind."""
    kept: dict[tuple[object, ...], list[Clip]] = {}
    for clip in sorted(clips, key=lambda c: share_of(c.path.name)):
        fluent = clip.corpus != "speechocean762"
        kind = (clip.speaker,) if fluent else (fold_of(clip), clip.group, clip.runs is None)
        if len(kept.setdefault(kind, [])) < (_PER_SPEAKER if fluent else _PER_SPEAKER // 2):
            kept[kind].append(clip)
    return [clip for some in kept.values() for clip in some]


def fold_model(data: Path, cache: Path, fold: int) -> Network:
    """The int8 model that never heard this fold, trained if the cache has none."""
    file = cache / f"pace-without-{fold}.tflite"
    if not file.exists():
        content = train(data, cache, fold, STEPS, seed=1)
        file.write_bytes(content)
    return Network(file)


def report(name: str, heard: Sequence[tuple[Trial, Result]]) -> None:
    """The table of one meter."""
    print(f"\n{name}\n{HEAD}")
    for condition in dict.fromkeys(t.condition for t, _ in heard):
        here = [r for t, r in heard if t.condition == condition]
        fluent = [r for r in here if r.clip.group == "native"]
        print(line(f"fluent, {condition}", fluent))
        if condition in {"as said", "tempo 0.7-1.8"}:
            for group in ("learners", "children"):
                if some := [r for r in here if r.clip.group == group]:
                    print(line(f"{group}, {condition}", some))
            for speaker in sorted({r.clip.speaker for r in fluent}):
                print(line(f"  {speaker.split('/')[1]}, {condition}", [r for r in fluent if r.clip.speaker == speaker]))
    for condition in ("as said", "tempo 0.7-1.8"):
        spoken = [(t, r) for t, r in heard if t.condition == condition and r.clip.group == "native"]
        print(line(f"fluent, 10 s of speech, {condition}", joined(spoken, 10.0)))
    fast = [r for t, r in heard if r.clip.group == "native" and r.truth_s and r.truth / r.truth_s > 6.0]
    print(line("fluent, faster than 6/s", fast))


def joined(heard: Sequence[tuple[Trial, Result]], speech_s: float) -> list[Result]:
    """Clips of one speaker and near one tempo put together to at least so much true speech."""
    made: list[Result] = []
    parts: list[Result] = []
    for trial, result in sorted(heard, key=lambda h: (h[0].clip.speaker, h[0].tempo, h[0].clip.path.name)):
        if parts and parts[0].clip.speaker != trial.clip.speaker:
            parts = []
        parts.append(result)
        if sum(p.truth_s or 0.0 for p in parts) >= speech_s:
            sums = [sum(getattr(p, k) for p in parts) for k in ("syllables", "speech_s", "truth", "truth_s")]
            made.append(Result(trial.clip, *sums))
            parts = []
    return made


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m models.training.bench_pace", description=__doc__)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "cuelight-train")
    given = words.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    judged_clips = chosen(load_clips(given.data))
    ours: list[tuple[Trial, Result]] = []
    praat: list[tuple[Trial, Result]] = []
    for fold in range(FOLDS):
        network = fold_model(given.data, given.cache, fold)
        here = list(trials([c for c in judged_clips if fold_of(c) == fold], given.data))
        ours += _heard(here, partial(measure_clips, network=network))
        praat += _heard(here, _praat)
    report("cuelight, int8, tflite-runtime, as the kiosk hears; each speaker by a model that never heard them", ours)
    report("Praat syllable nuclei v2, the same samples", praat)


def _praat(sounds: Iterable[Samples]) -> list[tuple[float, float]]:
    return [praat_pace(sound) for sound in sounds]


def _heard(
    here: Sequence[Trial], meter: Callable[[list[Samples]], list[tuple[float, float]]]
) -> list[tuple[Trial, Result]]:
    began = time.process_time()
    totals = meter([t.sound for t in here])
    spent = time.process_time() - began
    seconds = sum(len(t.sound) for t in here) / SAMPLE_RATE
    cost = 100 * spent / seconds
    print(f"{len(here)} clips, {seconds:.0f} s of sound, {cost:.3f} % of one core in real time", flush=True)
    return [(t, judged(t.clip, t.tempo, total)) for t, total in zip(here, totals, strict=True)]


if __name__ == "__main__":
    main()
