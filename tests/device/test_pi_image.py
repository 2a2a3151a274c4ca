"""The Pi's own image in QEMU's virtual machine, to its ready state."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.device.telling import Checks, checks_of, passed
from tools.guest import Card, Unit

HERE = Path(__file__).resolve()


@pytest.fixture(scope="module")
def found(arm64_image: str, tmp_path_factory: pytest.TempPathFactory) -> Checks:
    """One start."""
    card = Card(arm64_image, tmp_path_factory.mktemp("pi") / "card.img")
    given = card.path.parent / "given"
    given.mkdir()
    for name in ("guest_pi.py", "guest_tools.py"):
        shutil.copy(HERE.with_name(name), given / ("main.py" if name == "guest_pi.py" else name))
    with Unit(card, given) as unit:
        return checks_of(unit, 900.0)


@pytest.mark.parametrize(
    "name",
    ["it comes up to its ready state", "no unit has failed", "what it hears by computes as where it was made"],
)
def test_of_the_pis_image_in_a_virtual_machine(found: Checks, name: str) -> None:
    passed(found, name)
