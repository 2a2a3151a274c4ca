"""A unit's card as it is flashed: what a PC does to its boot partition, and a machine that starts from it."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

from firmware_app import __version__
from tools.guest.errors import GuestError
from tools.guest.machine import CPU, OWN_CLOCK, PORT, TICK, Machine

IMAGES = Path(__file__).resolve().parents[2] / "build" / "image"
_BOOT_AT = "8M"
_CONSOLE = {"amd64": "console=ttyS0 random.trust_cpu=on", "arm64": "console=ttyAMA0"}
_MACHINE = {
    "amd64": ("qemu-system-x86_64", "-M", "q35", "-accel", "tcg", "-cpu", CPU),
    "arm64": ("qemu-system-aarch64", "-M", "virt,gic-version=3", "-cpu", "cortex-a53"),
}
_HOOK = """\
$B mount -t tmpfs -o mode=755 run /root/run
$B cp -r /given /root/run/given
$B mkdir -p /root/run/systemd/system/multi-user.target.wants
$B mv /root/run/given/given.service /root/run/systemd/system/
$B ln -s ../given.service /root/run/systemd/system/multi-user.target.wants/given.service
"""
_SERVICE = """\
[Unit]
After={after}
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 -u /run/given/main.py
ExecStopPost=/usr/bin/systemctl --no-block poweroff
StandardOutput=journal+console
StandardError=journal+console
TimeoutStartSec=infinity
"""


class Card:
    """A copy of the image, in a file."""

    def __init__(self, architecture: str, path: Path, image: Path | None = None) -> None:
        """``path``: where the copy comes to lie. ``image``: of what, if not as it was made."""
        image = image or IMAGES / f"cuelight_{__version__}_{architecture}.img"
        if not image.exists():
            raise GuestError(f"guest: there is no {image.name}; run systemd/image/make.sh {architecture}")
        subprocess.run(["cp", "--sparse=always", image, path], check=True)
        self.path, self.architecture = path, architecture

    def write(self, name: str, text: str | bytes) -> None:
        """A file onto the boot partition, as a PC does."""
        data = text if isinstance(text, bytes) else text.encode()
        self._mtools("mcopy", "-D", "o", "-", f"::{name}", data=data)

    def read(self, name: str) -> bytes | None:
        """A file of the boot partition; None: it is not there."""
        done = self._mtools("mcopy", f"::{name}", "-", check=False)
        return done.stdout if done.returncode == 0 else None

    def spoil_data(self) -> None:
        """Nothing that was on the data partition is left, nor the file system itself."""
        table = subprocess.run(["sfdisk", "--json", self.path], check=True, capture_output=True).stdout
        data = json.loads(table)["partitiontable"]["partitions"][2]
        with self.path.open("r+b") as file:
            file.seek(data["start"] * 512)
            for _ in range(data["size"] >> 11):
                file.write(b"\xa5" * (1 << 20))

    def _mtools(
        self, program: str, *words: str, data: bytes = b"", check: bool = True
    ) -> subprocess.CompletedProcess[bytes]:
        image = ("-i", f"{self.path}@@{_BOOT_AT}")
        return subprocess.run([program, *image, *words], input=data, capture_output=True, check=check)


class Unit(Machine):
    """A machine that starts from a card, and writes to it. The image's own kernel and first program."""

    def __init__(
        self,
        card: Card,
        given: Path | None = None,
        devices: tuple[str, ...] = (),
        *,
        serial: str = "card-1",
        after: str = "cuelight.target",
        clock: tuple[str, ...] = OWN_CLOCK,
    ) -> None:
        """``given``: a folder with ``main.py``, to be run in it as root; None: the unit is left to itself.

        ``serial``: of the card, which no two have. ``after``: the unit of systemd's that ``main.py`` waits for.
        ``clock``: by what its time passes; none: the host's.
        """
        super().__init__()
        self._card, self._given, self._devices, self._serial = card, given, devices, serial
        self._after, self._clock = after, clock

    def words(self) -> list[str]:
        """The machine that the card's architecture wants."""
        for name in ("vmlinuz", "initrd.gz", "cmdline.txt"):
            (self.folder / name).write_bytes(self._card.read(name) or b"")
        if self._given is not None:
            with (self.folder / "initrd.gz").open("ab") as file:
                file.write(self._hook(self._given))
        own = (self.folder / "cmdline.txt").read_text().strip()
        append = f"{own} {self.console()} mitigations=off nokaslr {TICK}"
        return [
            *self.machine(),
            *("-display", "none", "-serial", "stdio", "-no-reboot", "-nic", "none", *self._clock),
            *("-kernel", str(self.folder / "vmlinuz"), "-initrd", str(self.folder / "initrd.gz")),
            *("-append", append),
            *self._devices,
        ]

    def console(self) -> str:
        """What the kernel is told of the machine's console."""
        return _CONSOLE[self._card.architecture]

    def machine(self) -> list[str]:
        """QEMU's machine, with the card in it."""
        drive = ("-drive", f"file={self._card.path},format=raw,if=none,id=card,cache=writeback")
        disk = ("-device", f"virtio-blk-pci,drive=card,serial={self._serial}")
        usb = ("-device", "qemu-xhci,id=xhci,p2=15,p3=15")
        return [*_MACHINE[self._card.architecture], "-smp", "1", "-m", "512", *drive, *disk, *usb, *PORT]

    def _hook(self, given: Path) -> bytes:
        """What is laid over the first program: the image itself knows nothing of tests."""
        place = self.folder / "over"
        shutil.copytree(given, place / "given")
        (place / "given/given.service").write_text(_SERVICE.format(after=self._after))
        init = (IMAGES.parents[1] / "systemd/image/init").read_text()
        (place / "init").write_text(re.sub(r"(?m)^exec ", _HOOK + "exec ", init))
        (place / "init").chmod(0o755)
        names = "\n".join(str(path.relative_to(place)) for path in sorted(place.rglob("*")))
        packed = subprocess.run(
            ["cpio", "-o", "-H", "newc", "--quiet"], input=names.encode(), cwd=place, capture_output=True, check=True
        ).stdout
        return gzip.compress(packed, 1)


