"""The rig's own links: the player into the cards, what they play into the recorder. The call's are the product's."""

from __future__ import annotations

import select
import threading
from collections.abc import Callable, Iterator

from firmware_app.call_path.daemon import Watch, join
from firmware_app.call_path.graph import Graph, Port
from firmware_app.call_path.plan import missing
from firmware_app.call_path.wiring import EAR, MICROPHONE, PC_CAPTURE, PC_PLAYBACK, TAP, Wiring
from tools.virtual_headset.cards import PLAYER, RECORDER

_FEEDS = ((0, PC_CAPTURE), (1, MICROPHONE))
_RECORDED = ((0, EAR), (1, PC_PLAYBACK), (2, PLAYER))


class RigLinks:
    """Watches the graph in a thread, and makes the rig's links as soon as they can be made."""

    def __init__(self) -> None:
        """The environment must name the rig's daemon."""
        self.graph = Graph()
        self._changed = threading.Condition()
        self._ended = threading.Event()
        self._watch = Watch()
        self._thread = threading.Thread(target=self._run, name="rig-links", daemon=True)
        self._thread.start()

    def node(self, name: str) -> int | None:
        """Id of the node of that name, now."""
        with self._changed:
            found = self.graph.node(name)
            return None if found is None else found.id

    def wait(self, condition: Callable[[Graph], bool], timeout_s: float) -> bool:
        """Waits until the graph is so."""
        with self._changed:
            return self._changed.wait_for(lambda: condition(self.graph), timeout_s)

    def close(self) -> None:
        """Ends the thread and its pw-dump."""
        self._ended.set()
        self._thread.join(timeout=5.0)
        self._watch.close()

    def _run(self) -> None:
        pending = True
        while not self._ended.is_set():
            if not select.select([self._watch], [], [], 0.1)[0] and not pending:
                continue
            try:
                with self._changed:
                    for objects in self._watch.changes():
                        self.graph.update(objects)
                    todo = [pair for pair in _own(self.graph) if self.graph.linked(*pair) is None]
                    self._changed.notify_all()
            except EOFError:
                return
            made = [join(*pair) for pair in todo]
            pending = not all(made)


def passes(graph: Graph, wiring: Wiring) -> bool:
    """Whether the call passes, and every link of the rig's own is made."""
    whole = not missing(graph, wiring) and graph.node(PLAYER) is not None
    return whole and all(graph.linked(*pair) for pair in _own(graph))


def tapped(graph: Graph, name: str) -> bool:
    """Whether a reader listens to the node of that name."""
    node = graph.node(name)
    readers = [graph.by_id(link.nodes[1]) for link in graph.links if node is not None and link.nodes[0] == node.id]
    return any(reader is not None and reader.hears and reader.wants for reader in readers)


def joined(graph: Graph, source: str, sink: str) -> bool:
    """Whether anything of the one node goes into the other."""
    out, into = graph.node(source), graph.node(sink)
    return any(out and into and link.nodes == (out.id, into.id) for link in graph.links)


def _own(graph: Graph) -> Iterator[tuple[int, int]]:
    """Pairs of ports: caller's and agent's channel of the player into the cards, of the cards into the recorder."""
    player, recorder, tap = graph.node(PLAYER), graph.node(RECORDER), graph.node(TAP)
    played = [] if player is None else graph.outputs(player)
    for channel, name in _FEEDS:
        card = graph.node(name)
        if card is not None and channel < len(played):
            yield from ((played[channel].id, into.id) for into in graph.inputs(card))
    if tap is not None:
        yield from ((out.id, into.id) for out, into in zip(played, graph.inputs(tap), strict=False))
    taken = [] if recorder is None else graph.inputs(recorder)
    for channel, name in _RECORDED:
        card = graph.node(name)
        outs: list[Port] = [] if card is None else graph.outputs(card)
        if outs and channel < len(taken):
            yield outs[0].id, taken[channel].id
