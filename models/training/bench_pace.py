"""Judges pace on speakers that the model never heard: `python -m models.training.bench_pace --data DIR`.

For each fold of speakers a model is trained on the others (or found in the cache), made int8 and run as the kiosk runs
it. Praat's script and, if it is installed, findsylls hear the same samples over the telephone.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from firmware_app.audio.block import Samples
from firmware_app.hearing.pace import measure_pace
from firmware_app.hearing.runtime import Network
from models.training.pace import SEED, STEPS, train
from models.training.pace_data import Clip, load_clips
from models.training.pace_findsylls import findsylls_pace
from models.training.pace_folds import FOLDS, fold_of
from models.training.pace_judge import HEAD, Figures, Result, figures, joined, judged, line, rates
from models.training.pace_praat import praat_pace
from models.training.pace_trials import AS_SAID, CHANGED, LOUD, NOISY, QUIET, TELEPHONE, WIDE, Trial, chosen, trials

OURS, PRAAT, FINDSYLLS = "cuelight", "Praat", "findsylls"
_ABOUT = {
    OURS: "cuelight, int8, as the kiosk hears; each speaker by a model that never heard them",
    PRAAT: "Praat syllable nuclei v2, the same samples",
    FINDSYLLS: "findsylls 1.0, sbs envelope, the same samples; its spans take the place of speech time",
}
_STRETCH_S = 10.0
_SEX = {"kathleen": "women", "LJ": "women", "19": "women", "26": "men", "27": "men"}
_TEMPO_BANDS = ((0.7, 0.9), (0.9, 1.1), (1.1, 1.4), (1.4, 1.9))
_RATE_BANDS = ((0.0, 4.0), (4.0, 5.0), (5.0, 6.0), (6.0, 12.0))

Meter = Callable[[Samples], tuple[float, float]]


@dataclass(frozen=True)
class Heard:
    """One trial judged, its sound forgotten."""

    speed: str
    line: str
    result: Result

    @property
    def clip(self) -> Clip:
        """What was said."""
        return self.result.clip


Row = tuple[str, list[Result]]


def rows(heard: Sequence[Heard]) -> Iterator[Row]:
    """What the table says of one meter: names and what each is the figures of, nothing where nothing was heard."""
    native = [h for h in heard if h.clip.group == "native"]
    phone = [h for h in native if h.line == TELEPHONE]
    together = _stretches(phone)
    yield "10 s, all: as said, slow and fast", together
    for speed in (AS_SAID, CHANGED):
        yield f"10 s, {speed}", _stretches(h for h in phone if h.speed == speed)
    for name in (WIDE, NOISY, QUIET, LOUD):
        yield f"10 s, all, {name}", _stretches(h for h in native if h.line == name)
    yield from _bands("tempo", together, _TEMPO_BANDS, lambda r: r.tempo)
    yield from _bands("rate", together, _RATE_BANDS, lambda r: r.truth / (r.truth_s or 1.0))
    for sex in ("women", "men"):
        yield f"10 s, all, {sex}", [r for r in together if _SEX.get(_name(r.clip)) == sex]
    for speaker in sorted(_SEX):
        yield f"10 s, all, {speaker}", [r for r in together if _name(r.clip) == speaker]
    for group in ("learners", "children"):
        some = [h for h in heard if h.clip.group == group and h.clip.runs]
        yield f"10 s of several {group}, all", _stretches(some, lambda c: f"{c.group} {fold_of(c)}")
    for speed in (AS_SAID, CHANGED):
        for group in ("native", "learners", "children"):
            some = [h for h in heard if h.clip.group == group and h.line == TELEPHONE and h.speed == speed]
            yield f"a sentence, {group}, {speed}", [h.result for h in some]


def _bands(
    what: str, stretches: list[Result], bands: Sequence[tuple[float, float]], of: Callable[[Result], float]
) -> Iterator[Row]:
    for low, high in bands:
        yield f"10 s, {what} {low:g} to {high:g}", [r for r in stretches if low <= of(r) < high]


def _stretches(heard: Iterator[Heard] | Sequence[Heard], who: Callable[[Clip], str] | None = None) -> list[Result]:
    parts = list(heard)
    made = []
    for speed in (AS_SAID, CHANGED):
        here = [h.result for h in parts if h.speed == speed]
        made += joined(here, _STRETCH_S, who or (lambda clip: clip.speaker))
    return made


def _name(clip: Clip) -> str:
    return clip.speaker.split("/")[1]


def fold_model(data: Path, cache: Path, fold: int) -> Network:
    """The int8 model that never heard this fold, trained if the cache has none."""
    file = cache / f"pace-without-{fold}.tflite"
    if not file.exists():
        content = train(data, cache, fold, STEPS, SEED)
        file.write_bytes(content)
    return Network(file)


def hear(data: Path, cache: Path, peers: dict[str, Meter]) -> dict[str, list[Heard]]:
    """All trials by our models, and those over the telephone by the peers."""
    clips = chosen(load_clips(data))
    heard: dict[str, list[Heard]] = {name: [] for name in (OURS, *peers)}
    for fold in range(FOLDS):
        meters: dict[str, Meter] = {OURS: partial(measure_pace, network=fold_model(data, cache, fold)), **peers}
        here = [c for c in clips if fold_of(c) == fold]
        for n, trial in enumerate(trials(here, data)):
            for name, meter in meters.items():
                if name == OURS or trial.line == TELEPHONE:
                    heard[name].append(_judged(trial, meter))
            if n % 500 == 0:
                print(f"pace: fold {fold}, {n} clips heard", flush=True)
    return heard


def _judged(trial: Trial, meter: Meter) -> Heard:
    return Heard(trial.speed, trial.line, judged(trial.clip, trial.tempo, meter(trial.sound)))


def as_json(heard: dict[str, list[Heard]], table: dict[str, dict[str, Figures]]) -> str:
    """The figures of each meter by the names of the rows, and each stretch's true and heard rate for a plot."""
    points = {}
    for name, some in heard.items():
        stretches = _stretches([h for h in some if h.clip.group == "native" and h.line == TELEPHONE])
        points[name] = [
            {"speaker": _name(r.clip), "tempo": r.tempo, "true": float(true), "heard": float(own)}
            for r, own, true in zip(stretches, *rates(stretches), strict=True)
        ]
    named = {name: {row: asdict(of) for row, of in some.items()} for name, some in table.items()}
    return json.dumps({"rows": named, "stretches": points}, indent=1)


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="python -m models.training.bench_pace", description=__doc__)
    words.add_argument("--data", type=Path, required=True)
    words.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "cuelight-train")
    words.add_argument("--json", type=Path, help="write the figures here too")
    given = words.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    peers: dict[str, Meter] = {PRAAT: praat_pace}
    if importlib.util.find_spec("findsylls") is None:
        print("pace: findsylls is not installed and not compared")
    else:
        peers[FINDSYLLS] = findsylls_pace
    heard = hear(given.data, given.cache, peers)
    table = {name: {row: figures(of) for row, of in rows(some) if of} for name, some in heard.items()}
    for name, some in table.items():
        print(f"\n{_ABOUT[name]}\n{HEAD}")
        for row, of in some.items():
            print(line(row, of))
    if given.json:
        given.json.write_text(as_json(heard, table), encoding="utf-8")


if __name__ == "__main__":
    main()
