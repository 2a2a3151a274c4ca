"""The call's own path, beside the rooms: the files that PipeWire reads, and the linker that keeps them true.

PipeWire carries the call; nothing in Python is in its way. `configuration` makes its files from the settings,
`Linker` joins the taps and mends what a card's absence has parted, `CallWatch` tells the kiosk how the call is.
`wiring`, `graph` and `plan` are pure: from what is there to what is to be done.
"""

from firmware_app.call_path.card_keeper import CardKeeper
from firmware_app.call_path.cards import card_nodes, find_cards
from firmware_app.call_path.configuration import ONLY_SOMETIMES, configuration
from firmware_app.call_path.health import CallState, CallWatch, read_health, runtime_folder
from firmware_app.call_path.linker import Linker
from firmware_app.call_path.wiring import Topology, wiring

__all__ = [
    "ONLY_SOMETIMES",
    "CallState",
    "CallWatch",
    "CardKeeper",
    "Linker",
    "Topology",
    "card_nodes",
    "configuration",
    "find_cards",
    "read_health",
    "runtime_folder",
    "wiring",
]
