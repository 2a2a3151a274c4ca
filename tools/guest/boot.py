"""Boots the guest that ``make.sh`` has made, gives it a folder, and runs what is in there."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Self

from tools.guest.errors import GuestError
from tools.guest.machine import CPU, OWN_CLOCK, PORT, TICK, Machine

GUEST = Path(__file__).resolve().parents[2] / "build" / "guest"
_MEMORY_MB = 768
_DISK_MB = 64


class Guest(Machine):
    """One boot of the Debian guest. Nothing that it writes is kept."""

    def __init__(self, given: Path, devices: tuple[str, ...] = ()) -> None:
        """``given``: a folder with ``main.py``, which runs in the guest as root. ``devices``: more words for QEMU."""
        super().__init__()
        self._given = given
        self._devices = devices

    def __enter__(self) -> Self:
        if not (GUEST / "made").exists():
            raise GuestError("guest: it is not made; run tools/guest/make.sh")
        with (self.folder / "given.img").open("wb") as file:
            file.truncate(_DISK_MB << 20)
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", str(self._given), file.name], check=True)
        return super().__enter__()

    def words(self) -> list[str]:
        """A PC with Debian's kernel, its root and the given folder on disks."""
        kernel = f"console=ttyS0 root=/dev/vda rw mitigations=off nokaslr random.trust_cpu=on {TICK}"
        return [
            "qemu-system-x86_64",
            *("-M", "q35", "-accel", "tcg", "-cpu", CPU, *OWN_CLOCK, "-smp", "1", "-m", str(_MEMORY_MB)),
            *("-display", "none", "-vga", "none", "-serial", "stdio", *PORT, "-no-reboot", "-nic", "none"),
            *("-drive", f"file={GUEST / 'root.img'},format=raw,if=virtio,snapshot=on,cache=unsafe"),
            *("-drive", f"file={self.folder / 'given.img'},format=raw,if=virtio,readonly=on"),
            *("-device", "qemu-xhci,id=xhci,p2=15,p3=15"),
            *("-kernel", str(GUEST / "vmlinuz"), "-initrd", str(GUEST / "initrd.gz")),
            *("-append", f"{kernel} systemd.show_status=0 quiet"),
            *self._devices,
        ]
