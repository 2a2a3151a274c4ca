"""Tells systemd that the unit is up and alive, over the datagram socket that systemd hands in.

Three lines of protocol (sd_notify(3)) are not worth a dependency.
"""

from __future__ import annotations

import os
import socket


class Notifier:
    """Sends states to systemd; does nothing where there is no systemd."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        # a leading @ names a socket in Linux's abstract namespace
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) if address else None

    def ready(self) -> None:
        """The loop that hears is running."""
        self._send("READY=1")

    def alive(self) -> None:
        """The loop that hears has gone round once more."""
        self._send("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for ``systemctl status``."""
        self._send(f"STATUS={text}")

    def stopping(self) -> None:
        """The unit is on its way down."""
        self._send("STOPPING=1")

    def close(self) -> None:
        """Nothing more will be told."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, state: str) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendto(state.encode(), self._address)
        except OSError:
            # a systemd that does not listen is no reason to stop hearing; its watchdog will say what it thinks
            return
