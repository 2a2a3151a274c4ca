"""From the offer to the settings file: whole and right, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firmware_app.provisioning.offer import NAME, Offer
from firmware_app.provisioning.wrongs import wrongs
from firmware_app.whole_file import lay


@dataclass(frozen=True)
class Taken:
    """``changed``: the settings are others now. ``problems``: why the offer was not taken; empty: all is well."""

    changed: bool = False
    problems: tuple[str, ...] = ()


def take(offer: Offer, settings_file: Path) -> Taken:
    """Writes what is offered to ``settings_file``, in one step that a power cut cannot halve.

    What was there stays where the offer is wrong.

    Raises:
        OSError: it cannot be written.
    """
    if offer.problem:
        return Taken(problems=(f"{NAME}: {offer.problem}",))
    if offer.text is None:
        missing = f"{NAME}: is not there; copy cuelight-example.toml to {NAME} and change what is to be changed"
        return Taken(problems=() if settings_file.exists() else (missing,))
    if problems := wrongs(offer.text, NAME):
        return Taken(problems=problems)
    if settings_file.exists() and settings_file.read_text(encoding="utf-8", errors="replace") == offer.text:
        return Taken()  # at each start; a card that is written wears out
    lay(settings_file, offer.text, durable=True)
    return Taken(changed=True)
