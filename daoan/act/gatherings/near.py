"""Risk of the roads around gatherings: what an ordinary day brings on the stretches within some kilometres."""

from collections.abc import Sequence

import numpy as np
from scipy.spatial import KDTree

from daoan.terms.estimates import Estimate
from daoan.terms.gatherings import Gathering, NearRisk
from daoan.terms.places import plane_of
from daoan.terms.records import SegmentEstimate

_DAYS = 365.25


def near_risks(
    gatherings: Sequence[Gathering], estimates: Sequence[SegmentEstimate], within_km: float
) -> dict[str, NearRisk]:
    """Risk near each gathering whose place is known, by id; none where there are no estimates or no stretch is near.

    The sum's bounds are the sums of the stretches' bounds: as if all were high, or low, together.
    """
    placed = [g for g in gatherings if g.lon is not None and g.lat is not None]
    if not placed or not estimates:
        return {}
    lon, lat = np.array([(e.lon, e.lat) for e in estimates]).T
    plane = plane_of(lon, lat)
    roads = KDTree(np.column_stack(plane.to_metres(lon, lat)))
    here = np.column_stack(plane.to_metres(*np.array([(g.lon, g.lat) for g in placed]).T))
    weights = [e.injury_weight_per_year for e in estimates]
    table = np.array([(w.low, w.value, w.high) for w in weights])
    found = {}
    for one, at in zip(placed, here, strict=True):
        rows = roads.query_ball_point(at, within_km * 1000.0)
        if rows:
            low, value, high = (table[rows].sum(axis=0) / _DAYS).tolist()
            a_day = Estimate(value, low, high, weights[0].level)
            found[one.gathering_id] = NearRisk(len(rows), within_km, a_day)
    return found
