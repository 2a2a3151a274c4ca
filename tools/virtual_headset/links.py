"""The links of the virtual headset, kept by watching the graph: what a session manager would do, without one."""

from __future__ import annotations

import json
import os
import select
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

PortName: TypeAlias = tuple[str, str]
"""Node and port, by name."""

# The player feeds both cards, and the stereo one. The call itself is linked by the daemon; here again for a card that
# was away.
WANTED: tuple[tuple[PortName, PortName], ...] = (
    (("call.player", "output_FL"), ("pc.capture", "input_MONO")),
    (("call.player", "output_FR"), ("headset.capture", "input_MONO")),
    (("call.player", "output_FL"), ("stereo.capture", "input_FL")),
    (("call.player", "output_FR"), ("stereo.capture", "input_FR")),
    (("pc.capture", "capture_MONO"), ("headset.playback", "playback_MONO")),
    (("headset.capture", "capture_MONO"), ("pc.playback", "playback_MONO")),
)
RETRY_S = 0.3


@dataclass(frozen=True)
class Port:
    """One port of a node."""

    id: int
    name: str
    output: bool


class Graph:
    """What pw-dump has told so far."""

    def __init__(self) -> None:
        self._objects: dict[int, dict[str, Any]] = {}

    def update(self, objects: Iterable[dict[str, Any]]) -> None:
        """Take in one array of pw-dump: new and changed objects, and stubs (info null) for those gone."""
        for item in objects:
            if item.get("info") is None:
                self._objects.pop(item["id"], None)
            elif "type" in item:
                self._objects[item["id"]] = item

    def node(self, name: str) -> int | None:
        """Id of the node of that name."""
        return next((i for i, props in self._nodes() if props.get("node.name") == name), None)

    def missing(self) -> list[tuple[int, int]]:
        """Links that are wanted, possible and not there: pairs of output and input port ids."""
        return [link for link in self._wanted() if link not in self._links()]

    def settled(self) -> bool:
        """Whether every fixed link is there whose two nodes are there."""
        nodes = {str(props.get("node.name")) for _, props in self._nodes()}
        due = sum(out[0] in nodes and into[0] in nodes for out, into in WANTED)
        return len([link for link in self._fixed() if link in self._links()]) == due

    def tapped(self, target: str) -> bool:
        """Whether a reader listens to this node."""
        node = self.node(target)
        return any(
            info["output-node-id"] == node and props.get("media.class") == "Stream/Input/Audio"
            for _, info in self._of("Link")
            for reader, props in self._nodes()
            if reader == info["input-node-id"]
        )

    def _fixed(self) -> Iterable[tuple[int, int]]:
        for (source, out_name), (sink, in_name) in WANTED:
            for out in self._ports(self.node(source)):
                for into in self._ports(self.node(sink)):
                    if out.output and out.name == out_name and not into.output and into.name == in_name:
                        yield out.id, into.id

    def _wanted(self) -> Iterable[tuple[int, int]]:
        yield from self._fixed()
        for reader, props in self._nodes():
            target = props.get("target.object") or props.get("node.target")
            if target and props.get("media.class") == "Stream/Input/Audio":
                outs = [p for p in self._ports(self.node(target)) if p.output]
                ins = [p for p in self._ports(reader) if not p.output]
                yield from ((out.id, into.id) for out, into in zip(outs, ins, strict=False))

    def _links(self) -> set[tuple[int, int]]:
        return {(info["output-port-id"], info["input-port-id"]) for _, info in self._of("Link")}

    def _of(self, kind: str) -> list[tuple[int, dict[str, Any]]]:
        return [(i, o["info"]) for i, o in self._objects.items() if o["type"].endswith(f":{kind}")]

    def _nodes(self) -> list[tuple[int, dict[str, Any]]]:
        return [(i, info.get("props") or {}) for i, info in self._of("Node")]

    def _ports(self, node: int | None) -> list[Port]:
        found = []
        for i, info in self._of("Port"):
            props = info.get("props") or {}
            if node is not None and int(props.get("node.id", -1)) == node:
                found.append(Port(i, str(props.get("port.name")), props.get("port.direction") == "out"))
        return sorted(found, key=lambda port: port.id)


class Linker:
    """Watches the graph in a thread and makes every wanted link as soon as it is possible."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._graph = Graph()
        self._changed = threading.Condition()
        self._dump = subprocess.Popen(
            ["pw-dump", "--monitor", "--no-colors"],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._thread = threading.Thread(target=self._watch, name="linker", daemon=True)
        self._thread.start()

    def node(self, name: str) -> int | None:
        """Id of the node of that name, now."""
        with self._changed:
            return self._graph.node(name)

    def wait_linked(self, names: Iterable[str], timeout_s: float) -> bool:
        """Wait until these nodes are there and every fixed link between nodes that are there."""
        names = tuple(names)
        return self._wait(
            lambda: all(self._graph.node(n) is not None for n in names) and self._graph.settled(), timeout_s
        )

    def wait_tapped(self, target: str, timeout_s: float) -> bool:
        """Wait until a reader listens to this node."""
        return self._wait(lambda: self._graph.tapped(target), timeout_s)

    def close(self) -> None:
        """End the thread and its pw-dump."""
        self._dump.kill()
        self._dump.wait()
        self._thread.join(timeout=5.0)
        if self._dump.stdout is not None:
            self._dump.stdout.close()

    def _wait(self, condition: Callable[[], bool], timeout_s: float) -> bool:
        with self._changed:
            return self._changed.wait_for(condition, timeout_s)

    def _watch(self) -> None:
        assert self._dump.stdout is not None
        fd, text, pending = self._dump.stdout.fileno(), b"", False
        while True:
            if select.select([fd], [], [], RETRY_S if pending else None)[0]:
                chunk = os.read(fd, 1 << 16)
                if not chunk:
                    return
                text += chunk
            whole, end, text = text.rpartition(b"\n]\n")
            if whole or pending:
                pending = self._take((whole + end).decode())

    def _take(self, arrays: str) -> bool:
        """Take in whole arrays and make what is missing; True where some link could not be made yet."""
        decoder, at = json.JSONDecoder(), 0
        with self._changed:
            while arrays[at:].strip():
                objects, at = decoder.raw_decode(arrays, len(arrays) - len(arrays[at:].lstrip()))
                self._graph.update(objects)
            missing = self._graph.missing()
            self._changed.notify_all()
        made = [self._link(*link) for link in missing]
        return not all(made)

    def _link(self, out: int, into: int) -> bool:
        words = ["pw-link", "--linger", str(out), str(into)]
        done = subprocess.run(words, env=self._environment, capture_output=True, text=True, timeout=5.0, check=False)
        return done.returncode == 0 or "File exists" in done.stderr
