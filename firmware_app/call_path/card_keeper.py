"""Which card nodes are to be made anew: without a session manager nobody else does it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from firmware_app.call_path.cards import CardNode
from firmware_app.call_path.graph import Graph

Identity = tuple[int, int]
"""Number of a card, and its control device's inode, which is new with every plugging-in. No times: udev renews them."""
_AGAIN_S = 0.5
_SELDOM_S = 30.0
"""A card that goes on refusing, as one without a microphone does, is asked ever more seldom."""


def identity(card: str, proc: Path = Path("/proc/asound"), dev: Path = Path("/dev/snd")) -> Identity | None:
    """Which card bears the name now; None: none does."""
    try:
        number = int((proc / card).readlink().name.removeprefix("card"))
        control = (dev / f"controlC{number}").stat()
    except (OSError, ValueError):
        return None
    return number, control.st_ino


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
    _next: dict[str, float] = field(default_factory=dict)
    _patience: dict[str, float] = field(default_factory=dict)

    def work(self, graph: Graph, t: float) -> CardWork:
        """What is to be done at ``t``, s; a card that refuses is tried again after 0.5 s, 1 s, 2 s and so on."""
        now = {node.name: self.identify(node.card.id) for node in self.nodes}
        away = []
        make = []
        for node in self.nodes:
            own, there = now[node.name], graph.node(node.name)
            if there is not None and self._keeps(node.name, own, failed=there.failed):
                continue
            if there is not None:
                away.append(there.id)
            if own is not None and self._may_try(node.name, own, t):
                make.append(node)
        return CardWork(tuple(away), tuple(make))

    def _may_try(self, name: str, own: Identity, t: float) -> bool:
        another = self._made_as.get(name) != own
        if not another and t < self._next.get(name, t):
            return False
        patience = _AGAIN_S if another else self._patience.get(name, _AGAIN_S)
        self._next[name], self._patience[name] = t + patience, min(2.0 * patience, _SELDOM_S)
        self._made_as[name] = own
        return True

    def _keeps(self, name: str, own: Identity | None, *, failed: bool) -> bool:
        if own is None or failed:
            return False
        if self._made_as.get(name, own) == own:
            self._patience.pop(name, None)
        # the daemon made the first ones itself: of the card that was there
        return self._made_as.setdefault(name, own) == own
