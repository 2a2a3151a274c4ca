"""Writes what the benches of hearing found as one table, its details and its plots."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from models.training.hearing_goals import BENCHES, PEERS, Figures, Goal, goals, interval
from models.training.hearing_plots import plot_all

Cells = Sequence[str]
_ACTIVITY_EARS = ("ours", "ours without net", "webrtcvad 3", "silero-vad")


def compose(folder: Path, out: Path, models: Path, said: dict[str, str]) -> list[Goal]:
    """Reads ``folder/BENCH.json`` and writes ``out/hearing.md``, ``hearing.json`` and the plots; gives the rows.

    ``said``: by bench, how it ran, where it was run.
    """
    figures = Figures.read(folder)
    out.mkdir(parents=True, exist_ok=True)
    found = goals(figures, models)
    plots = plot_all(figures, out)
    benches = {bench: said.get(bench, _seen(figures, bench)) for bench in BENCHES}
    text = "\n".join(_page(figures, found, plots, benches)) + "\n"
    (out / "hearing.md").write_text(text, encoding="utf-8")
    rows = [{**asdict(goal), "verdict": goal.verdict} for goal in found]
    told = {"benches": benches, "goals": rows, "plots": plots}
    (out / "hearing.json").write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return found


def print_goals(found: Sequence[Goal]) -> None:
    """The one table, for the terminal."""
    cells = [_cells(goal) for goal in found]
    head = ("part", "goal", "ours", "peer", "")
    widths = [max(len(row[k]) for row in (head, *cells)) for k in range(len(head))]
    for row in (head, *cells):
        print("  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip())


def _cells(goal: Goal) -> Cells:
    return goal.part, goal.goal, goal.ours, goal.peer, goal.verdict


def _seen(figures: Figures, bench: str) -> str:
    return "read from its file" if figures.at(bench) is not None else "no file: its figures are missing"


def _page(figures: Figures, found: Sequence[Goal], plots: dict[str, str], benches: dict[str, str]) -> Iterator[str]:
    yield "# Hearing: every figure\n"
    yield "`make bench-hearing` wrote this. Voices are judged by models that never heard them, on the telephone"
    yield "line, through the int8 files and the shipped runtime; brackets hold 95 % intervals.\n"
    yield from _table(("bench", "how it went"), benches.items())
    yield from _table(("part", "goal", "ours", "peer on the same", "met"), map(_cells, found))
    for title, head, rows in _details(figures):
        yield f"## {title}\n"
        body = list(rows)
        yield from _table(head, body) if body else ["missing\n"]
    yield "## Plots\n"
    for name, state in plots.items():
        yield f"![{name}]({name})\n" if state == "drawn" else f"`{name}`: {state}\n"


def _table(head: Cells, rows: Iterable[Cells]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _details(of: Figures) -> Iterator[tuple[str, Cells, Iterator[Cells]]]:
    for against in ("all", "calm", "happy"):
        head = ("corpus left out", "cuelight", *PEERS.values())
        yield f"Anger: AUC angry against {against}", head, _areas(of, against)
    yield "Anger by gain on the line", ("gain, dB", "mean AUC", "by corpus"), _gains(of)
    head = ("who", "angry/all", "angry/calm", "angry/happy", "false alarms", "shown angry")
    yield "Anger by sex and language, at the shipped threshold", head, _groups(of)
    yield "Calm hours by material", ("material", "hours", "false angry states"), _calm(of)
    head = ("meter and row", "n", "rate MAE [95 %]", "bias", "r [95 %]", "count error, %", "bias, %")
    yield "Pace", head, _pace(of)
    head = ("condition, missed % / false %", *_ACTIVITY_EARS)
    yield "Speech activity", head, _activity(of)
    yield "Music, piece by piece", ("piece", "found after, s", "taken for a caller, %"), _music(of)
    yield "Cost per second of call", ("part", "M instructions, aarch64", "% of a core here"), _cost(of)


def _areas(of: Figures, against: str) -> Iterator[Cells]:
    for corpus in of.group("anger", "auc", against):
        if corpus != "gain":
            yield corpus, *(interval(of, "anger", "auc", against, corpus, who) for who in ("cuelight", *PEERS))


def _gains(of: Figures) -> Iterator[Cells]:
    for gain, areas in of.group("anger", "gains").items():
        parts = [f"{name} {value:.3f}" for name, value in areas.items() if name != "mean"]
        yield gain, _form(of.number("anger", "gains", gain, "mean"), ".3f"), ", ".join(parts)


def _groups(of: Figures) -> Iterator[Cells]:
    for name in of.group("anger", "groups"):
        areas = (interval(of, "anger", "groups", name, against) for against in ("all", "calm", "happy"))
        rates = (_form(of.number("anger", "groups", name, key), ".3f") for key in ("false", "shown"))
        yield name, *areas, *rates


def _calm(of: Figures) -> Iterator[Cells]:
    for kind in of.group("mood", "shipped", "calm"):
        hours, onsets = (of.number("mood", "shipped", "calm", kind, key) for key in ("hours", "onsets"))
        yield kind, _form(hours, ".2f"), _form(onsets, ".0f")


def _pace(of: Figures) -> Iterator[Cells]:
    for meter in of.group("pace", "rows"):
        for row, told in of.group("pace", "rows", meter).items():
            mae, r = (_with_interval(told, key, form) for key, form in (("mae", ".2f"), ("r", ".3f")))
            count, bias = (_form(told.get(key), ".1f") for key in ("count_error", "count_bias"))
            yield f"{meter}: {row}", str(told.get("n", "–")), mae, _form(told.get("bias"), "+.2f"), r, count, bias


def _activity(of: Figures) -> Iterator[Cells]:
    for condition in of.group("activity", "conditions"):
        both = [
            [of.number("activity", "conditions", condition, ear, key) for key in ("missed", "false")]
            for ear in _ACTIVITY_EARS
        ]
        yield condition, *(f"{_form(missed, '.1f', 100)} / {_form(false, '.1f', 100)}" for missed, false in both)


def _music(of: Figures) -> Iterator[Cells]:
    for piece in of.group("activity", "music"):
        found, taken = (of.number("activity", "music", piece, k) for k in ("music_found_s_worst", "music_as_caller"))
        yield piece, _form(found, ".2f"), _form(taken, ".1f", 100)


def _cost(of: Figures) -> Iterator[Cells]:
    for name in of.group("cost", "rows"):
        insns, cpu = (of.number("cost", "rows", name, key) for key in ("insns", "cpu_percent"))
        yield name, _form(insns, ".1f", 1e-6), _form(cpu, ".2f")
    for reason in of.at("cost", "left_out") or []:
        yield "left out", str(reason), ""


def _with_interval(told: dict[str, object], key: str, form: str) -> str:
    value, ends = told.get(key), told.get(f"{key}_95")
    if not isinstance(value, float) or not isinstance(ends, list):
        return "–"
    return f"{value:{form}} [{ends[0]:{form}}, {ends[1]:{form}}]"


def _form(value: object, form: str, scale: float = 1.0) -> str:
    if not isinstance(value, int | float) or math.isnan(value):
        return "–"
    return "never" if math.isinf(value) else f"{scale * value:{form}}"
