"""Graphs as pw-dump would tell them, made by hand."""

from __future__ import annotations

from typing import Any

from firmware_app.call_path.graph import Graph, Port
from firmware_app.call_path.plan import Plan

CARDS = {
    "pc.capture": "Audio/Source",
    "pc.playback": "Audio/Sink",
    "headset.capture": "Audio/Source",
    "headset.playback": "Audio/Sink",
    "tap.capture": "Audio/Source",
    "agent.clean": "Audio/Source",
}


class Told:
    """A graph and the ids in it; `carry_out` does what a plan says, as the daemon would."""

    def __init__(self) -> None:
        self.graph = Graph()
        self._next = 30

    def card(self, name: str, channels: int = 1, *, monitors: bool = True) -> int:
        plays = CARDS[name].startswith("Audio/Sink")
        node = self.node(name, CARDS[name])
        for _ in range(channels):
            if plays:
                self.port(node, "in")
            if not plays or monitors:
                self.port(node, "out")
        return node

    def stream(self, wants: str, *, hears: bool = True, channels: int = 1) -> int:
        node = self.node("alsa.python", "Stream/Input/Audio" if hears else "Stream/Output/Audio", wants)
        for _ in range(channels):
            self.port(node, "in" if hears else "out")
        return node

    def node(self, name: str, media_class: str, wants: str = "", state: str = "running") -> int:
        props: dict[str, Any] = {"node.name": name, "media.class": media_class}
        if wants:
            props["target.object"] = wants
        return self._add("Node", {"props": props, "state": state})

    def port(self, node: int, direction: str, place: int | None = None) -> int:
        owner = self.graph.by_id(node)
        others = self.graph.outputs(owner) if direction == "out" else self.graph.inputs(owner)
        props = {"node.id": node, "port.direction": direction, "port.id": len(others) if place is None else place}
        return self._add("Port", {"props": {**props, "port.name": "p"}})

    def of(self, node: int) -> list[Port]:
        """All ports of a node, left before right."""
        found = self.graph.by_id(node)
        return [] if found is None else [*self.graph.outputs(found), *self.graph.inputs(found)]

    def link(self, out: int, into: int) -> int:
        """Between two ports."""
        nodes = [self.graph.port(port).node for port in (out, into)]
        return self._add(
            "Link",
            {
                "output-port-id": out,
                "input-port-id": into,
                "output-node-id": nodes[0],
                "input-node-id": nodes[1],
                "state": "active",
            },
        )

    def join(self, source: int, sink: int, channel: int = 0) -> int:
        """The first ports of two nodes."""
        outs, ins = self.graph.outputs(self.graph.by_id(source)), self.graph.inputs(self.graph.by_id(sink))
        return self.link(outs[channel].id, ins[0].id)

    def gone(self, *ids: int) -> None:
        self.graph.update([{"id": key, "info": None} for key in ids])

    def carry_out(self, plan: Plan) -> None:
        self.gone(*(key for key, _ in plan.cut))
        for pair in plan.make:
            self.link(*pair)

    def joined(self) -> set[tuple[str, str]]:
        """Names, or what a stream wants, at both ends of every link."""
        ends = [[self.graph.by_id(node) for node in link.nodes] for link in self.graph.links]
        return {tuple(node.wants or node.name for node in pair) for pair in ends}

    def _add(self, kind: str, info: dict[str, Any]) -> int:
        self._next += 1
        self.graph.update([{"id": self._next, "type": f"PipeWire:Interface:{kind}", "version": 3, "info": info}])
        return self._next
