"""The status light alone: ``cuelight down``, which tells that the kiosk has failed for good."""

from __future__ import annotations

import os
import signal
import socket
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPWMPin

from firmware_app.cli import main
from firmware_app.desk import load_pinout


@pytest.mark.slow
def test_down_tells_a_failed_program_until_it_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With settings that cannot be read, too: they may be why it is down."""
    settings = tmp_path / "cuelight.toml"
    settings.write_text("[desk\n")
    factory = MockFactory(pin_class=MockPWMPin)
    monkeypatch.setattr(Device, "pin_factory", factory)
    seen: list[float] = []
    fed: list[bytes] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        systemd.settimeout(10.0)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        pin = factory.pin(load_pinout("").status.gpio)

        def watch() -> None:
            try:
                while len(fed) < 100:  # four seconds, and so one long blink and some short ones
                    fed.append(systemd.recv(100))
                    seen.append(pin.state)
            finally:  # or it blinks for ever where systemd was told nothing
                os.kill(os.getpid(), signal.SIGTERM)

        watcher = threading.Thread(target=watch)
        watcher.start()
        assert main(["down", "--settings", str(settings)]) == 0
        watcher.join()
    assert fed[0] == b"READY=1"
    assert set(fed[1:]) == {b"WATCHDOG=1"}
    lit = [state > 0.0 for state in seen]
    flanks = sum(a != b for a, b in pairwise(lit))
    assert flanks >= 4, "it blinks"
