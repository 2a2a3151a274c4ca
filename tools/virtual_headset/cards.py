"""The virtual cards: the only part of the product's graph that is not the product's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware_app.call_path.configuration import pipewire_conf
from firmware_app.call_path.wiring import EAR, MICROPHONE, PC_CAPTURE, PC_PLAYBACK, TAP, Topology, wiring

GRAPH_RATE = 48_000
PLAYER, RECORDER = "call.player", "call.recorder"
_CHANNELS = {1: "MONO", 2: "FL FR"}


@dataclass(frozen=True)
class VirtualCard:
    """One direction of a sound card. ``captures``: sound comes from it."""

    name: str
    captures: bool
    channels: int = 1

    @property
    def properties(self) -> str:
        """As PipeWire writes them."""
        media_class = "Audio/Source/Virtual" if self.captures else "Audio/Sink"
        return (
            f'factory.name = support.null-audio-sink  node.name = "{self.name}"  media.class = "{media_class}"  '
            f"audio.rate = {GRAPH_RATE}  audio.channels = {self.channels}  "
            f"audio.position = [ {_CHANNELS[self.channels]} ]  "
            "node.group = call  object.linger = true  node.pause-on-idle = false  "
            "adapter.auto-port-config = { mode = dsp  monitor = true  position = preserve }"
        )


def cards_of(topology: Topology, channels: int = 1) -> tuple[VirtualCard, ...]:
    """The cards that a topology needs, each with so many channels; a tap's has two."""
    if topology is Topology.TAP:
        return (VirtualCard(TAP, True, 2),)
    captures = {PC_CAPTURE: True, PC_PLAYBACK: False, MICROPHONE: True, EAR: False}
    return tuple(VirtualCard(name, captured, channels) for name, captured in captures.items())


def write_configuration(
    folder: Path, topology: Topology, cards: Sequence[VirtualCard], quantum: int, played: Path, recorded: Path | None
) -> None:
    """The daemon's configuration as the product makes it, with these cards, a player and perhaps a recorder."""
    modules = _tunnel("playback", PLAYER, played, "FL FR")
    if recorded is not None:
        modules += _tunnel("capture", RECORDER, recorded, "FL FR RL RR")
    nodes = {card.name: card.properties for card in cards}
    text = pipewire_conf(nodes, wiring(topology).call, quantum, "the virtual headset", modules)
    (folder / "pipewire.conf").write_text(text, encoding="utf-8")


def _tunnel(mode: str, name: str, fifo: Path, position: str) -> str:
    """A stream of the daemon's own, so that both sides start at the same sample and no other process can be late."""
    return (
        "    { name = libpipewire-module-pipe-tunnel\n"
        f'      args = {{ tunnel.mode = {mode}  pipe.filename = "{fifo}"\n'
        f"        audio.format = S16LE  audio.rate = {GRAPH_RATE}  audio.channels = {len(position.split())}  "
        f"audio.position = [ {position} ]\n"
        f'        stream.props = {{ node.name = "{name}"\n'
        "          adapter.auto-port-config = { mode = dsp  monitor = false  position = preserve } } } }\n"
    )
