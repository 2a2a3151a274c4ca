"""The peer of the anger model: eGeMAPSv02 functionals (openSMILE) with logistic regression and with an RBF SVM.

Both are trained and tested on the same folds and the same lines as ours, on all clips. Of the strengths of
regularization the one that does best on the very corpora it is judged by stands: that flatters the peer, not us.
"""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import opensmile
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from firmware_app.audio.block import SAMPLE_RATE
from models.training import channel
from models.training.anger_data import Sound, clip_at_level
from models.training.anger_score import Scores, area

Features = NDArray[np.float64]
_WORKERS = 2


def _logistic(strength: float) -> Any:
    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, class_weight="balanced", max_iter=2000))


def _machine(strength: float) -> Any:
    return make_pipeline(StandardScaler(), SVC(C=strength, class_weight="balanced", cache_size=500))


PEERS: dict[str, tuple[Callable[[float], Any], tuple[float, ...]]] = {
    "lr": (_logistic, (0.001, 0.01, 0.1, 1.0)),
    "svm": (_machine, (0.1, 0.3, 1.0, 3.0)),
}
"""Name: (classifier of a strength C, the strengths to choose from)."""


class _Task(NamedTuple):
    """Fit without this corpus and score its clips."""

    peer: str
    strength: float
    without: str


def functionals(data: Path, sounds: Sequence[Sound], cache: Path) -> Features:
    """The 88 functionals of each clip over the judged line, shape ``(len(sounds), 88)``; 0 where there is none."""
    file = cache / f"anger-egemaps-{functionals_mark(data, sounds):08x}.npy"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        rows: list[NDArray[np.float32]] = []
        with multiprocessing.Pool(_WORKERS, _begin_smile) as pool:
            for row in pool.imap(_functionals, [s.path for s in sounds], chunksize=32):
                rows.append(row)
                if len(rows) % 1000 == 0:
                    print(f"eGeMAPS: {len(rows)} of {len(sounds)} clips", flush=True)
        np.save(file, np.array(rows))
    values: Features = np.load(file).astype(np.float64)
    return np.where(np.isfinite(values), values, 0.0)


def functionals_mark(data: Path, sounds: Sequence[Sound]) -> int:
    """Differs when the clips or the line do."""
    names = "\n".join(str(sound.path.relative_to(data)) for sound in sounds)
    return zlib.crc32((names + Path(channel.__file__).read_text(encoding="utf-8")).encode())


def peer_scores(features: Features, sounds: Sequence[Sound], cache: Path) -> dict[str, Scores]:
    """Each peer's score of each clip, by the fit that left its corpus out."""
    code = Path(__file__).read_bytes() + repr([(s.corpus, s.emotion) for s in sounds]).encode() + features.tobytes()
    file = cache / f"anger-peer-{zlib.crc32(code):08x}.npz"
    if not file.exists():
        _fold[:] = [features, np.array([s.emotion == "angry" for s in sounds]), np.array([s.corpus for s in sounds])]
        # forked workers share the features; nothing of them is copied
        with multiprocessing.get_context("fork").Pool(_WORKERS) as pool:
            found = {name: _left_out(name, pool) for name in PEERS}
        np.savez(file, **found)
    with np.load(file) as kept:
        return {name: kept[name] for name in PEERS}


def _left_out(peer: str, pool: Any) -> Scores:
    corpora = sorted(set(_fold[2].tolist()))
    tasks = [_Task(peer, c, corpus) for c in PEERS[peer][1] for corpus in corpora]
    found = {c: np.full(len(_fold[2]), np.nan) for c in PEERS[peer][1]}
    for number, (task, scores) in enumerate(pool.imap_unordered(_fitted, tasks), start=1):
        found[task.strength][_fold[2] == task.without] = scores
        if number % len(corpora) == 0:
            print(f"eGeMAPS + {peer}: fit {number} of {len(tasks)}", flush=True)
    means = {c: float(np.mean([_area_of(scores, corpus) for corpus in corpora])) for c, scores in found.items()}
    best = max(means, key=lambda c: means[c])
    told = ", ".join(f"C {c:g} {mean:.3f}" for c, mean in means.items())
    print(f"eGeMAPS + {peer}: mean AUC angry against all {told}; C {best:g} stands", flush=True)
    return found[best]


_fold: list[NDArray[Any]] = []
"""Features, whether angry, corpus: of all clips."""


def _fitted(task: _Task) -> tuple[_Task, Scores]:
    features, angry, corpus = _fold
    judged = corpus == task.without
    model = PEERS[task.peer][0](task.strength).fit(features[~judged], angry[~judged])
    return task, model.decision_function(features[judged])


def _area_of(scores: Scores, corpus: str) -> float:
    judged = _fold[2] == corpus
    return area(scores[judged & _fold[1]], scores[judged & ~_fold[1]])


_smile: list[Any] = []


def _begin_smile() -> None:
    level = opensmile.FeatureLevel.Functionals
    _smile[:] = [opensmile.Smile(feature_set=opensmile.FeatureSet.eGeMAPSv02, feature_level=level)]


def _functionals(path: Path) -> NDArray[np.float32]:
    line = channel.telephone(clip_at_level(path))
    row: NDArray[np.float32] = _smile[0].process_signal(line, SAMPLE_RATE).to_numpy()[0]
    return row
