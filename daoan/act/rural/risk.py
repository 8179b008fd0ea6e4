r"""What the roads around places bring in each hour of the week.

.. math:: r_i(h) = \frac{1}{W} \sum_{s \in N(i)} w_s \, p_{c(s)}(h)

==================== ===========================================================================
:math:`N(i)`         stretches within the distance, as the crow flies
:math:`w_s`          severity-weighted injuries that a year is expected to bring on stretch s
:math:`p_c(h)`       share of the week that falls into hour h on roads of class c (week profile)
:math:`W`            weeks of a year
==================== ===========================================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import KDTree

from daoan.act.duty.profile import HOURS, WEEKS_PER_YEAR, WeekProfile
from daoan.terms.codes import RoadClass
from daoan.terms.estimates import Estimate
from daoan.terms.frames import Floats
from daoan.terms.places import plane_of
from daoan.terms.records import SegmentEstimate


@dataclass(frozen=True, slots=True, eq=False)
class HourRisk:
    """Severity-weighted injuries by hour of the week (168,), Monday 00:00 local first, on the roads around a place.

    ``low`` and ``high`` take all stretches to be low, or high, together: rather too wide than too narrow. ``worst``:
    the stretch with most of it.
    """

    value: Floats
    low: Floats
    high: Floats
    level: float
    stretches: int
    worst: SegmentEstimate

    def over(self, weekday: int, from_hour: int, until_hour: int) -> Estimate:
        """What some hours of a day bring, Monday 0."""
        hours = slice(24 * weekday + from_hour, 24 * weekday + until_hour)
        low, value, high = (sum(part[hours].tolist()) for part in (self.low, self.value, self.high))
        return Estimate(value, low, high, self.level)

    def worst_hours(self, weekday: int, hours: int, earliest: int, latest: int) -> tuple[int, int]:
        """The span of so many hours of a day that brings most, between two hours; the earliest of equals."""
        starts = range(earliest, max(earliest, latest - hours) + 1)
        midnight = 24 * weekday
        day = self.value[midnight : midnight + starts[-1] + hours].tolist()  # a few numbers: quicker than an array
        best = max(starts, key=lambda h: sum(day[h : h + hours]))
        return best, min(best + hours, latest)


def hour_risks(
    places: Sequence[tuple[str, float | None, float | None]],
    estimates: Sequence[SegmentEstimate],
    profile: WeekProfile,
    within_km: float,
) -> dict[str, HourRisk]:
    """Risk around each place, by its name. ``places``: name, longitude, latitude (WGS-84).

    None for a place that is not known, or has no stretch within the distance.
    """
    placed = [(name, lon, lat) for name, lon, lat in places if lon is not None and lat is not None]
    if not placed or not estimates:
        return {}
    lon, lat = np.array([(e.lon, e.lat) for e in estimates]).T
    plane = plane_of(lon, lat)
    roads = KDTree(np.column_stack(plane.to_metres(lon, lat)))
    here = np.column_stack(plane.to_metres(*np.array([(x, y) for _, x, y in placed]).T))
    yearly = [e.injury_weight_per_year for e in estimates]
    table = np.array([(y.low, y.value, y.high) for y in yearly])
    kinds = list(RoadClass)
    of_class = np.array([kinds.index(e.road_class) for e in estimates])
    found = {}
    for (name, _, _), at in zip(placed, here, strict=True):
        rows = roads.query_ball_point(at, within_km * 1000.0)
        if not rows:
            continue
        sums = np.zeros((3, len(kinds)))
        np.add.at(sums.T, of_class[rows], table[rows])
        low, value, high = sums @ profile.by_class / WEEKS_PER_YEAR
        worst = estimates[max(rows, key=lambda row: (table[row, 1], -row))]
        found[name] = HourRisk(value, low, high, yearly[0].level, len(rows), worst)
    return found


__all__ = ["HOURS", "HourRisk", "hour_risks"]
