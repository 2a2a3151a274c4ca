"""Every goal of hearing beside what the benches measured.

The benches' files are read in this one place and `hearing_plots`, by `Figures`, which gives None for what is not there:
a bench that failed or grew another figure leaves a gap in the table, not a traceback.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BENCHES = ("anger", "mood", "pace", "activity", "cost")
PACE_ROW = "10 s, all: as said, slow and fast"
PEERS = {"lr": "eGeMAPS + LR", "svm": "eGeMAPS + SVM"}
_PACE_PEERS = ("Praat", "findsylls")
_MOST_BYTES = 400_000
_MISSING = "missing"


@dataclass(frozen=True)
class Goal:
    """One row. ``met``: None where there is nothing to hold it against, or no figure."""

    part: str
    goal: str
    ours: str = _MISSING
    peer: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """For the table."""
        if self.ours == _MISSING:
            return _MISSING
        return {True: "met", False: "NOT met", None: "–"}[self.met]


class Figures:
    """What the benches wrote, by bench and then as nested as it was written."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    @classmethod
    def read(cls, folder: Path) -> Figures:
        """The files that are there: ``folder/BENCH.json``. One that is no JSON counts as not there."""
        told = {}
        for bench in BENCHES:
            try:
                told[bench] = json.loads((folder / f"{bench}.json").read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
        return cls(told)

    def at(self, *path: str) -> Any:
        """What lies there, whatever it is; None if nothing does."""
        found: Any = self._told
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def group(self, *path: str) -> dict[str, Any]:
        """The object that lies there, empty if none does."""
        found = self.at(*path)
        return found if isinstance(found, dict) else {}

    def rows(self, *path: str) -> list[dict[str, Any]]:
        """The list of objects that lies there, empty if none does."""
        found = self.at(*path)
        return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []

    def number(self, *path: str) -> float | None:
        """The number that lies there; None for what is none and for NaN."""
        found = self.at(*path)
        is_number = isinstance(found, int | float) and not isinstance(found, bool) and not math.isnan(found)
        return float(found) if is_number else None


def goals(figures: Figures, models: Path) -> list[Goal]:
    """All rows, in the order of the issue. ``models``: the folder of the shipped files."""
    return [*_anger(figures), *_mood(figures), *_pace(figures), *_activity(figures), *_products(figures, models)]


def _anger(of: Figures) -> Iterator[Goal]:
    part = "anger"
    gain = of.number("anger", "auc", "all", "gain", "value")
    for against, goal in (
        ("all", "mean AUC angry/all, corpora left out: 0.06 above the better peer"),
        ("calm", "mean AUC angry/calm"),
        ("happy", "mean AUC angry/happy"),
    ):
        ours = interval(of, "anger", "auc", against, "mean", "cuelight")
        peers = [
            f"{name} {told}"
            for key, name in PEERS.items()
            if (told := interval(of, "anger", "auc", against, "mean", key)) != _MISSING
        ]
        above = interval(of, "anger", "auc", against, "gain", form="+.3f")
        met = gain >= 0.06 if against == "all" and gain is not None else None
        yield Goal(part, goal, ours if ours == _MISSING else f"{ours}, {above} over the better", ", ".join(peers), met)
    yield Goal(part, "mean AUC on the four corpora kept back: 0.92", "not measured here: `cuelight measure`")
    moved = [_moved(of, name) for name in of.group("anger", "gains", "+0")]
    mean = _moved(of, "mean")
    told = _text(mean, ".4f")
    if mean is not None:
        told += f", one corpus {max(x for x in moved if x is not None):.4f}"
    yield Goal(part, "AUC under gains of ±15 dB, the mean: within 0.01", told, "", _most(mean, 0.01))
    loss = of.number("anger", "int8_less_float", "value")
    yield Goal(part, "int8 against float: at most 0.005 AUC lost", _text(loss, "+.4f"), "", _least(loss, -0.005))
    for name, wanted in (("sex", {"female", "male"}), ("language", None)):
        yield Goal(part, f"spread by {name}: AUC; false alarms", _spread(of, wanted))
    error = of.number("anger", "calibration", "error")
    yield Goal(part, "0.7 means 70 %: calibration error", _text(error, ".3f"))


def _moved(of: Figures, name: str) -> float | None:
    """How far the area of a corpus, or the mean, goes from what it is at 0 dB."""
    at_zero = of.number("anger", "gains", "+0", name)
    areas = [of.number("anger", "gains", gain, name) for gain in of.group("anger", "gains")]
    return None if at_zero is None else max(abs(x - at_zero) for x in areas if x is not None)


def _spread(of: Figures, wanted: set[str] | None) -> str:
    groups = of.group("anger", "groups")
    # "female, ravdess" is a part of a part
    names = [name for name in groups if (name in wanted if wanted else "male" not in name)]
    areas = [x for name in names if (x := of.number("anger", "groups", name, "all", "value")) is not None]
    alarms = [x for name in names if (x := of.number("anger", "groups", name, "false")) is not None]
    if not areas or not alarms:
        return _MISSING
    return f"{min(areas):.3f} to {max(areas):.3f}; {100 * min(alarms):.1f} to {100 * max(alarms):.1f} %"


_CALM_SPEECH = ("mood", "shipped", "calm", "all calm speech")
_TURNS = ("mood", "shipped", "moods")
_MOOD: tuple[tuple[tuple[str, ...], str, str, float], ...] = (
    ((*_CALM_SPEECH, "per_h"), "false onsets an hour of made-up calm calls: at most 0.5", ".2f", 0.5),
    ((*_CALM_SPEECH, "lit_share"), "lit without anger: at most 0.5 % of the caller's speech", ".2%", 0.005),
    ((*_TURNS, "sentences, happy, after calm speech", "shown"), "happy turns shown angry: at most 10 %", ".0%", 0.1),
    ((*_TURNS, "sentences, sad, after calm speech", "shown"), "sad turns shown angry: at most 5 %", ".0%", 0.05),
    ((*_TURNS, "sentences, fear, after calm speech", "shown"), "afraid turns shown angry: at most 5 %", ".0%", 0.05),
)
_SHOWN = (("after calm speech", 0.85), ("from the first word", 0.75))
_DELAY_S = 4.0


def _mood(of: Figures) -> Iterator[Goal]:
    for path, goal, form, most in _MOOD:
        value = of.number(*path)
        told = _text(value, form) + _over_voices(of, path[:-1], form if "%" in form else ".2f")
        yield Goal("mood", goal, told, "", _most(value, most))
    for order, least in _SHOWN:
        path = (*_TURNS, f"sentences, angry, {order}")
        value, delay = of.number(*path, "shown"), of.number(*path, "median_delay_s")
        told = _text(value, ".0%") + _over_voices(of, path, ".0%")
        yield Goal("mood", f"angry turns {order} shown: at least {least:.0%}", told, "", _least(value, least))
        late = "a miss is the median" if value is not None and delay is None else _text(delay, ".1f")
        met = None if value is None else delay is not None and delay <= _DELAY_S
        yield Goal("mood", f"median delay {order}: {_DELAY_S:g} s of angry speech", late, "", met)


def _over_voices(of: Figures, path: tuple[str, ...], form: str) -> str:
    low, high = (of.number(*path, "interval", end) for end in ("low", "high"))
    # a share of the speech has no interval of its own
    return "" if low is None or high is None or form == ".2%" else f" [{low:{form}}, {high:{form}}]"


def _pace(of: Figures) -> Iterator[Goal]:
    for key, goal, form in (
        ("r", "10 s, speakers never heard, slow and fast too: r at least 0.90", ".3f"),
        ("mae", "the same: mean absolute error at most 0.35 syllables/s", ".2f"),
    ):
        value = of.number("pace", "rows", "cuelight", PACE_ROW, key)
        beside = {name: of.number("pace", "rows", name, PACE_ROW, key) for name in _PACE_PEERS}
        peer = ", ".join(f"{name} {x:{form}}" for name, x in beside.items() if x is not None)
        met = _least(value, 0.9) if key == "r" else _most(value, 0.35)
        yield Goal("pace", goal, _text(value, form), peer, met)
    for goal, rows in (
        ("error by level: −15, as is, +15 dB", ("10 s, all, level -15 dB", PACE_ROW, "10 s, all, level +15 dB")),
        ("error by sex: women, men", ("10 s, all, women", "10 s, all, men")),
        ("error by accent: native, learners", (PACE_ROW, "10 s of several learners, all")),
        ("error by line: telephone, noise 15 dB, wide", (PACE_ROW, "10 s, all, noise 15 dB", "10 s, all, wide band")),
    ):
        found = [of.number("pace", "rows", "cuelight", row, "mae") for row in rows]
        known = [f"{x:.2f}" for x in found if x is not None]
        yield Goal("pace", goal, ", ".join(known) if len(known) == len(rows) else _MISSING)


def _activity(of: Figures) -> Iterator[Goal]:
    music = of.group("activity", "music")
    found = {
        name: of.number("activity", "music", name, "music_found_s_worst") for name in music if name.startswith("hold ")
    }
    known = [x for x in found.values() if x is not None]
    worst = max(known) if known else None
    yield Goal(
        "activity", "hold music found within 3 s: the worst piece, s", _text(worst, ".2f"), "", _most(worst, 3.0)
    )
    taken = _condition(of, "ours", "hold music", "music_as_caller")
    peer = ", ".join(
        f"{name} {100 * x:.1f} %"
        for name in ("webrtcvad 3", "silero-vad")
        if (x := _condition(of, name, "hold music", "music_as_caller")) is not None
    )
    yield Goal(
        "activity", "hold music taken for a caller, % of its time: none", _percent(taken), peer, _most(taken, 0.0)
    )
    for condition, key, what in (
        ("talk, clean", "missed", "clean speech missed"),
        ("talk, noise at 10 dB", "missed", "speech in noise at 10 dB missed"),
        ("recorded noises", "false", "recorded noises taken for speech"),
        ("ringing, tones", "false", "ringing taken for speech"),
        ("typing", "false", "typing taken for speech"),
        ("breath", "false", "breath taken for speech"),
        ("leak -30 dB", "false", "the other channel 30 dB down taken for speech"),
    ):
        beside = {name: _condition(of, name, condition, key) for name in ("webrtcvad 3", "silero-vad")}
        peer = ", ".join(f"{name} {100 * x:.1f} %" for name, x in beside.items() if x is not None)
        yield Goal("activity", what, _percent(_condition(of, "ours", condition, key)), peer)
    for key, what in (("onset_ms_median", "onset told after, ms"), ("offset_ms_median", "offset told after, ms")):
        beside = {name: _condition(of, name, "talk, clean", key) for name in ("webrtcvad 3", "silero-vad")}
        peer = ", ".join(f"{name} {x:.0f}" for name, x in beside.items() if x is not None)
        yield Goal(
            "activity", f"{what} (clean, median)", _text(_condition(of, "ours", "talk, clean", key), ".0f"), peer
        )


def _condition(of: Figures, ear: str, condition: str, key: str) -> float | None:
    return of.number("activity", "conditions", condition, ear, key)


def _products(of: Figures, models: Path) -> Iterator[Goal]:
    part = "product"
    size = sum(file.stat().st_size for file in models.glob("*.tflite"))
    yield Goal(part, "the .tflite files together: under 400 kB", f"{size / 1000:.0f} kB", "", size < _MOST_BYTES)
    insns, hz = of.number("cost", "rows", "both: all", "insns"), of.number("cost", "pi", "hz")
    budget, ipc = of.number("cost", "pi", "budget_percent"), of.at("cost", "pi", "ipc")
    told, met = _MISSING, None
    if insns is not None and hz and budget is not None and isinstance(ipc, list):
        shares = sorted(100.0 * insns / (hz * float(one)) for one in ipc)
        told = f"{shares[0]:.0f} to {shares[-1]:.0f} % ({insns / 1e6:.0f} M instructions/s; cycles assumed)"
        met = shares[-1] <= budget
    yield Goal(part, "both channels on a Pi Zero 2 W core: at most 25 %", told, "", met)
    both = of.number("cost", "rows", "both: all", "cpu_percent")
    yield Goal(part, "both channels on a core here: at most 2 %", _text(both, ".2f"), "", _most(both, 2.0))
    beside = [
        f"{what} {x:.2f}"
        for what in ("frames", "functionals")
        if (x := of.number("cost", "rows", f"eGeMAPSv02: {what}", "cpu_percent")) is not None
    ]
    caller = of.number("cost", "rows", "caller: all", "cpu_percent")
    peer = "openSMILE " + ", ".join(beside) if beside else ""
    yield Goal(part, "the caller's channel, % of a core here", _text(caller, ".2f"), peer)
    memory, other = (of.number("cost", "peak_mb", who) for who in ("cuelight", "openSMILE"))
    yield Goal(
        part,
        "memory of the measured process: at most 120 MB",
        _text(memory, ".0f"),
        f"openSMILE {other:.0f}" if other else "",
        _most(memory, 120.0),
    )


def interval(of: Figures, *path: str, form: str = ".3f") -> str:
    """``value [low, high]`` of what lies there."""
    value, low, high = (of.number(*path, key) for key in ("value", "low", "high"))
    if value is None:
        return _MISSING
    return f"{value:{form}}" + ("" if low is None or high is None else f" [{low:{form}}, {high:{form}}]")


def _text(value: float | None, form: str, scale: float = 1.0) -> str:
    return _MISSING if value is None else f"{scale * value:{form}}"


def _percent(value: float | None) -> str:
    return _MISSING if value is None else f"{100 * value:.1f} %"


def _most(value: float | None, limit: float) -> bool | None:
    return None if value is None else value <= limit


def _least(value: float | None, limit: float) -> bool | None:
    return None if value is None else value >= limit
