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
from typing import Any, Self

from firmware_app.errors import CuelightError

GUEST = Path(__file__).resolve().parents[2] / "build" / "guest"
_MEMORY_MB = 768
_DISK_MB = 64
_END_S = 20.0
CPU = "max"
"""With AVX, which one step of the emulator's does eight numbers by: PipeWire takes half as much of a core."""


class GuestError(CuelightError):
    """The guest cannot be made or did not come up: one line that says why."""


class Machine:
    """QEMU, running; a context manager. What ends it is killed: as if its plug were pulled."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cuelight-guest-")
        self._process: subprocess.Popen[bytes] | None = None
        self._qmp: _Qmp | None = None
        self._pending = b""
        self.said: list[str] = []

    @property
    def folder(self) -> Path:
        """Of its own; gone with it."""
        return Path(self._folder.name)

    def words(self) -> list[str]:
        """QEMU's command line, without its control socket."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        qmp = self.folder / "qmp"
        self._process = subprocess.Popen(
            [*self.words(), "-qmp", f"unix:{qmp},server=on,wait=off"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._qmp = _Qmp(qmp)
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
        fd, end = self._process.stdout.fileno(), time.monotonic() + timeout_s
        while time.monotonic() < end:
            if not select.select([fd], [], [], 1.0)[0]:
                continue
            chunk = os.read(fd, 1 << 16)
            if not chunk:
                return
            *whole, self._pending = (self._pending + chunk).split(b"\n")
            for line in whole:
                self.said.append(line.decode(errors="replace").rstrip("\r"))
                yield self.said[-1]
        raise GuestError(f"guest: not done after {timeout_s:g} s; it last said: {self.said[-1:] or 'nothing'}")

    def device(self, command: str, **words: Any) -> None:
        """Plugs a device in (``device_add``) or out (``device_del``)."""
        assert self._qmp is not None
        self._qmp.ask(command, words)

    def monitor(self, line: str) -> str:
        """What QEMU's own monitor answers."""
        assert self._qmp is not None
        return str(self._qmp.ask("human-monitor-command", {"command-line": line}))


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
        kernel = (
            "console=ttyS0 root=/dev/vda rw mitigations=off nokaslr random.trust_cpu=on systemd.show_status=0 quiet"
        )
        return [
            "qemu-system-x86_64",
            *("-M", "q35", "-accel", "tcg", "-cpu", CPU, "-smp", "2", "-m", str(_MEMORY_MB)),
            *("-display", "none", "-serial", "stdio", "-no-reboot", "-nic", "none"),
            *("-drive", f"file={GUEST / 'root.img'},format=raw,if=virtio,snapshot=on,cache=unsafe"),
            *("-drive", f"file={self.folder / 'given.img'},format=raw,if=virtio,readonly=on"),
            *("-device", "qemu-xhci,id=xhci,p2=15,p3=15"),
            *("-kernel", str(GUEST / "vmlinuz"), "-initrd", str(GUEST / "initrd.gz"), "-append", kernel),
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

    def ask(self, command: str, words: Mapping[str, Any]) -> Any:
        """Raises GuestError where QEMU says no."""
        self._file.write(json.dumps({"execute": command, "arguments": dict(words)}) + "\n")
        self._file.flush()
        while True:
            answer = json.loads(self._file.readline())
            if "error" in answer:
                raise GuestError(f"guest: QEMU: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def close(self) -> None:
        self._file.close()
        self._socket.close()
