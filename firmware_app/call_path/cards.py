"""Sound cards by what does not change: a USB socket or the kernel's own name, never a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from firmware_app.call_path.wiring import EAR, MICROPHONE, PC_CAPTURE, PC_PLAYBACK, TAP, Topology
from firmware_app.errors import InputError
from firmware_app.settings import CallPathSettings

GADGET = "UAC2Gadget"
"""The kernel's name for the sound card that the Pi shows to the PC."""
GADGET_INPUTS, GADGET_OUTPUTS = 2, 1
"""Stereo from the PC, as PCs send it; one microphone towards it."""
_ID = re.compile(r"[A-Za-z0-9_-]{1,15}")
_SOCKET = re.compile(r"[0-9]+-[0-9]+(\.[0-9]+)*")


@dataclass(frozen=True)
class Card:
    """A sound card.

    ``key``: its setting. ``id``: the name under which ALSA will know it. ``socket``: the USB socket, as ``1-1.2``;
    empty for a card that the kernel names itself, such as a HAT.
    """

    key: str
    id: str
    socket: str


@dataclass(frozen=True)
class CardNode:
    """One direction of a card in the graph. ``captures``: sound comes from it. ``channels``: 1 or 2 of those it has.

    ``headroom``: samples that its buffer holds beyond a cycle.
    """

    name: str
    card: Card
    captures: bool
    channels: int
    headroom: int


def card_of(value: str, key: str, own_id: str) -> Card:
    """A card by its setting: ``usb:1-1.2`` or ``id:sndrpihifiberry``. ``own_id``: what a USB card is to be called.

    Raises:
        InputError: the setting is neither.
    """
    kind, _, name = value.partition(":")
    if kind == "usb" and _SOCKET.fullmatch(name):
        return Card(key, own_id, name)
    if kind == "id" and _ID.fullmatch(name):
        return Card(key, name, "")
    raise InputError(
        f'{key}: "{value}" names no sound card; write "usb:1-1.2" (a USB socket) or "id:NAME"; '
        "`cuelight cards` lists them"
    )


def card_nodes(settings: CallPathSettings) -> tuple[CardNode, ...]:
    """Every card's direction that the topology needs.

    Raises:
        InputError: a card is not named, or the same one twice.
    """
    topology, room = Topology(settings.topology), settings.headroom
    if topology is Topology.TAP:
        return (CardNode(TAP, card_of(settings.tap_card, "call_path.tap_card", "CuelightTap"), True, 2, room),)
    headset = card_of(settings.headset_card, "call_path.headset_card", "CuelightHeadset")
    inputs, outputs = settings.input_channels, settings.output_channels
    if topology is Topology.BRIDGE_USB:
        pc, pc_in, pc_out = Card("call_path.topology", GADGET, ""), GADGET_INPUTS, GADGET_OUTPUTS
    else:
        pc, pc_in, pc_out = card_of(settings.pc_card, "call_path.pc_card", "CuelightPC"), inputs, outputs
    if pc.id == headset.id or (pc.socket and pc.socket == headset.socket):
        raise InputError("call_path.pc_card: is the headset's card as well; name two")
    return (
        CardNode(PC_CAPTURE, pc, True, pc_in, room),
        CardNode(PC_PLAYBACK, pc, False, pc_out, room),
        CardNode(MICROPHONE, headset, True, inputs, room),
        CardNode(EAR, headset, False, outputs, room),
    )


def properties(node: CardNode) -> str:
    """The node as PipeWire writes it: the card's own rate and channels, resampled to the graph's clock."""
    kind, media = ("source", "Audio/Source") if node.captures else ("sink", "Audio/Sink")
    # the ear's node repeats what it plays: the echo canceller listens there
    monitor = "true" if node.name == EAR else "false"
    position = "MONO" if node.channels == 1 else "FL FR"
    return (
        f'factory.name = api.alsa.pcm.{kind}  node.name = "{node.name}"  media.class = "{media}"  '
        # without a number PipeWire opens all that a card has: 32 on some, and as many links
        f'api.alsa.path = "hw:{node.card.id}"  audio.channels = {node.channels}  audio.position = [ {position} ]  '
        f"api.alsa.headroom = {node.headroom}  node.group = call  priority.driver = 100  "
        "object.linger = true  node.pause-on-idle = false  "
        f"adapter.auto-port-config = {{ mode = dsp  monitor = {monitor}  position = preserve }}"
    )


def udev_rules(nodes: tuple[CardNode, ...]) -> str:
    """Rules that give a USB card its name by the socket it is plugged into."""
    cards = dict.fromkeys(node.card for node in nodes if node.card.socket)
    lines = [
        "# Made by `cuelight wire`: a sound card is known by the USB socket it is plugged into, never by a number."
    ]
    lines += [
        f'SUBSYSTEM=="sound", KERNEL=="card*", ACTION=="add", KERNELS=="{card.socket}", ATTR{{id}}="{card.id}"'
        for card in cards
    ]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Found:
    """A card that is there now. ``setting``: what names it in the settings file."""

    number: int
    id: str
    name: str
    setting: str


def find_cards(sys: Path = Path("/sys/class/sound"), proc: Path = Path("/proc/asound")) -> list[Found]:
    """The sound cards of this machine."""
    found = []
    for folder in sorted(sys.glob("card*"), key=lambda path: int(path.name.removeprefix("card"))):
        number = int(folder.name.removeprefix("card"))
        own = (folder / "id").read_text(encoding="utf-8").strip()
        # …/usb1/1-1/1-1.2/1-1.2:1.0/sound/card1: the socket stands before its interface
        sockets = [part for part in (folder / "device").resolve().parts if _SOCKET.fullmatch(part)]
        setting = f"usb:{sockets[-1]}" if sockets else f"id:{own}"
        found.append(Found(number, own, _long_name(proc / "cards", number), setting))
    return found


def _long_name(listing: Path, number: int) -> str:
    try:
        lines = listing.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.partition("]: ")[2] for line in lines if line.strip().startswith(f"{number} [")), "")
