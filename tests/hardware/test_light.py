"""Brightness of the face by tracing photons: the tracing itself, and what the documents say of it."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_app.desk import LEGENDS
from tools.hardware.light_box import Beam, Cell, lumens, luminance, shares
from tools.hardware.luminance import dark, evenness, lit, paper

BOTH = (Beam(-12, 0, 1, 15), Beam(12, 0, -1, 15))


def test_no_light_is_made() -> None:
    """Where nothing is swallowed all leaves, and with black walls only what falls onto the sheet at once."""
    white = Cell(46, 11, 14, BOTH, wall=1.0, floor=1.0, through=0.6, back=0.4)
    assert shares(white).sum() == pytest.approx(1.0, abs=0.01)
    black = Cell(46, 11, 14, BOTH, wall=0.0, floor=0.0, through=1.0, back=0.0)
    assert 0 < shares(black).sum() < 0.5


def test_a_bare_lamp_lights_by_the_cosine_law() -> None:
    """A matt point under a sheet: cos⁴ θ / h² from its foot, which is what a Lambertian source gives; no walls near."""
    beam = Beam(0, 0, 1, 60)
    assert beam.power == pytest.approx(1.0)  # half at 60 degrees: Lambert's
    assert lumens(1.0, 1.0) == pytest.approx(np.pi)  # Φ = π I₀


def test_luminance_is_light_by_area_and_pi() -> None:
    cell = Cell(46, 11, 14, BOTH)
    found = luminance(cell, 2.0)
    leaves = float(found.mean()) * np.pi * 46 * 11 * 1e-6
    assert leaves == pytest.approx(2.0 * float(shares(cell).sum()))


def test_two_lamps_are_brighter_at_their_sides_than_one() -> None:
    one = shares(Cell(46, 11, 14, BOTH[:1]))
    left, right = one[:, : one.shape[1] // 2].sum(), one[:, -(one.shape[1] // 2) :].sum()
    assert right > 1.2 * left  # it faces to the right
    two = shares(Cell(46, 11, 14, BOTH))
    assert two[:, : two.shape[1] // 2].sum() == pytest.approx(two[:, -(two.shape[1] // 2) :].sum(), rel=0.05)


@pytest.mark.parametrize("cue", LEGENDS)
def test_every_legend_is_even_brighter_than_paper_and_darker_than_a_monitor(cue: str) -> None:
    least, most = evenness(cue)
    assert least > 0.7
    assert most < 1.4
    assert paper() < lit(cue).mean() < 300


def test_the_mood_light_never_outshines_a_legend() -> None:
    legend = min(float(lit(cue).mean()) for cue in LEGENDS)
    assert lit("mood").mean() < legend
    assert evenness("mood")[0] > 0.35


def test_a_dark_window_looks_dark() -> None:
    """As shipped, a lit legend beside a dark one in a bright office."""
    lit_legend = 0.6 * float(lit(LEGENDS[0]).mean())
    assert (lit_legend + dark()) / dark() > 8
