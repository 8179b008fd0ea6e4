"""Road lines before they are cut: geometry on the plane with what kind of road it is."""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.interpolate import CubicSpline

from daoan.terms.codes import RoadClass
from daoan.terms.frames import Floats


@dataclass(frozen=True, slots=True)
class RoadLine:
    """One line between two nodes. Its points follow the chainage of its route, which begins at ``chainage_m``."""

    points: Floats  # (n, 2) metres on the plane
    start: Hashable  # names of the nodes at its ends; lines that share a name meet there
    end: Hashable
    road_class: RoadClass
    route: str
    chainage_m: float
    name: str
    dual: bool = False
    street: bool = False
    demand: float = 1.0  # what flows on it, relative to other lines of its kind

    @property
    def length_m(self) -> float:
        """Length along the points."""
        return float(np.hypot(*np.diff(self.points, axis=0).T).sum())


def wander(start: Floats, end: Floats, strength: float, spacing_m: float, rng: np.random.Generator) -> Floats:
    """A winding road from one point to another, points about ``spacing_m`` apart, (n, 2).

    Sideways shift = window × Σ aₖ sin(2πs / λₖ + φₖ): s along the straight line, λₖ from 0.7 to 4.5 km (and half the
    line), aₖ = ``strength`` × λₖ / 2π × a random share. The window takes the shift to zero at both ends.
    """
    gap = end - start
    length = float(np.hypot(*gap))
    n = max(2, int(np.ceil(length / spacing_m)) + 1)
    s = np.linspace(0.0, length, n)
    waves = np.append(np.exp(rng.uniform(np.log(700.0), np.log(4500.0), 5)), max(length, 700.0) * 0.9)
    height = strength * waves / (2 * np.pi) * rng.uniform(0.3, 1.4, 6)
    shift = np.sin(2 * np.pi * s[:, None] / waves + rng.uniform(0, 2 * np.pi, 6)) @ height
    shift *= np.minimum(1.0, np.minimum(s, length - s) / min(600.0, max(length / 2, 1.0)))
    across = np.array([-gap[1], gap[0]]) / max(length, 1.0)
    return np.asarray(start + s[:, None] / max(length, 1.0) * gap + shift[:, None] * across)


def sweep(stops: Floats, spacing_m: float) -> list[Floats]:
    """A smooth road through some points: one run of points for each pair of stops, without the winding of old roads."""
    at = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stops, axis=0).T))])
    curve = CubicSpline(at, stops, bc_type="natural")
    return [
        np.asarray(curve(np.linspace(a, b, max(2, int(np.ceil((b - a) / spacing_m)) + 1)))) for a, b in pairwise(at)
    ]
