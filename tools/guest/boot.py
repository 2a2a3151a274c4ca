"""Boots the guest that ``make.sh`` has made, gives it a folder, and listens to what it says."""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from firmware_app.errors import CuelightError

GUEST = Path(__file__).resolve().parents[2] / "build" / "guest"
_MEMORY_MB = 768
_DISK_MB = 64
_END_S = 20.0


class GuestError(CuelightError):
    """The guest cannot be made or did not come up: one line that says why."""


class Guest:
    """One boot; a context manager. Nothing that it writes is kept."""

    def __init__(self, given: Path, devices: tuple[str, ...] = ()) -> None:
        """``given``: a folder with ``main.py``, which runs in the guest as root. ``devices``: more words for QEMU."""
        self._given = given
        self._devices = devices
        self._folder = tempfile.TemporaryDirectory(prefix="cuelight-guest-")
        self._process: subprocess.Popen[bytes] | None = None
        self._qmp: _Qmp | None = None
        self.said: list[str] = []

    def __enter__(self) -> Guest:
        if not (GUEST / "made").exists():
            raise GuestError("guest: it is not made; run tools/guest/make.sh")
        folder = Path(self._folder.name)
        disk = folder / "given.img"
        with disk.open("wb") as file:
            file.truncate(_DISK_MB << 20)
        subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", str(self._given), str(disk)], check=True)
        self._process = subprocess.Popen(
            self._words(disk, folder / "qmp"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._qmp = _Qmp(folder / "qmp")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(_END_S)
            if self._process.stdout is not None:
                self._process.stdout.close()
        if self._qmp is not None:
            self._qmp.close()
        self._folder.cleanup()

    def lines(self, timeout_s: float) -> Iterator[str]:
        """What the guest says on its console, line by line, until it ends.

        Raises:
            GuestError: it has not ended after ``timeout_s``.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        fd, pending, end = self._process.stdout.fileno(), b"", time.monotonic() + timeout_s
        while time.monotonic() < end:
            if not select.select([fd], [], [], 1.0)[0]:
                continue
            chunk = os.read(fd, 1 << 16)
            if not chunk:
                return
            *whole, pending = (pending + chunk).split(b"\n")
            for line in whole:
                self.said.append(line.decode(errors="replace").rstrip("\r"))
                yield self.said[-1]
        raise GuestError(f"guest: not done after {timeout_s:g} s; it last said: {self.said[-1:] or 'nothing'}")

    def device(self, command: str, **words: Any) -> None:
        """Plugs a device in (``device_add``) or out (``device_del``)."""
        assert self._qmp is not None
        self._qmp.ask(command, words)

    def _words(self, disk: Path, qmp: Path) -> list[str]:
        kernel = (
            "console=ttyS0 root=/dev/vda rw mitigations=off nokaslr random.trust_cpu=on systemd.show_status=0 quiet"
        )
        return [
            "qemu-system-x86_64",
            *("-M", "q35", "-accel", "tcg", "-cpu", "Nehalem", "-smp", "2", "-m", str(_MEMORY_MB)),
            *("-display", "none", "-serial", "stdio", "-no-reboot", "-nic", "none"),
            *("-drive", f"file={GUEST / 'root.img'},format=raw,if=virtio,snapshot=on,cache=unsafe"),
            *("-drive", f"file={disk},format=raw,if=virtio,readonly=on"),
            *("-device", "qemu-xhci,id=xhci,p2=15,p3=15"),
            *("-kernel", str(GUEST / "vmlinuz"), "-initrd", str(GUEST / "initrd.gz")),
            *("-qmp", f"unix:{qmp},server=on,wait=off", "-append", kernel),
            *self._devices,
        ]


class _Qmp:
    """QEMU's own control socket."""

    def __init__(self, path: Path) -> None:
        end = time.monotonic() + 10.0
        while not path.exists():
            if time.monotonic() > end:
                raise GuestError("guest: QEMU did not start; is qemu-system-x86 installed?")
            time.sleep(0.05)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(path))
        self._file = self._socket.makefile("rw")
        self._file.readline()
        self.ask("qmp_capabilities", {})

    def ask(self, command: str, words: Mapping[str, Any]) -> None:
        """Raises GuestError where QEMU says no."""
        self._file.write(json.dumps({"execute": command, "arguments": dict(words)}) + "\n")
        self._file.flush()
        while True:
            answer = json.loads(self._file.readline())
            if "error" in answer:
                raise GuestError(f"guest: QEMU: {answer['error']['desc']}")
            if "return" in answer:
                return

    def close(self) -> None:
        self._file.close()
        self._socket.close()
