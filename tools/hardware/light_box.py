"""How bright and how even a window of the face is: photons traced from LEDs through a white cell and an opal sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Walls = npt.NDArray[np.int64]

_SQUARE_MM = 1.5
_ROUNDS = 80
"""No photon lives longer: what is left then is less than 0.85^80 of what began."""
_SIDE_X, _SIDE_Y, _FLOOR, _OPAL = range(4)


@dataclass(frozen=True)
class Beam:
    """A LED that lies on the board. ``x, y``: where its light begins, in mm from the window's middle; ``to_x``: 1 or
    -1, the way that it faces; ``half_deg``: from its axis to where it has half of its intensity."""

    x: float
    y: float
    to_x: int
    half_deg: float

    @property
    def power(self) -> float:
        """n of I(θ) = I₀ cosⁿ θ."""
        return float(np.log(0.5) / np.log(np.cos(np.radians(self.half_deg))))


@dataclass(frozen=True)
class Cell:
    """What lies behind one window, in mm; ``led_mm``: how high the LEDs' axes are.

    Shares of light: ``wall`` comes back from the walls and ``floor`` from the board; ``through`` goes through the
    opal sheet, ``back`` returns from it.
    """

    width: float
    height: float
    depth: float
    beams: Sequence[Beam]
    led_mm: float = 3.5
    wall: float = 0.85
    floor: float = 0.6
    through: float = 0.55
    back: float = 0.35


def shares(cell: Cell, photons: int = 300_000, seed: int = 1) -> Floats:
    """Share of the LEDs' light that leaves through each square of the window. Shape ``(rows, columns)``."""
    rng = np.random.default_rng(seed)
    place, way = _begin(cell, photons, rng)
    out: list[Floats] = []
    for _ in range(_ROUNDS):
        place, wall = _fly(cell, place, way)
        fate = rng.random(len(place))
        leaves = (wall == _OPAL) & (fate < cell.through)
        out.append(place[leaves, :2])
        kept = np.choose(wall, (cell.wall, cell.wall, cell.floor, cell.through + cell.back))
        lives = ~leaves & (fate < kept)
        place, wall = place[lives], wall[lives]
        way = _scattered(place, wall, rng)
    found = np.concatenate(out)
    size = np.array((cell.height, cell.width))
    edges = ((-size[0] / 2, size[0] / 2), (-size[1] / 2, size[1] / 2))
    bins = [round(one) for one in size / _SQUARE_MM]
    counted, _, _ = np.histogram2d(found[:, 1], found[:, 0], bins, edges)
    share: Floats = counted / photons
    return share


def luminance(cell: Cell, lumens: float) -> Floats:
    """cd/m² of each square: the opal sheet is taken for matt, so that L = Φ / (π A)."""
    found = shares(cell)
    square_m2 = cell.width * cell.height / found.size * 1e-6
    return found * lumens / (np.pi * square_m2)


def lumens(candela: float, power: float) -> float:
    """All the light of a lens with I(θ) = I₀ cosⁿ θ: Φ = 2π I₀ / (n + 1), the integral over the half sphere."""
    return 2 * np.pi * candela / (power + 1)


def _begin(cell: Cell, photons: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    which = rng.integers(len(cell.beams), size=photons)
    power, to_x = (np.array([getattr(beam, name) for beam in cell.beams])[which] for name in ("power", "to_x"))
    # the integral of cosⁿ θ, turned around
    across, along = _turned(rng.random(photons) ** (1 / (power + 1)), rng)
    way = np.column_stack((along * to_x, across))
    place = np.array([(beam.x, beam.y, cell.led_mm) for beam in cell.beams])[which]
    return place, way


def _turned(cos: Floats, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Two parts across an axis, and the one along it."""
    turn, sin = rng.uniform(0, 2 * np.pi, len(cos)), np.sqrt(1 - cos**2)
    return np.column_stack((sin * np.cos(turn), sin * np.sin(turn))), cos


def _fly(cell: Cell, place: Floats, way: Floats) -> tuple[Floats, Walls]:
    """To the next wall: where, and which."""
    half = np.array((cell.width / 2, cell.height / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        sides = (np.copysign(half, way[:, :2]) - place[:, :2]) / way[:, :2]
        ends = (np.where(way[:, 2] > 0, cell.depth, 0.0) - place[:, 2]) / way[:, 2]
    far = np.nan_to_num(np.column_stack((sides, ends)), nan=np.inf)
    which = far.argmin(axis=1)
    reached = place + way * far[np.arange(len(far)), which, None]
    return reached, np.where((which == _FLOOR) & (way[:, 2] > 0), _OPAL, which)


def _scattered(place: Floats, wall: Walls, rng: np.random.Generator) -> Floats:
    """A matt wall throws light back by the cosine of the angle to its normal."""
    across, along = _turned(np.sqrt(rng.random(len(place))), rng)
    way = np.empty((len(place), 3))
    inward = (-np.sign(place[:, 0]), -np.sign(place[:, 1]), np.ones(len(place)), -np.ones(len(place)))
    for one, sign in enumerate(inward):
        here, axis = wall == one, min(one, 2)
        way[np.ix_(here, [k for k in range(3) if k != axis])] = across[here]
        way[here, axis] = sign[here] * along[here]
    return way
