"""The virtual cards, and the configuration files that hold them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import Template

from tools.virtual_headset.player import GRAPH_RATE

CARDS: Mapping[str, tuple[str, str]] = {
    "pc.capture": ("Audio/Source/Virtual", "MONO"),
    "pc.playback": ("Audio/Sink", "MONO"),
    "headset.capture": ("Audio/Source/Virtual", "MONO"),
    "headset.playback": ("Audio/Sink", "MONO"),
    "stereo.capture": ("Audio/Source/Virtual", "FL FR"),
}
"""Media class and channels of each virtual card. ``stereo.capture`` stands for one sound card with both sides."""

_HERE = Path(__file__).resolve().parent


def write_configuration(folder: Path, quantum: int, fifo: Path) -> None:
    """Fill in the templates that lie beside this file: ``pipewire.conf`` and ``asound.conf``."""
    cards = "\n".join(f"    {{ factory = adapter args = {{ {card(name)} }} }}" for name in CARDS)
    words = {"quantum": quantum, "fifo": fifo, "cards": cards}
    for name in ("pipewire.conf", "asound.conf"):
        template = Template((_HERE / name).read_text(encoding="utf-8"))
        (folder / name).write_text(template.substitute(words), encoding="utf-8")


def card(name: str) -> str:
    """The properties of one card, as PipeWire writes them."""
    media_class, position = CARDS[name]
    return (
        f'factory.name = support.null-audio-sink  node.name = "{name}"  media.class = "{media_class}"  '
        f"audio.rate = {GRAPH_RATE}  audio.channels = {len(position.split())}  audio.position = [ {position} ]  "
        "node.group = call  object.linger = true  node.pause-on-idle = false  "
        "adapter.auto-port-config = { mode = dsp  monitor = true  position = preserve }"
    )
