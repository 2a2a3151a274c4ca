"""QEMU, running: its console, a serial port on which the guest's program tells and asks, and its control socket."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tools.guest.errors import GuestError
from tools.guest.line_reader import LineReader
from tools.guest.qmp import Qmp, connected
from tools.guest.speed import scaled

CPU = "max,-fma,-avx,-avx2"
"""Without what the emulator is slow at: PipeWire's resampler by FMA took 1.7 times as long."""
OWN_CLOCK = ("-icount", "shift=0,sleep=off", "-rtc", "clock=vm")
"""The guest's clock counts its instructions, a nanosecond each, and idle time is skipped: however slow or busy the host
is, the guest is a machine of one speed, on time with its sound and within its own limits. (QEMU, "TCG Instruction
Counting".) It has one core, so two guests run side by side."""
TICK = "nohz=off"
"""The kernel's tick goes on while the guest idles, so at most 4 ms are skipped at once: what the host does for the
guest (a disk's answer) takes milliseconds of guest time, as on a real machine, and not minutes."""
PORT = ("-device", "pci-serial,chardev=told")
"""The port on which the guest's program tells and asks."""
_END_S = 20.0


@dataclass(frozen=True)
class _Running:
    """One QEMU and what leads to it."""

    began: float
    process: subprocess.Popen[bytes]
    qmp: Qmp
    port: socket.socket
    console: LineReader
    told: LineReader

    def ended(self) -> bool:
        return self.console.ended and self.told.ended


class Machine:
    """A context manager. What ends it is killed: as if its plug were pulled."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="cuelight-guest-")
        self._live: _Running | None = None
        self.said: list[str] = []
        """Lines of the console."""

    @property
    def folder(self) -> Path:
        """Of its own; gone with it."""
        return Path(self._folder.name)

    def words(self) -> list[str]:
        """QEMU's command line, without its sockets."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        qmp, port = self.folder / "qmp", self.folder / "port"
        sockets = (
            *("-qmp", f"unix:{qmp},server=on,wait=off"),
            *("-chardev", f"socket,id=told,path={port},server=on,wait=off"),
        )
        began = time.monotonic()
        process = subprocess.Popen(
            [*self.words(), *sockets], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert process.stdout is not None
        try:
            control, line = Qmp(qmp), connected(port)
        except BaseException:
            process.kill()
            raise
        console, told = LineReader(process.stdout.fileno()), LineReader(line.fileno())
        self._live = _Running(began, process, control, line, console, told)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        live = self._running()
        live.process.kill()
        live.process.wait(_END_S)
        assert live.process.stdout is not None
        live.process.stdout.close()
        live.qmp.close()
        live.port.close()
        self._folder.cleanup()

    def told(self, timeout_s: float) -> Iterator[dict[str, Any]]:
        """What the guest's program tells, one JSON object a line, until the machine ends.

        ``timeout_s``: of the host's time, on the machine that limits are set on; longer on a slower one.

        Raises:
            GuestError: it has not ended by then.
        """
        yield from self.until(scaled(timeout_s))
        if not self._running().ended():
            last = self.said[-1:] or "nothing"
            raise GuestError(f"guest: not done after {scaled(timeout_s):.0f} s; its console last said: {last}")

    def until(self, seconds: float) -> Iterator[dict[str, Any]]:
        """The same, until the machine ends or ``seconds`` of the host's time are over."""
        live, end = self._running(), time.monotonic() + seconds
        while not live.ended() and (left := end - time.monotonic()) > 0:
            fds = [reader.fd for reader in (live.console, live.told) if not reader.ended]
            ready = select.select(fds, [], [], left)[0]
            if live.console.fd in ready:
                for line in live.console.lines():
                    print(line)
                    self.said.append(line)
            if live.told.fd in ready:
                for line in live.told.lines():
                    print(f"TOLD after {time.monotonic() - live.began:.0f} s: {line}")
                    yield json.loads(line)

    def answer(self) -> None:
        """What the guest's program asked for is done: it waits for this."""
        self._running().port.sendall(b"done\n")

    def device(self, command: str, **words: Any) -> None:
        """Plugs a device in (``device_add``) or out (``device_del``)."""
        self._running().qmp.ask(command, words)

    def monitor(self, line: str) -> str:
        """What QEMU's own monitor answers."""
        return str(self._running().qmp.ask("human-monitor-command", {"command-line": line}))

    def _running(self) -> _Running:
        assert self._live is not None, "it is used within its `with`"
        return self._live
