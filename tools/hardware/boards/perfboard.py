"""A board of holes, what is put on it, and whether it joins what shall be joined and nothing else."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

PITCH_MM = 2.54

Hole = tuple[int, int]
"""Column from the left, row from above, both from 0, seen from the front."""

Nets = Mapping[str, frozenset[str]]
"""Name of a net → pins that it joins, each as ``part.pin``."""


class Kind(StrEnum):
    """BARE: laid on the board, it touches every hole on its straight way. INSULATED: it touches its two ends."""

    BARE = "bare"
    INSULATED = "insulated"


@dataclass(frozen=True)
class Part:
    """``pins``: pin → hole. ``kind``: how it is drawn; ``value``: what is written on it; ``row``: of the parts list."""

    name: str
    pins: Mapping[str, Hole]
    kind: str
    value: str = ""
    row: str = ""


@dataclass(frozen=True)
class Wire:
    """From hole to hole; one with more than two corners is bare, and each leg goes along a row or a column."""

    kind: Kind
    way: Sequence[Hole]

    def holes(self) -> Iterator[Hole]:
        """Those that it touches."""
        if self.kind is Kind.INSULATED:
            yield from self.way
            return
        for (x, y), (to_x, to_y) in itertools.pairwise(self.way):
            if x != to_x and y != to_y:
                raise ValueError(f"a bare wire goes along a row or a column, not from {(x, y)} to {(to_x, to_y)}")
            for column in range(min(x, to_x), max(x, to_x) + 1):
                for row in range(min(y, to_y), max(y, to_y) + 1):
                    yield column, row


@dataclass(frozen=True)
class Perfboard:
    """``width``, ``height`` and the place of hole (0, 0) in mm from the upper left corner; ``holes``: columns, rows."""

    name: str
    width: float
    height: float
    first: tuple[float, float]
    holes: tuple[int, int]
    parts: Sequence[Part] = ()
    wires: Sequence[Wire] = ()
    drilled: Sequence[tuple[float, float]] = field(default=())
    """Middles of fixing holes, mm."""

    def place(self, hole: Hole) -> tuple[float, float]:
        """In mm."""
        return self.first[0] + PITCH_MM * hole[0], self.first[1] + PITCH_MM * hole[1]

    def nearest(self, x: float, y: float) -> Hole:
        """The hole nearest to a place in mm."""
        return round((x - self.first[0]) / PITCH_MM), round((y - self.first[1]) / PITCH_MM)


def faults(board: Perfboard, nets: Nets) -> list[str]:
    """What is wrong with it, in words; empty where it joins every net and nothing beside."""
    found = [*_misplaced(board), *_unknown(board, nets)]
    groups = joined(board)
    at = {f"{part.name}.{pin}": hole for part in board.parts for pin, hole in part.pins.items()}
    owner: dict[Hole, str] = {}
    for net, pins in nets.items():
        roots = {groups[at[pin]] for pin in pins if pin in at}
        if len(roots) > 1:
            apart = sorted(pin for pin in pins if pin in at and groups[at[pin]] != groups[at[min(pins & at.keys())]])
            found.append(f"{net}: not joined to {apart}")
        for root in roots:
            if root in owner:
                found.append(f"{net} touches {owner[root]}")
            owner[root] = net
    loose = {groups[hole] for wire in board.wires for hole in wire.way} - owner.keys()
    found += [f"a wire at {hole} joins nothing that is named" for hole in sorted(loose)]
    return found


def _misplaced(board: Perfboard) -> Iterator[str]:
    taken: dict[Hole, str] = {}
    for part in board.parts:
        for pin, hole in part.pins.items():
            name = f"{part.name}.{pin}"
            if hole in taken:
                yield f"{name} and {taken[hole]} want the same hole {hole}"
            taken[hole] = name
    for hole in itertools.chain(taken, *(wire.holes() for wire in board.wires)):
        if not (0 <= hole[0] < board.holes[0] and 0 <= hole[1] < board.holes[1]):
            yield f"there is no hole {hole}"


def _unknown(board: Perfboard, nets: Nets) -> Iterator[str]:
    placed = {f"{part.name}.{pin}" for part in board.parts for pin in part.pins}
    wanted = set(itertools.chain.from_iterable(nets.values()))
    yield from (f"{pin} is on no board" for pin in sorted(wanted - placed))
    yield from (f"{pin} is in no net" for pin in sorted(placed - wanted))


def joined(board: Perfboard) -> Mapping[Hole, Hole]:
    """Each hole with a pin or a wire → one hole that stands for all that it is joined with."""
    parent: dict[Hole, Hole] = {}

    def root(hole: Hole) -> Hole:
        while parent.setdefault(hole, hole) != hole:
            hole = parent[hole]
        return hole

    for part in board.parts:
        for hole in part.pins.values():
            root(hole)
    for wire in board.wires:
        for one, other in itertools.pairwise(wire.holes()):
            parent[root(one)] = root(other)
    return {hole: root(hole) for hole in parent}


def nets_of(joined: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """From pairs of net and pin."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for net, pin in joined:
        found[net].add(pin)
    return {net: frozenset(pins) for net, pins in found.items()}
