"""Which card nodes are to be made anew: without a session manager nobody else does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from firmware_app.call_path.cards import CardNode
from firmware_app.call_path.graph import Graph

Identity = tuple[int, int, int]
"""Number of a card, and its control device's inode and birth: another plugging-in is another identity."""
_AGAIN_S = 1.0


def identity(card: str, proc: Path = Path("/proc/asound"), dev: Path = Path("/dev/snd")) -> Identity | None:
    """Which card bears the name now; None: none does."""
    try:
        number = int((proc / card).readlink().name.removeprefix("card"))
        control = (dev / f"controlC{number}").stat()
    except (OSError, ValueError):
        return None
    return number, control.st_ino, control.st_ctime_ns


@dataclass(frozen=True)
class CardWork:
    """``take_away``: ids of nodes whose card is gone, another or failed. ``make``: nodes whose card is there."""

    take_away: tuple[int, ...]
    make: tuple[CardNode, ...]


@dataclass
class CardKeeper:
    """Remembers under which identity each node was made."""

    nodes: Sequence[CardNode]
    identify: Callable[[str], Identity | None] = identity
    _made_as: dict[str, Identity] = field(default_factory=dict)
    _tried: dict[str, float] = field(default_factory=dict)

    def work(self, graph: Graph, t: float) -> CardWork:
        """What is to be done at ``t``, s; a card that refuses is tried again every second."""
        now = {node.name: self.identify(node.card.id) for node in self.nodes}
        away = []
        make = []
        for node in self.nodes:
            own, there = now[node.name], graph.node(node.name)
            if there is not None and self._keeps(node.name, own, failed=there.failed):
                continue
            if there is not None:
                away.append(there.id)
            if own is not None and t - self._tried.get(node.name, -_AGAIN_S) >= _AGAIN_S:
                self._tried[node.name] = t
                self._made_as[node.name] = own
                make.append(node)
        return CardWork(tuple(away), tuple(make))

    def _keeps(self, name: str, own: Identity | None, *, failed: bool) -> bool:
        if own is None or failed:
            return False
        # the daemon made the first ones itself: of the card that was there
        return self._made_as.setdefault(name, own) == own

    def absent(self) -> Mapping[str, str]:
        """Settings by node whose card is not plugged in."""
        return {node.name: node.card.key for node in self.nodes if self.identify(node.card.id) is None}
