"""The call path's own units in a booted guest, on real ALSA cards; see ``guest_call_path.py`` for each check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.device.given import give_program
from tests.device.telling import Checks, checks_of, passed
from tools.guest import Guest

HERE = Path(__file__).resolve()
USB = {"driver": "usb-audio", "audiodev": "none", "id": "usbcard", "bus": "xhci.0", "port": "2"}


@pytest.fixture(scope="module")
def told(guest_root: None, tmp_path_factory: pytest.TempPathFactory) -> Checks:
    """Every check by its name. One boot for all."""
    given = tmp_path_factory.mktemp("given")
    shutil.copy(HERE.with_name("guest_call_path.py"), given / "main.py")
    shutil.copy(HERE.with_name("guest_tools.py"), given)
    give_program(given)
    with Guest(given, ("-audiodev", "none,id=none")) as guest:

        def plug(verb: str, _: str) -> None:
            if verb == "plug":
                guest.device("device_add", **USB)
            else:
                guest.device("device_del", id="usbcard")

        return checks_of(guest, 900.0, plug)


CHECKS = (
    "wire makes the files",
    "udev takes the rules",
    "snd-aloop is there",
    "the call passes on real ALSA cards",
    "CuelightPC is heard on CuelightHeadset",
    "CuelightHeadset is heard on CuelightPC",
    "the kiosk's unit hears CuelightPC at caller_tap",
    "the kiosk's unit hears CuelightHeadset at agent_tap",
    "the microphone is not in the ear",
    "CuelightPC away and back, 0",
    "CuelightPC away and back, 1",
    "CuelightHeadset away and back, 0",
    "CuelightHeadset away and back, 1",
    "cards under other numbers",
    "a busy card is told, and taken when it is free",
    "PipeWire killed and back",
    "the call goes on while the linker hangs",
    "its watchdog restarts it",
    "two clocks, 1000 ppm apart",
    "a USB card is found by its socket",
    "udev names it by its socket",
    "a card without a microphone is told",
    "its ear-piece is joined all the same",
    "a USB card pulled and plugged, 0",
    "a USB card pulled and plugged, 1",
    "a USB card pulled and plugged, 2",
    "done",
)


@pytest.mark.parametrize("name", CHECKS)
def test_in_the_guest(told: Checks, name: str) -> None:
    passed(told, name)
