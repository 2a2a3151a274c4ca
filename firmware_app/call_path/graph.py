"""What is joined to what now, as ``pw-dump`` tells it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Node:
    """A node. ``serial``: the younger, the higher.

    ``wants``: the name of what a stream asked for. ``hears``: it is a stream that listens. ``plays``: it is a sink,
    and what it gives is only what it plays.
    """

    id: int
    name: str
    wants: str
    hears: bool
    plays: bool
    failed: bool
    serial: int


@dataclass(frozen=True)
class Port:
    """One port of a node. ``place``: among those of its direction, 0 left; ids are used again, and tell nothing."""

    id: int
    node: int
    name: str
    output: bool
    place: int


@dataclass(frozen=True)
class Link:
    """One output port joined to one input port. ``active``: sound passes."""

    id: int
    ports: tuple[int, int]
    nodes: tuple[int, int]
    active: bool


class Graph:
    """Nodes, ports and links by their ids."""

    def __init__(self) -> None:
        self._nodes: dict[int, Node] = {}
        self._ports: dict[int, Port] = {}
        self._links: dict[int, Link] = {}

    def update(self, objects: Iterable[dict[str, Any]]) -> None:
        """Takes in one array of ``pw-dump --monitor``: new and changed objects, and stubs for those gone."""
        for item in objects:
            key, info = int(item["id"]), item.get("info")
            if info is None:
                # an id may be given to another kind of object at once
                for kind in (self._nodes, self._ports, self._links):
                    kind.pop(key, None)
                continue
            match str(item.get("type", "")).rpartition(":")[2]:
                case "Node":
                    self._nodes[key] = _node(key, info)
                case "Port":
                    self._ports[key] = _port(key, info)
                case "Link":
                    self._links[key] = _link(key, info)

    @property
    def nodes(self) -> Iterator[Node]:
        """Every node."""
        yield from self._nodes.values()

    @property
    def links(self) -> Iterator[Link]:
        """Every link."""
        yield from self._links.values()

    def node(self, name: str) -> Node | None:
        """The node of that name; of several the youngest, for the others are on their way out."""
        return max((n for n in self._nodes.values() if n.name == name), key=lambda n: n.serial, default=None)

    def by_id(self, key: int) -> Node | None:
        """The node of that id."""
        return self._nodes.get(key)

    def outputs(self, node: Node) -> list[Port]:
        """What a node gives, left before right; a sink repeats what it plays."""
        return self._of(node, output=True)

    def inputs(self, node: Node) -> list[Port]:
        """What a node takes, left before right."""
        return self._of(node, output=False)

    def port(self, key: int) -> Port | None:
        """The port of that id."""
        return self._ports.get(key)

    def linked(self, out: int, into: int) -> Link | None:
        """The link between two ports."""
        return next((link for link in self._links.values() if link.ports == (out, into)), None)

    def _of(self, node: Node, *, output: bool) -> list[Port]:
        own = (port for port in self._ports.values() if port.node == node.id and port.output is output)
        return sorted(own, key=lambda port: (port.place, port.id))


def _node(key: int, info: dict[str, Any]) -> Node:
    props = info.get("props") or {}
    media = str(props.get("media.class", ""))
    wants = props.get("target.object") or props.get("node.target") or ""
    return Node(
        key,
        str(props.get("node.name", "")),
        str(wants),
        media == "Stream/Input/Audio",
        media.startswith("Audio/Sink"),
        info.get("state") == "error",
        int(props.get("object.serial", key)),
    )


def _port(key: int, info: dict[str, Any]) -> Port:
    props = info.get("props") or {}
    node, place = int(props.get("node.id", -1)), int(props.get("port.id", 0))
    return Port(key, node, str(props.get("port.name", "")), props.get("port.direction") == "out", place)


def _link(key: int, info: dict[str, Any]) -> Link:
    ports = (int(info["output-port-id"]), int(info["input-port-id"]))
    nodes = (int(info["output-node-id"]), int(info["input-node-id"]))
    return Link(key, ports, nodes, info.get("state") == "active")
