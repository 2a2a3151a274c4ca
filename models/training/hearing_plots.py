"""Plots of what the benches of hearing found, PNG, readable at 1200 px wide."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np

from models.training.hearing_goals import PACE_ROW, PEERS, Figures

mpl.use("Agg")
from matplotlib import pyplot as plt

_OURS, _FIRST, _SECOND, _GREY = "#0072b2", "#e69f00", "#009e73", "#777777"
"""Told apart by the colour-blind too (Okabe and Ito)."""
_SIZE, _DPI = (12.0, 7.0), 100
_WHO = {"cuelight": (_OURS, "-"), "lr": (_FIRST, "--"), "svm": (_SECOND, ":")}
_EARS = {"ours": _OURS, "webrtcvad 3": _FIRST, "silero-vad": _SECOND}
_STYLE: Any = {"font.size": 13, "axes.grid": True, "grid.alpha": 0.3, "axes.axisbelow": True}

Draw = Callable[[Figures], Any]


def plot_all(figures: Figures, out: Path) -> dict[str, str]:
    """Draws every plot into ``out``; by file name, ``drawn`` or what is missing."""
    found = {}
    with mpl.rc_context(_STYLE):
        for name, draw in PLOTS.items():
            file = out / f"{name}.png"
            file.unlink(missing_ok=True)
            drawn = draw(figures)
            if drawn is not None:
                drawn.savefig(file, dpi=_DPI)
                plt.close(drawn)
            found[file.name] = "missing: the bench gave no figures for it" if drawn is None else "drawn"
    return found


def _roc(of: Figures) -> Any:
    clips = of.rows("anger", "clips")
    corpora = sorted({str(clip["corpus"]) for clip in clips if clip.get("angry")})
    if not corpora:
        return None
    columns = math.ceil(len(corpora) / 2)
    page, grid = plt.subplots(2, columns, figsize=_SIZE, layout="constrained", sharex=True, sharey=True, squeeze=False)
    for axes, corpus in zip(grid.flat, corpora, strict=False):
        own = [clip for clip in clips if clip["corpus"] == corpus]
        for who, (colour, line) in _WHO.items():
            curve = _curve(own, "ours" if who == "cuelight" else who)
            if curve is not None:
                axes.plot(*curve, line, color=colour, label=_name(who))
        axes.plot((0, 1), (0, 1), color=_GREY, linewidth=0.8)
        axes.set_title(corpus)
    for place in range(len(corpora), grid.size):
        grid.flat[place].set_axis_off()
        # the axis above has nothing below it that carries the numbers
        grid.flat[place - columns].tick_params(labelbottom=True)
    lines, names = grid.flat[0].get_legend_handles_labels()
    page.legend(lines, names, loc="outside upper center", ncols=3)
    page.supxlabel("others taken for angry")
    page.supylabel("angry found")
    return page


def _curve(clips: Sequence[dict[str, Any]], who: str) -> tuple[Any, Any] | None:
    scored = [clip for clip in clips if isinstance(clip.get(who), int | float)]
    angry = np.array([bool(clip["angry"]) for clip in scored])
    if not angry.any() or angry.all():
        return None
    order = np.argsort([-float(clip[who]) for clip in scored], kind="stable")
    found = np.cumsum(angry[order]) / angry.sum()
    wrong = np.cumsum(~angry[order]) / (~angry).sum()
    return np.concatenate(([0.0], wrong)), np.concatenate(([0.0], found))


def _auc(of: Figures) -> Any:
    names = [name for name in of.group("anger", "auc", "all") if name != "gain"]
    if not names:
        return None
    page, grid = plt.subplots(3, 1, figsize=(12, 10), layout="constrained", sharex=True)
    for axes, against in zip(grid, ("all", "calm", "happy"), strict=True):
        for k, (who, (colour, _)) in enumerate(_WHO.items()):
            _bars(
                axes,
                np.arange(len(names)) + 0.27 * (k - 1),
                [[of.number("anger", "auc", against, name, who, key) for key in _ENDS] for name in names],
                colour,
                _name(who),
            )
        axes.axhline(0.5, color=_GREY, linewidth=0.8)
        axes.set_ylim(0.3, 1.0)
        axes.set_ylabel(f"AUC angry/{against}")
    if (
        better := of.number("anger", "auc", "all", "mean", str(of.at("anger", "auc", "all", "gain", "over")), "value")
    ) is not None:
        grid[0].plot(
            (len(names) - 1.5, len(names) - 0.5), (better + 0.06,) * 2, color="black", label="goal for the mean"
        )
    grid[-1].set_xticks(np.arange(len(names)), names)
    lines, labels = grid[0].get_legend_handles_labels()
    page.legend(lines, labels, loc="outside upper center", ncols=4)
    return page


_ENDS = ("value", "low", "high")


def _bars(axes: Any, places: Any, rows: Sequence[Sequence[float | None]], colour: str, name: str) -> None:
    """Bars of (value, low, high) with the interval as a whisker; none where there is no value."""
    values, low, high = (
        np.array([np.nan if row[k] is None else row[k] for row in rows], dtype=float) for k in range(3)
    )
    axes.bar(places, values, 0.25, color=colour, label=name)
    reach = np.nan_to_num(np.abs(np.vstack((values - low, high - values))))
    known = np.isfinite(values)
    axes.errorbar(places[known], values[known], yerr=reach[:, known], fmt="none", ecolor="black", capsize=3)


def _calm(of: Figures) -> Any:
    points = of.rows("mood", "curve")
    if not points:
        return None
    page, axes = plt.subplots(figsize=_SIZE, layout="constrained")
    for key, colour, name in (
        ("angry after", _OURS, "angry turns after calm speech"),
        ("angry first", _FIRST, "angry from the first word"),
        ("happy after", _GREY, "happy turns after calm speech"),
    ):
        axes.plot([p["per_h"] for p in points], [100 * p[key] for p in points], "o-", color=colour, label=name)
    shipped = of.number("mood", "anger_sure")
    for point in points:
        place = (point["per_h"], 100 * point["angry after"])
        axes.annotate(f"{point['sure']:g}", place, xytext=(4, 8), textcoords="offset points", fontsize=10)
        if point["sure"] == shipped:
            axes.plot(*place, "*", color="black", markersize=18, label="as shipped")
    axes.fill_between((0, 0.5), 85, 100, color=_SECOND, alpha=0.2, label="the goal after calm speech")
    # a curve that reaches 0 an hour still has a place
    axes.set_xscale("symlog", linthresh=0.5)
    axes.set_xlim(left=0)
    ticks = [t for t in (0, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100) if t <= 1.3 * max(p["per_h"] for p in points)]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.set_ylim(-2, 104)
    axes.set_xlabel("false onsets in an hour of calm calls (the probability that it takes beside the points)")
    axes.set_ylabel("% of turns shown angry")
    page.legend(loc="outside upper center", ncols=3)
    return page


def _in_calls(of: Figures) -> Any:
    return _reliability(of.rows("mood", "calibration", "bins"), "cuelight, in calls", "share of readings", 0.02)


def _calibration(of: Figures) -> Any:
    return _reliability(of.rows("anger", "calibration", "bins"), "cuelight", "share of clips", 0.03)


def _reliability(bins: Sequence[dict[str, Any]], name: str, of_what: str, width: float) -> Any:
    """What is told against what is so; ``width`` of the bars that tell how much of it there is."""
    if not bins:
        return None
    page, axes = plt.subplots(figsize=(12, 8), layout="constrained")
    axes.plot((0, 1), (0, 1), color=_GREY, label="0.7 means 70 %")
    axes.plot([b["mean"] for b in bins], [b["angry"] for b in bins], "o-", color=_OURS, label=name)
    axes.bar([b["mean"] for b in bins], [b["weight"] for b in bins], width, color=_FIRST, label=of_what)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_xlabel("p told")
    axes.set_ylabel("share that is angry")
    axes.legend(loc="upper left")
    return page


def _pace(of: Figures) -> Any:
    meters = [(name, of.rows("pace", "stretches", name)) for name in ("cuelight", "Praat")]
    if not all(points for _, points in meters):
        return None
    page, grid = plt.subplots(1, 2, figsize=_SIZE, layout="constrained", sharex=True, sharey=True)
    top = 0.5 + max(max(p["true"], p["heard"]) for _, points in meters for p in points)
    for axes, (name, points) in zip(grid, meters, strict=True):
        axes.plot((0, top), (0, top), color=_GREY)
        axes.fill_between((0, top), (-0.35, top - 0.35), (0.35, top + 0.35), color=_GREY, alpha=0.2, label="± 0.35")
        for label, colour, mark, chosen in (
            ("as said", _OURS, "o", [p for p in points if 0.95 < p["tempo"] < 1.05]),
            ("tempo changed", _FIRST, "^", [p for p in points if not 0.95 < p["tempo"] < 1.05]),
        ):
            axes.plot(
                [p["true"] for p in chosen], [p["heard"] for p in chosen], mark, color=colour, alpha=0.6, label=label
            )
        r, mae = (of.number("pace", "rows", name, PACE_ROW, key) for key in ("r", "mae"))
        axes.set_title(name if r is None or mae is None else f"{name}: r {r:.3f}, mean error {mae:.2f}")
        axes.set_xlabel("true, syllables/s over 10 s of speech")
        axes.set_xlim(1.5, top)
        axes.set_ylim(1.5, top)
        axes.set_aspect("equal")
    grid[0].set_ylabel("heard, syllables/s")
    grid[0].legend(loc="upper left")
    return page


def _pace_groups(of: Figures) -> Any:
    rows = [row for row in of.group("pace", "rows", "cuelight") if row.startswith("10 s")]
    if not rows:
        return None
    page, axes = plt.subplots(figsize=(12, 13), layout="constrained")
    for k, (name, colour) in enumerate((("cuelight", _OURS), ("Praat", _FIRST), ("findsylls", _SECOND))):
        told = [of.group("pace", "rows", name, row) for row in rows]
        here = [j for j, one in enumerate(told) if isinstance(one.get("mae"), float)]
        values = np.array([told[j]["mae"] for j in here])
        ends = np.array([told[j].get("mae_95") or (told[j]["mae"],) * 2 for j in here]).reshape(-1, 2)
        places = np.array(here, dtype=float) + 0.27 * (k - 1)
        axes.barh(places, values, 0.25, color=colour, label=name)
        axes.errorbar(values, places, xerr=np.abs(ends.T - values), fmt="none", ecolor="black", capsize=2)
    axes.axvline(0.35, color="black", linestyle="--", label="goal for all, 0.35")
    axes.set_yticks(np.arange(len(rows)), rows)
    axes.invert_yaxis()
    axes.margins(y=0.01)
    axes.set_xlabel("mean absolute error, syllables/s [95 %]")
    axes.legend(loc="lower right")
    return page


def _activity(of: Figures) -> Any:
    conditions = list(of.group("activity", "conditions"))
    if not conditions:
        return None
    page, grid = plt.subplots(1, 2, figsize=(12, 12), layout="constrained", sharey=True)
    for axes, key, title in zip(
        grid, ("missed", "false"), ("speech missed, %", "others taken for speech, %"), strict=True
    ):
        for k, (ear, colour) in enumerate(_EARS.items()):
            values = [of.number("activity", "conditions", c, ear, key) for c in conditions]
            widths = [0.0 if value is None else 100 * value for value in values]
            axes.barh(np.arange(len(conditions)) + 0.27 * (k - 1), widths, 0.25, color=colour, label=ear)
        axes.set_xlabel(title)
        axes.margins(y=0.01)
    grid[0].set_yticks(np.arange(len(conditions)), conditions)
    grid[0].invert_yaxis()
    lines, names = grid[0].get_legend_handles_labels()
    page.legend(lines, names, loc="outside upper center", ncols=3)
    return page


def _cost(of: Figures) -> Any:
    rows = [name for name in of.group("cost", "rows") if of.number("cost", "rows", name, "cpu_percent") is not None]
    if not rows:
        return None
    page, grid = plt.subplots(1, 2, figsize=_SIZE, layout="constrained", sharey=True)
    insns = [of.number("cost", "rows", name, "insns") for name in rows]
    cpu = [of.number("cost", "rows", name, "cpu_percent") or 0.0 for name in rows]
    colours = [_SECOND if name.startswith("eGeMAPS") else _OURS if name.endswith("all") else "#9ecae1" for name in rows]
    counted = grid[0].barh(rows, [(x or 0.0) / 1e6 for x in insns], color=colours)
    grid[0].bar_label(counted, ["not counted" if x is None else f"{x / 1e6:.1f}" for x in insns], padding=4)
    grid[0].set_xlabel("M instructions a second of call, aarch64")
    grid[1].bar_label(grid[1].barh(rows, cpu, color=colours), [f"{x:.2f}" for x in cpu], padding=4)
    grid[1].set_xlabel("% of a core here")
    for axes in grid:
        axes.margins(x=0.15)
    grid[0].invert_yaxis()
    return page


def _name(who: str) -> str:
    return PEERS.get(who, who)


PLOTS: dict[str, Draw] = {
    "anger-roc": _roc,
    "anger-auc": _auc,
    "anger-calm-hours": _calm,
    "anger-calibration": _calibration,
    "mood-calibration": _in_calls,
    "pace-heard": _pace,
    "pace-groups": _pace_groups,
    "activity": _activity,
    "cost": _cost,
}
