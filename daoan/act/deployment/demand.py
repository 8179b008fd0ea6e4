"""What is expected on each stretch in each shift: yearly injuries times the part of its class's week that it takes."""

from collections.abc import Sequence

import numpy as np

from daoan.act.duty.profile import HOURS, WEEKS_PER_YEAR, WeekProfile
from daoan.kernels.optimise.roster import Floats
from daoan.terms.codes import RoadClass
from daoan.terms.records import SegmentEstimate
from daoan.terms.records.deploying import ShiftWindow, StretchDemand
from daoan.terms.times import utc_to_local

#: Normal 95 % interval, in standard deviations to one side.
Z = 1.96


def demands_of(
    estimates: Sequence[SegmentEstimate], profile: WeekProfile, shifts: Sequence[ShiftWindow], zone: str
) -> tuple[StretchDemand, ...]:
    """One demand a stretch, weighted injuries by shift; the interval of the estimate becomes ``relative_sd``."""
    hours = np.array([_hours_of_week(shift, zone) for shift in shifts]).reshape(len(shifts), HOURS)
    parts = profile.by_class @ hours.T / WEEKS_PER_YEAR  # (classes, shifts)
    return tuple(_demand(e, parts[list(RoadClass).index(e.road_class)]) for e in estimates)


def _demand(estimate: SegmentEstimate, parts: Floats) -> StretchDemand:
    yearly = estimate.injury_weight_per_year
    sd = (yearly.high - yearly.low) / (2 * Z)
    return StretchDemand(
        segment_id=estimate.segment_id,
        lon=estimate.lon,
        lat=estimate.lat,
        expected=tuple((yearly.value * parts).tolist()),
        relative_sd=sd / yearly.value if yearly.value > 0 else 0.0,
        road_name=estimate.road_name,
        crashes_per_injury=estimate.crashes_per_year.value / yearly.value if yearly.value > 0 else None,
    )


def _hours_of_week(shift: ShiftWindow, zone: str) -> Floats:
    """How much of each hour of the week (168,), Monday 00:00 local first, a shift takes; wall clock at its start."""
    local = utc_to_local(shift.starts_at, zone)
    at = local.weekday() * 24 + local.hour + local.minute / 60 + local.second / 3600
    end = at + (shift.ends_at - shift.starts_at).total_seconds() / 3600
    taken = np.zeros(HOURS)
    for hour in range(int(at), int(np.ceil(end))):
        taken[hour % HOURS] += min(end, hour + 1) - max(at, hour)
    return taken
