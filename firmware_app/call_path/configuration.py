"""The files that PipeWire, ALSA and udev read, made from the one settings file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

from firmware_app.call_path.cards import card_nodes, properties, udev_rules
from firmware_app.call_path.wiring import Cord, Topology, wiring
from firmware_app.settings import CallPathSettings

ONLY_SOMETIMES = frozenset({"echo.conf", "gadget"})
"""Files that only some settings want; units look whether they are there."""
_HERE = Path(__file__).resolve().parent


def configuration(settings: CallPathSettings, source: str) -> dict[str, str]:
    """Text by file name. ``source``: the settings file's name, for the comment at the top.

    Raises:
        InputError: the cards are not named rightly.
    """
    nodes = card_nodes(settings)
    cords = wiring(Topology(settings.topology)).call
    made = {
        "pipewire.conf": pipewire_conf({n.name: properties(n) for n in nodes}, cords, int(settings.quantum), source),
        "asound.conf": asound_conf(),
        "90-cuelight-cards.rules": udev_rules(nodes),
    }
    if settings.topology == Topology.BRIDGE_USB:
        made["gadget"] = "the unit is a USB headset\n"
    if settings.echo_cancel:
        made["echo.conf"] = (_HERE / "echo.conf").read_text(encoding="utf-8")
    return made


def asound_conf() -> str:
    """ALSA's: the taps, and the tone's way into the ear."""
    return (_HERE / "asound.conf").read_text(encoding="utf-8")


def pipewire_conf(nodes: Mapping[str, str], cords: Iterable[Cord], quantum: int, source: str, modules: str = "") -> str:
    """The daemon's configuration.

    ``nodes``: properties of each card's direction by its name. ``quantum``: samples a cycle at 48 kHz. ``modules``:
    more modules, as PipeWire writes them.
    """
    template = Template((_HERE / "pipewire.conf").read_text(encoding="utf-8"))
    return template.substitute(
        settings=source,
        quantum=quantum,
        modules=modules,
        nodes="\n".join(
            f"    {{ factory = adapter args = {{ {props} }} flags = [ nofail ] }}" for props in nodes.values()
        ),
        links="\n".join(_link(cord) for cord in cords),
    )


def _link(cord: Cord) -> str:
    """A link that the daemon makes as it starts: of the first ports, whatever they are called."""
    return (
        f'    {{ factory = link-factory args = {{ link.output.node = "{cord.source}"  link.input.node = "{cord.sink}"  '
        "object.linger = true } flags = [ nofail ] }"
    )