class Pi(Unit):
    """QEMU's Raspberry Pi 3B: the image's own kernel, device tree and drivers, with the card in its slot.

    Its clock counts instructions, too, but idle time passes as on the wall: nothing happens between two looks.
    """

    _LEVELS = 0x3F20_0034
    """GPLEV0 (BCM2835 ARM Peripherals, 6.1): the level of lines 0 to 31, a bit each."""
    _COUNTER = 0x3F00_3004
    """CLO (BCM2835 ARM Peripherals, 12.1): microseconds since power on."""

    def console(self) -> str:
        """The mini UART. QEMU's watchdog does not wait but resets at once, so its driver is left out."""
        return "console=ttyS1,115200 modprobe.blacklist=bcm2835_wdt"

    def machine(self) -> list[str]:
        """A 3B, its board's revision filled in, which a real Pi's firmware does."""
        tree = self.folder / "pi.dtb"
        tree.write_bytes(self._card.read("bcm2837-rpi-3-b.dtb") or b"")
        subprocess.run(["fdtput", "-p", "-t", "x", tree, "/system", "linux,revision", "0xa02082"], check=True)
        size = self._card.path.stat().st_size
        with self._card.path.open("r+b") as file:
            file.truncate(1 << (size - 1).bit_length())  # QEMU takes cards of a power of two
        drive = ("-drive", f"file={self._card.path},format=raw,if=sd,cache=writeback")
        return ["qemu-system-aarch64", "-M", "raspi3b", "-dtb", str(tree), *drive, "-serial", "null"]

    def __init__(self, card: Card) -> None:
        super().__init__(card, clock=("-icount", "shift=0,sleep=on"))

    def look(self) -> tuple[float, float, int]:
        """The machine's own seconds before the look and after it, and lines 0 to 31, a bit each.

        As whatever hangs on the lines would see them: read from outside the guest.
        """
        before, levels, after = (self._word(place) for place in (self._COUNTER, self._LEVELS, self._COUNTER))
        return before / 1e6, after / 1e6, levels

    def _word(self, place: int) -> int:
        return int(self.monitor(f"xp /1wx {place:#x}").split(":")[1], 16)
