"""Two distance rings around a place: who is near, and who is near enough (Lanzhou 2017)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from daoan.act.interception.solving import Unit
from daoan.terms.places import plane_of
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Ring:
    """Units within a straight distance of the middle and in no smaller ring, nearest first."""

    radius_m: float
    units: tuple[tuple[str, float], ...]  # unit id, metres


def rings_around(lon: float, lat: float, units: Sequence[Unit], pack: RulePack) -> tuple[Ring, ...]:
    """The rings, smallest first. Units without a position are in none."""
    plane = plane_of(np.array([lon]), np.array([lat]))
    x, y = plane.to_metres(np.array([lon, *(u.lon for u in units)]), np.array([lat, *(u.lat for u in units)]))
    away = np.hypot(x[1:] - x[0], y[1:] - y[0])
    rings, inner = [], 0.0
    for radius in sorted(float(r) for r in pack.get("rings.radius_m")):
        rows = np.flatnonzero((away < radius) & (away >= inner))
        rows = rows[np.argsort(away[rows], kind="stable")]
        rings.append(Ring(radius, tuple((units[k].unit_id, float(away[k])) for k in rows.tolist())))
        inner = radius
    return tuple(rings)
