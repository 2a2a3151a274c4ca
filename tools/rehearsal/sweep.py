"""One setting on trial: what each value of it does to hits and to false showings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from firmware_app.coaching import CUES
from firmware_app.errors import InputError
from firmware_app.settings import Settings
from tools.rehearsal.tally import all_cues, row_of, split
from tools.rehearsal.trial import Feed, Heard, tried


@dataclass(frozen=True)
class Sweep:
    """``name``: the setting with its sections. ``cue``: the one that is looked at; empty: all together."""

    name: str
    values: tuple[float, ...]
    cue: str = ""

    @staticmethod
    def read(text: str) -> Sweep:
        """Of ``SECTION.SETTING=1,2,3[:CUE]``. Raises InputError if it is none."""
        name, _, rest = text.partition("=")
        listed, _, cue = rest.partition(":")
        try:
            values = tuple(float(value) for value in listed.split(","))
        except ValueError as error:
            raise InputError(f"--sweep {text}: write SECTION.SETTING=VALUE,VALUE[:CUE]") from error
        if cue and cue not in CUES:
            raise InputError(f"--sweep {text}: no such cue: {cue}; known: {', '.join(CUES)}")
        changed(Settings(), name, values[0])
        return Sweep(name, values, cue)


@dataclass(frozen=True)
class Point:
    """What one value does. Shares and hours are over calls of angry and of calm callers."""

    value: float
    shown: float
    late_95_s: float
    false_per_h: float
    calm_false_per_h: float


def changed(settings: Any, name: str, value: float) -> Any:
    """The settings with one changed. Raises InputError if there is no such setting."""
    first, _, rest = name.partition(".")
    if not hasattr(settings, first):
        raise InputError(f"--sweep {name}: no such setting")
    return replace(settings, **{first: changed(getattr(settings, first), rest, value) if rest else value})


def swept(sweep: Sweep, calls: Sequence[Heard], feed: Feed) -> list[Point]:
    """Prints and returns a point a value."""
    print(f"\n{sweep.name}, {sweep.cue or 'all cues'}; {feed.value}")
    print(f"{'value':>8}  dues shown  late 95 %  false/h angry  false/h calm")
    found = []
    for value in sweep.values:
        judged = tried(calls, feed, changed(Settings(), sweep.name, value))
        angry, calm = split(judged)
        rows = [row_of(sweep.cue, part) if sweep.cue else all_cues(part) for part in (angry, calm)]
        point = Point(value, rows[0].shown, rows[0].late_s[1], rows[0].false_per_h, rows[1].false_per_h)
        print("{:8g}{:12.3f}{:11.2f}{:15.2f}{:14.2f}".format(*asdict(point).values()), flush=True)
        found.append(point)
    return found


def draw_sweep(sweep: Sweep, points: Sequence[Point], feed: Feed, out: Path) -> Path:
    """Both sides of the trade, as a PNG file."""
    import matplotlib as mpl  # noqa: PLC0415 (only drawing needs it)

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, left = plt.subplots(figsize=(8, 4.5), layout="constrained")
    values = [point.value for point in points]
    left.plot(values, [point.shown for point in points], "o-", color="#0072b2")
    left.set_xlabel(sweep.name)
    left.set_ylabel("dues shown (blue, dots)")
    left.set_ylim(0, 1.02)
    right = left.twinx()
    right.plot(values, [point.false_per_h for point in points], "s--", color="#d55e00")
    right.plot(values, [point.calm_false_per_h for point in points], "^:", color="#009e73")
    right.set_ylabel("false an hour: angry calls (squares), calm (triangles)")
    right.set_ylim(bottom=0)
    shipped: Any = Settings()
    for part in sweep.name.split("."):
        shipped = getattr(shipped, part)
    left.axvline(shipped, color="#777777", linewidth=1)
    left.set_title(f"{sweep.cue or 'all cues'}; {feed.value}; the line: as shipped", fontsize=10)
    file = out / f"sweep-{sweep.name}-{feed.name.lower()}.png"
    figure.savefig(file, dpi=100)
    plt.close(figure)
    return file
