"""The box, by OpenSCAD: printed parts are closed bodies, and everything that goes in has room and a way in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools.hardware.enclosure import PARTS
from tools.hardware.root import ROOT

pytestmark = pytest.mark.openscad

SOURCE = ROOT / "hardware/enclosure/cuelight.scad"


def openscad(target: Path, part: str, *settings: str) -> str:
    """What it says. Coarse circles: quicker, and smaller by less than the gaps."""
    words = [word for setting in (f'part="{part}"', "$fn=16", *settings) for word in ("-D", setting)]
    done = subprocess.run(["openscad", *words, "-o", target, SOURCE], capture_output=True, text=True, check=False)
    return done.stderr


@pytest.mark.parametrize("part", PARTS)
def test_a_printed_part_is_one_closed_body(tmp_path: Path, part: str) -> None:
    said = openscad(tmp_path / "part.stl", part)
    assert "Simple:        yes" in said
    assert "Volumes:         2" in said  # the outside counts as one
    assert "WARNING" not in said


@pytest.mark.parametrize("check", ["clash", "way_stack", "way_base"])
def test_everything_fits_and_can_be_put_in(tmp_path: Path, check: str) -> None:
    assert "top level object is empty" in openscad(tmp_path / "shared.stl", check)


@pytest.mark.parametrize(
    ("check", "setting"), [("clash5", "depth=94"), ("way_stack", "gap=-1"), ("clash3", "grid_depth=5")]
)
def test_what_does_not_fit_is_found(tmp_path: Path, check: str, setting: str) -> None:
    said = openscad(tmp_path / "shared.stl", check, setting)
    assert "Simple:" in said
    assert "empty" not in said
