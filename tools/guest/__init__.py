"""Booted machines under QEMU without KVM, for ``make test-device``: a Debian guest, and a unit's own card."""

from tools.guest.boot import GUEST, Guest, GuestError, Machine
from tools.guest.card import Card, Pi, Unit

__all__ = ["GUEST", "Card", "Guest", "GuestError", "Machine", "Pi", "Unit"]
