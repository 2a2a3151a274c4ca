"""What the commands of the call path do: wire, link, cards."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

from rich.console import Console
from rich.table import Table

from firmware_app.call_path import (
    CardKeeper,
    Linker,
    Topology,
    card_nodes,
    configuration,
    find_cards,
    runtime_folder,
    wiring,
)
from firmware_app.call_path.cards import CardNode
from firmware_app.errors import CuelightError
from firmware_app.settings import DEFAULT_PATH, CallPathSettings, load_settings
from firmware_app.systemd_notify import Notifier


def wire(arguments: argparse.Namespace) -> int:
    """``cuelight wire``: writes the files of PipeWire, ALSA and udev into a folder, each whole or not at all."""
    settings = load_settings(arguments.settings).call_path
    folder: Path = arguments.folder
    made = configuration(settings, str(arguments.settings or DEFAULT_PATH))
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        part = folder / f"{name}.part"
        part.write_text(text, encoding="utf-8")
        part.replace(folder / name)
        print(folder / name)
    return 0


def link(arguments: argparse.Namespace) -> int:
    """``cuelight link``: the linker, until SIGTERM or SIGINT."""
    settings = load_settings(arguments.settings).call_path
    notifier = Notifier()

    def on_look(_: float, problems: tuple[str, ...]) -> None:
        notifier.alive()
        notifier.status("; ".join(problems) or "the call passes")

    cords = wiring(Topology(settings.topology), echo_cancel=settings.echo_cancel, ear_cue=True)
    linker = Linker(cords, CardKeeper(_nodes(settings)), runtime_folder(), on_look)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: linker.stop())
    notifier.ready()
    try:
        linker.run()
    finally:
        notifier.stopping()
        notifier.close()
    return 0


def cards(_: argparse.Namespace) -> int:
    """``cuelight cards``: the sound cards that are there, and what names each in the settings."""
    found = find_cards()
    if not found:
        raise CuelightError("cards: there is no sound card here; plug one in")
    table = Table("card", "is called", "in the settings", box=None)
    for each in found:
        table.add_row(str(each.number), f"{each.id} ({each.name})", f'"{each.setting}"')
    Console().print(table)
    return 0


def _nodes(settings: CallPathSettings) -> tuple[CardNode, ...]:
    """The nodes to look after: none where no card is named, for then the daemon's file was not made from these."""
    named = settings.tap_card or settings.pc_card or settings.headset_card
    return card_nodes(settings) if named else ()
