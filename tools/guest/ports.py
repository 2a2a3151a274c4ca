"""Plugs sticks into a machine and out again, over QEMU's control socket."""

from __future__ import annotations

from pathlib import Path

from tools.guest.machine import Machine


class Ports:
    """``folder``: where the sticks lie, as files; a stick's name is also its serial number."""

    def __init__(self, machine: Machine, folder: Path) -> None:
        self._machine, self._folder = machine, folder
        self._count = 0
        self._devices: dict[str, str] = {}

    def act(self, verb: str, name: str) -> None:
        """``plug`` or ``unplug``; nothing else is done."""
        if verb == "plug":
            self._count += 1
            node, device = f"n{self._count}", f"d{self._count}"
            self._devices[name] = device
            file = {"driver": "file", "filename": str(self._folder / name)}
            self._machine.device("blockdev-add", **{"driver": "raw", "node-name": node, "file": file})
            self._machine.device("device_add", driver="usb-storage", drive=node, serial=name, bus="xhci.0", id=device)
        elif verb == "unplug":
            self._machine.device("device_del", id=self._devices.pop(name))
