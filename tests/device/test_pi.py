"""The Pi's own image: QEMU's virtual machine to its ready state, and its Raspberry Pi 3B, lamps read from outside.

What QEMU has not: the Pi's boot firmware (the kernel is handed to it), its sound, and a watchdog that waits.
"""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
import tomllib
from pathlib import Path

import pytest

from tests.device.telling import Checks, checks_of, passed
from tools.guest import Card, Pi, Unit

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
STATUS = int(tomllib.loads((ROOT / "hardware/pinout.toml").read_text())["status"]["gpio"])
WATCHED_S = 150.0
DIMMED_S = 0.2
"""A lamp that is dimmed is dark for less than this."""


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    """As `make image` makes it, of this checkout."""
    subprocess.run([ROOT / "systemd/image/make.sh", "arm64"], check=True)
    return Card("arm64", tmp_path_factory.mktemp("pi") / "card.img")


@pytest.fixture(scope="module")
def found(card: Card) -> Checks:
    """A start of the virtual machine."""
    given = card.path.parent / "given"
    given.mkdir()
    for name in ("guest_pi.py", "guest_tools.py"):
        shutil.copy(HERE.with_name(name), given / ("main.py" if name == "guest_pi.py" else name))
    with Unit(card, given) as unit:
        return checks_of(unit, 600.0)


@pytest.mark.parametrize(
    "name",
    ["it comes up to its ready state", "no unit has failed", "what it hears by computes as where it was made"],
)
def test_of_the_pis_image_in_a_virtual_machine(found: Checks, name: str) -> None:
    passed(found, name)


def test_the_lamps_of_a_raspberry_pi_3b_tell_a_unit_without_settings(card: Card) -> None:
    """Fault 5 on the status light: one long, five short; every other lamp stays dark from power on."""
    looks: list[tuple[float, bool]] = []
    others: set[int] = set()
    wiring = tomllib.loads((ROOT / "hardware/pinout.toml").read_text())
    lamps = {lamp["gpio"] for lamp in wiring["lamp"].values()}
    with Pi(card) as pi:
        began, ended = time.monotonic(), threading.Event()

        def look() -> None:
            while not ended.wait(0.01):
                levels = pi.levels()
                looks.append((time.monotonic() - began, bool(levels >> STATUS & 1)))
                others.update(gpio for gpio in lamps if levels >> gpio & 1)

        thread = threading.Thread(target=look)
        thread.start()
        ended.wait(WATCHED_S)
        ended.set()
        thread.join()
    told = groups(looks)
    lit = next((t for t, high in looks if high), None)
    print(f"lit after {lit} s of QEMU's time: {told}")
    assert (1, 5) in told[:-1], "the last one may be cut off"
    assert set(told[1:-1]) == {(1, 5)}
    assert not others


def groups(looks: list[tuple[float, bool]]) -> list[tuple[int, int]]:
    """Long and short flashes, between pauses of more than 1.3 s."""
    flashes: list[list[float]] = []
    for t, high in looks:
        if high and flashes and t - flashes[-1][1] < DIMMED_S:
            flashes[-1][1] = t
        elif high:
            flashes.append([t, t])
    told: list[tuple[int, int]] = []
    last = -9.0
    for start, end in flashes:
        if start - last > 1.3:
            told.append((0, 0))
        long, short = told[-1]
        told[-1] = (long + 1, short) if end - start > 0.8 else (long, short + 1)
        last = end
    return told
