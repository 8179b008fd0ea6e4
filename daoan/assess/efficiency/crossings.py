"""Reads of sites out of positions: a vehicle that told where it is, near a site, passed it where it came nearest."""

from dataclasses import replace

import numpy as np
from scipy.spatial import cKDTree

from daoan.assess.efficiency.rules import EfficiencyRules
from daoan.terms.frames import Floats, Ints
from daoan.terms.passes import NO_BRAND, NOT_RECORDED, PassFrame, empty_passes
from daoan.terms.places import plane_of

#: Marks of vehicles that are no plates: below all packed plates, none of them zero.
FIRST_MARK = -(2**62)


def crossings_of(
    vehicle: Ints, at_ms: Ints, lon: Floats, lat: Floats, site_lon: Floats, site_lat: Floats, rules: EfficiencyRules
) -> PassFrame:
    """Reads of sites by row, one for each visit, at the moment of the nearest position; without a measured speed.

    ``vehicle``: a number of each; positions in WGS-84 degrees, UTC milliseconds. ``site_lon``, ``site_lat``: NaN where
    not known. A visit ends where a vehicle was farther than ``within_m`` or silent for ``most_gap_s``. Positions of a
    receiver are told by a right clock.
    """
    placed = np.flatnonzero(np.isfinite(site_lon) & np.isfinite(site_lat))
    if not len(placed) or not len(vehicle):
        return empty_passes(0)
    plane = plane_of(site_lon[placed], site_lat[placed])
    tree = cKDTree(np.column_stack(plane.to_metres(site_lon[placed], site_lat[placed])))
    order = np.lexsort((at_ms, vehicle))
    asked = np.column_stack(plane.to_metres(lon[order], lat[order]))
    far, nearest = map(np.asarray, tree.query(asked, distance_upper_bound=rules.within_m))
    near = np.flatnonzero(np.isfinite(far))
    rows, site, far = order[near], placed[nearest[near]], far[near]
    if not len(rows):
        return empty_passes(0)
    fresh = np.append(True, (np.diff(vehicle[rows]) != 0) | (np.diff(site) != 0))
    fresh[1:] |= (np.diff(near) != 1) | (np.diff(at_ms[rows]) > 1000.0 * rules.most_gap_s)
    visit = np.cumsum(fresh) - 1
    best = np.lexsort((at_ms[rows], far, visit))
    best = best[np.append(True, np.diff(visit[best]) != 0)]
    return _as_passes(vehicle[rows][best], at_ms[rows][best], site[best])


def _as_passes(vehicle: Ints, at_ms: Ints, site: Ints) -> PassFrame:
    frame = empty_passes(len(vehicle))
    return replace(
        frame,
        site=site.astype(np.int32),
        happened_ms=at_ms,
        known_ms=at_ms,
        plate=FIRST_MARK + vehicle,
        score=np.full(len(vehicle), NOT_RECORDED, np.uint8),
        kind=np.full(len(vehicle), NOT_RECORDED, np.uint8),
        colour=np.full(len(vehicle), NOT_RECORDED, np.uint8),
        brand=np.full(len(vehicle), NO_BRAND, np.int16),
        speed_kmh=np.full(len(vehicle), np.nan, np.float32),
    )
