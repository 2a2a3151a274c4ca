"""The report's charts, by Matplotlib: SVG that prints sharp, told apart by hatching and labels as well as by colour."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from firmware_app.coaching import CATALOGUE
from firmware_app.report.chance import interval
from firmware_app.report.tally import CueCount, Stretch

# Okabe and Ito's colours, which the common colour blindnesses keep apart; they differ in grey, too
_ANGRY, _CALM, _HELPED, _VAIN, _UNKNOWN = "#d55e00", "#9ecae8", "#009e73", "#e69f00", "#dddddd"
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: small, and found by a search
    "svg.hashsalt": "cuelight",  # the same numbers give the same file
    "font.family": "sans-serif",
    "font.size": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "hatch.linewidth": 0.6,
}
_WIDE, _LOW = 8.0, 2.4
_FEWEST = 5
"""A share of fewer calls is not drawn."""


def days(by_day: Mapping[str, Stretch]) -> str:
    """Calls a day, those with anger apart; a data URI."""
    names = sorted(by_day)
    figure, axes = _canvas(_LOW)
    angry = [by_day[name].angry_calls for name in names]
    calm = [by_day[name].calls - by_day[name].angry_calls for name in names]
    places = range(len(names))
    axes.bar(places, angry, color=_ANGRY, edgecolor="black", linewidth=0.4, hatch="///", label="with anger")
    axes.bar(places, calm, bottom=angry, color=_CALM, edgecolor="black", linewidth=0.4, label="without")
    every = max(1, len(names) // 10)
    axes.set_xticks(list(places)[::every], [name[5:] for name in names][::every])
    axes.set_ylabel("calls")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    _legend(axes, 2)
    return _uri(figure)


def cues(counts: Mapping[str, CueCount]) -> str:
    """How often each cue was shown, and whether it helped; a data URI."""
    shown = [cue for cue in CATALOGUE if counts[cue.id].shown][::-1]
    figure, axes = _canvas(0.8 + 0.34 * max(1, len(shown)))
    left = [0] * len(shown)
    for name, colour, hatch, value in (
        ("helped", _HELPED, "", [counts[cue.id].helped for cue in shown]),
        ("did not", _VAIN, "xxx", [counts[cue.id].in_vain for cue in shown]),
        ("cannot be told", _UNKNOWN, "", [counts[cue.id].shown - counts[cue.id].judged for cue in shown]),
    ):
        axes.barh(
            [cue.legend for cue in shown],
            value,
            left=left,
            color=colour,
            hatch=hatch,
            edgecolor="black",
            linewidth=0.4,
            label=name,
        )
        left = [a + b for a, b in zip(left, value, strict=True)]
    axes.set_xlabel("times shown")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    _legend(axes, 3)
    return _uri(figure)


def hours(by_hour: Mapping[int, Stretch], name: str) -> str:
    """The share of calls with anger, hour by hour, with how sure it is; a data URI. ``name``: of the axis."""
    found = drawable(by_hour)
    figure, axes = _canvas(_LOW)
    shares = [100.0 * by_hour[hour].angry_calls / by_hour[hour].calls for hour in found]
    ends = [interval(by_hour[hour].angry_calls, by_hour[hour].calls) for hour in found]
    low = [max(0.0, share - 100.0 * end[0]) for share, end in zip(shares, ends, strict=True)]
    high = [max(0.0, 100.0 * end[1] - share) for share, end in zip(shares, ends, strict=True)]
    axes.bar(found, shares, color=_ANGRY, hatch="///", edgecolor="black", linewidth=0.4, width=0.7)
    axes.errorbar(found, shares, yerr=[low, high], fmt="none", ecolor="black", elinewidth=1.0, capsize=3.0)
    for hour, share, up in zip(found, shares, high, strict=True):
        axes.annotate(
            f"{by_hour[hour].calls}", (hour, share + up), (0, 2), textcoords="offset points", ha="center", fontsize=8
        )
    axes.set_xticks(found, [f"{hour}" for hour in found])
    axes.set_xlabel(name)
    axes.set_ylabel("calls with anger, %")
    axes.set_ylim(bottom=0.0)
    return _uri(figure)


def _canvas(height: float) -> tuple[Figure, Axes]:
    mpl.rcParams.update(_STYLE)
    figure = Figure(figsize=(_WIDE, height), layout="constrained")
    return figure, figure.subplots()


def _legend(axes: Axes, columns: int) -> None:
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=columns, frameon=False, borderaxespad=0.0)


def _uri(figure: Figure) -> str:
    file = io.BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode("ascii")


def drawable(by_hour: Mapping[int, Stretch]) -> Sequence[int]:
    """The hours that have enough calls to be drawn."""
    return [hour for hour in sorted(by_hour) if by_hour[hour].calls >= _FEWEST]
