"""The sound cards that the settings name."""

from __future__ import annotations

from firmware_app.call_path import card_nodes, find_cards
from firmware_app.call_path.cards import Card
from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.errors import InputError
from firmware_app.settings import Settings


def cards(settings: Settings, place: Place) -> Finding:
    """Each is plugged in."""
    try:
        wanted = dict.fromkeys(node.card for node in card_nodes(settings.call_path))
    except InputError as error:
        line, _, mend = str(error).partition("; ")
        return Finding("sound cards", Verdict.BAD, line, mend)
    there = find_cards(place.path("sys/class/sound"), place.path("proc/asound"))
    names = {card.id for card in there} | {card.setting for card in there}
    for card in wanted:
        if card.id not in names and f"usb:{card.socket}" not in names:
            found = ", ".join(card.setting for card in there) or "none"
            line = f"{card.key}: {_called(card)} is not there; there are: {found}"
            return Finding("sound cards", Verdict.BAD, line, "look at its plug; `cuelight cards` lists what is there")
    return Finding("sound cards", Verdict.OK, ", ".join(_called(card) for card in wanted))


def _called(card: Card) -> str:
    return f"usb:{card.socket}" if card.socket else f"id:{card.id}"
