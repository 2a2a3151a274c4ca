"""What the commands of the call path do.

Imports that not every command needs stand inside those that do: the linker is a small process that starts fast.
"""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from firmware_app.call_path import (
    ONLY_SOMETIMES,
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
from firmware_app.errors import CuelightError, InputError
from firmware_app.settings import CallPathSettings, Settings
from firmware_app.settings_file import DEFAULT_PATH, load_settings
from firmware_app.systemd_notify import Notifier
from firmware_app.whole_file import lay

if TYPE_CHECKING:
    from firmware_app.call_path.bypass import BypassLine


KEPT = "settings.toml"
"""The settings that the files were made of."""


def wire(arguments: argparse.Namespace) -> int:
    """``cuelight wire``: writes the files of PipeWire, ALSA and udev into a folder, each whole or not at all."""
    settings = load_settings(arguments.settings).call_path
    folder: Path = arguments.folder
    path = arguments.settings or DEFAULT_PATH
    made = configuration(settings, str(path))
    if path.exists():
        made[KEPT] = path.read_text(encoding="utf-8")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in made.items():
        if not _holds(folder / name, text):  # a card that is written at each start wears out
            lay(folder / name, text, durable=True)
        print(folder / name)
    for name in ONLY_SOMETIMES - made.keys():
        (folder / name).unlink(missing_ok=True)
    return 0


def _holds(path: Path, text: str) -> bool:
    try:
        return path.read_text(encoding="utf-8") == text
    except (OSError, UnicodeDecodeError):
        return False


def _settings(path: Path | None, kept: Path | None) -> Settings:
    """Those of ``path``; where they cannot be read, those that the wiring was made of: the call has to go on."""
    try:
        return load_settings(path)
    except InputError as error:
        if kept is None or not kept.exists():
            raise
        print(f"cuelight: {error}; going on with {kept}", file=sys.stderr, flush=True)
    return load_settings(kept)


def link(arguments: argparse.Namespace) -> int:
    """``cuelight link``: the linker, until SIGTERM or SIGINT."""
    whole = _settings(arguments.settings, arguments.kept)
    settings = whole.call_path
    notifier = Notifier()

    bypass = _bypass(whole) if settings.bypass else None

    def on_look(t: float, problems: tuple[str, ...]) -> tuple[str, ...]:
        notifier.alive()
        notifier.status("; ".join(problems) or "the call passes")
        return () if bypass is None else bypass.look(t, problems)

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
        if bypass is not None:
            bypass.close()
    return 0


def cards(_: argparse.Namespace) -> int:
    """``cuelight cards``: the sound cards that are there, and what names each in the settings."""
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    found = find_cards()
    if not found:
        raise CuelightError("cards: there is no sound card here; plug one in")
    table = Table("card", "is called", "in the settings", box=None)
    for each in found:
        table.add_row(str(each.number), f"{each.id} ({each.name})", f'"{each.setting}"')
    Console().print(table)
    return 0


def latency(arguments: argparse.Namespace) -> int:
    """``cuelight latency``: how late ear-piece and microphone are together, by clicks."""
    from firmware_app.call_path.latency import latency as measure  # noqa: PLC0415
    from firmware_app.call_path.latency import play_and_record  # noqa: PLC0415

    settings = load_settings(arguments.settings).call_path
    if not Topology(settings.topology).carries:
        raise CuelightError("latency: a tap adds none: the call runs through copper beside it")
    print("Clicks in the ear for 6 s: hold the ear-piece against the microphone, or join them by a cable.", flush=True)
    found = measure(play_and_record())
    print(
        f"ear-piece to microphone: {found.samples} samples at 48 kHz, {found.samples / 48:.1f} ms "
        f"({found.clicks} clicks, {found.spread} samples apart at most): both cards and what lies between them"
    )
    return 0


def gadget(arguments: argparse.Namespace) -> int:
    """``cuelight gadget``: shows the headset to the PC, or takes it away."""
    from firmware_app.call_path.gadget import plug, unplug  # noqa: PLC0415

    if arguments.off:
        unplug()
    else:
        plug()
    return 0


def _bypass(settings: Settings) -> BypassLine:
    from firmware_app.call_path.bypass import BypassLine  # noqa: PLC0415
    from firmware_app.desk import load_pinout  # noqa: PLC0415

    pinout = load_pinout(settings.desk.pinout)
    if pinout.bypass is None:
        raise InputError(f"{pinout.where}: bypass: is missing; give [bypass] with its gpio and header")
    return BypassLine(pinout.bypass.gpio, runtime_folder())


def _nodes(settings: CallPathSettings) -> tuple[CardNode, ...]:
    """The nodes to look after: none where no card is named, for then the daemon's file was not made from these."""
    named = settings.tap_card or settings.pc_card or settings.headset_card
    return card_nodes(settings) if named else ()
