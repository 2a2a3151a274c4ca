"""The insulated wires that are left to be laid once parts and bare wires have their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tools.hardware.boards.perfboard import Hole, Kind, Nets, Perfboard, Wire, joined


def routed(board: Perfboard, nets: Nets) -> Perfboard:
    """The same with insulated wires from pin to pin, as short as can be, until each net is one."""
    at = {f"{part.name}.{pin}": hole for part in board.parts for pin, hole in part.pins.items()}
    group_of = joined(board)
    members: defaultdict[Hole, set[Hole]] = defaultdict(set)
    for hole in at.values():
        members[group_of[hole]].add(hole)
    laid = []
    for pins in nets.values():
        groups = {group_of[at[pin]] for pin in pins if pin in at}
        laid += list(_tree([members[group] for group in sorted(groups)]))
    return replace(board, wires=[*board.wires, *laid])


def _tree(groups: Iterable[set[Hole]]) -> Iterator[Wire]:
    """Prim's: always the shortest wire between what is joined and what is not; two at a pin at most, if it can be."""
    done, *left = groups
    used: defaultdict[Hole, int] = defaultdict(int)
    while left:
        _, one, other, k = min(
            (_length(a, b, used), a, b, k) for k, group in enumerate(left) for a in done for b in group
        )
        yield Wire(Kind.INSULATED, (one, other))
        for end in (one, other):
            used[end] += 1
        done |= left.pop(k)


def _length(one: Hole, other: Hole, used: dict[Hole, int]) -> tuple[bool, int]:
    crowded = used[one] >= 2 or used[other] >= 2
    return crowded, abs(one[0] - other[0]) + abs(one[1] - other[1])
