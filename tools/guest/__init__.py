"""A booted Debian guest with Debian's own kernel and real drivers, under QEMU without KVM; for ``make test-device``."""

from tools.guest.boot import GUEST, Guest, GuestError

__all__ = ["GUEST", "Guest", "GuestError"]
