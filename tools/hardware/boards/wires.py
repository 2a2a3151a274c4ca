"""Every wire of a board as a list to work through."""

from __future__ import annotations

import csv
import io
import math

from tools.hardware.boards.perfboard import Hole, Nets, Perfboard, joined


def wires(board: Perfboard, nets: Nets, *, behind: bool) -> str:
    """As CSV. Holes as column and row, from 1, at the upper left of the drawing of that side."""
    at = {hole: f"{part.name}.{pin}" for part in board.parts for pin, hole in part.pins.items()}
    group_of = joined(board)
    places = {f"{part.name}.{pin}": hole for part in board.parts for pin, hole in part.pins.items()}
    net_of = {group_of[places[pin]]: net for net, pins in nets.items() for pin in pins}

    def told(hole: Hole) -> str:
        column = board.holes[0] - hole[0] if behind else hole[0] + 1
        return f"{column}/{hole[1] + 1}"

    sheet = io.StringIO()
    rows = csv.writer(sheet, lineterminator="\n")
    rows.writerow(("wire", "net", "from", "hole", "to", "hole", "mm"))
    for wire in board.wires:
        first, last = wire.way[0], wire.way[-1]
        length = math.dist(board.place(first), board.place(last))
        ends = (at.get(first, ""), told(first), at.get(last, ""), told(last))
        rows.writerow((wire.kind, net_of[group_of[first]], *ends, f"{length:.0f}"))
    return sheet.getvalue()
