"""What is to be joined and what is to be cut, from what is there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from firmware_app.call_path.graph import Graph, Node, Port
from firmware_app.call_path.wiring import EAR, EAR_CUE, Cord, Outlet, Wiring

Pair = tuple[int, int]
"""Ids of an output and an input port."""


@dataclass(frozen=True)
class Plan:
    """``make``: links that are missing. ``cut``: ids of links that must not be, each with why."""

    make: tuple[Pair, ...]
    cut: tuple[tuple[int, str], ...]

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.make or self.cut)


def plan(graph: Graph, wiring: Wiring) -> Plan:
    """What brings ``graph`` to ``wiring``: carried out, the next plan is empty."""
    wanted = tuple(dict.fromkeys(_wanted(graph, wiring)))
    make = tuple(pair for pair in wanted if graph.linked(*pair) is None)
    return Plan(make, tuple(_forbidden(graph, wiring, frozenset(wanted))))


def missing(graph: Graph, wiring: Wiring) -> list[str]:
    """What keeps the call from passing: one line each, a node first. Empty where it passes, and for a tap."""
    lines = []
    for cord in wiring.call:
        absent = [name for name in (cord.source, cord.sink) if not _ready(graph, name)]
        lines += [f"{name}: its sound card is not there; is it plugged in?" for name in absent]
        if not absent and not _passes(graph, cord):
            lines.append(f"{cord.source}: not joined to {cord.sink} yet")
    return lines


def partly_passes(graph: Graph, wiring: Wiring) -> bool:
    """Whether at least one direction of the call is joined and active."""
    return any(_passes(graph, cord) for cord in wiring.call)


def pair(outs: Sequence[Port], ins: Sequence[Port]) -> list[Pair]:
    """Which outputs go into which inputs: one into all, or each into its own.

    Two into one would add up to twice the level, so only the left one goes: calls are alike in both.
    """
    if len(outs) == 1 and outs[0].place == 0:  # a right one alone: the left one is told in a moment
        return [(outs[0].id, into.id) for into in ins]
    return [(out.id, into.id) for out, into in zip(outs, ins, strict=False)]


def _ready(graph: Graph, name: str) -> bool:
    node = graph.node(name)
    return node is not None and not node.failed


def _passes(graph: Graph, cord: Cord) -> bool:
    pairs = list(_cord(graph, cord))
    links = [graph.linked(*each) for each in pairs]
    return bool(pairs) and all(link is not None and link.active for link in links)


def _wanted(graph: Graph, wiring: Wiring) -> Iterator[Pair]:
    for cord in wiring.cords:
        yield from _cord(graph, cord)
    for node in graph.nodes:
        if node.hears and node.wants in wiring.taps:
            yield from _tap(graph, node, wiring.taps[node.wants])
        elif wiring.ear_cue and node.wants == EAR_CUE:
            ear = graph.node(EAR)
            yield from pair(_voices(graph, node), graph.inputs(ear)) if ear is not None else ()


def _cord(graph: Graph, cord: Cord) -> Iterator[Pair]:
    source, sink = graph.node(cord.source), graph.node(cord.sink)
    if source is not None and sink is not None:
        # what goes into the ear is taken where the ear's own node repeats it
        outs = graph.outputs(source) if cord.source == EAR else _voices(graph, source)
        yield from pair(outs, graph.inputs(sink))


def _tap(graph: Graph, tap: Node, ways: Sequence[Sequence[Outlet]]) -> Iterator[Pair]:
    found = [[_outlet(graph, outlet) for outlet in way] for way in ways]
    # where none is whole: what there is of the last one, so that one side's loss is not the other's
    outs = next((each for each in found if all(each)), found[-1])
    ins = {port.place: port.id for port in graph.inputs(tap)}
    yield from ((out.id, ins[place]) for place, out in enumerate(outs) if out and place in ins)


def _outlet(graph: Graph, outlet: Outlet) -> Port | None:
    node = graph.node(outlet.node)
    outs = [] if node is None else graph.outputs(node)
    # by its place, and not by its order: ports are told one after another, the right one may be first
    return next((port for port in outs if port.place == outlet.channel), None)


def _voices(graph: Graph, node: Node) -> list[Port]:
    """Outputs that bring something into the graph: a virtual source, too, calls its own "monitor"."""
    return [] if node.plays else graph.outputs(node)


def _forbidden(graph: Graph, wiring: Wiring, wanted: frozenset[Pair]) -> Iterator[tuple[int, str]]:
    """What is known to be wrong. A link whose ends are not told yet waits; one of a cord that does not pass, too."""
    cords = {(cord.source, cord.sink) for cord in wiring.cords if not _passes(graph, cord)}
    for link in graph.links:
        source, sink = (graph.by_id(node) for node in link.nodes)
        told = source is not None and sink is not None and all(graph.port(port) for port in link.ports)
        if not told or source is None or sink is None or link.ports in wanted or (source.name, sink.name) in cords:
            continue
        listens = sink.hears and sink.wants in wiring.taps
        voice = source.name in wiring.sources and not source.plays
        if sink.name in wiring.sinks or listens or voice:
            yield link.id, f"{source.name or source.id} must not be joined to {sink.name or sink.id}"
