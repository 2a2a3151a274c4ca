"""Booted machines under QEMU without KVM, for ``make test-device``: a Debian guest, and a unit's own card."""

from tools.guest.boot import GUEST, Guest
from tools.guest.card import Card, Pi, Unit
from tools.guest.errors import GuestError
from tools.guest.machine import Machine
from tools.guest.ports import Ports
from tools.guest.speed import scaled

__all__ = ["GUEST", "Card", "Guest", "GuestError", "Machine", "Pi", "Ports", "Unit", "scaled"]
