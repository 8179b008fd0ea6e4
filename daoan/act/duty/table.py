"""Stretches times shifts as one allocation problem.

Expected severity-weighted injuries of stretch s in shift h are  w_s / 52.18 · p_{c(s)}(h) · times_h.  A share
1 − (1 − q)^k of them is under cover with k visits, q = (dwell + lasting) / length of the shift.

========= =============================================================
w_s       injuries of the stretch per year, severity-weighted
p_c(h)    share of its class's week that falls into the shift
========= =============================================================
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from daoan.act.duty.profile import WEEKS_PER_YEAR, WeekProfile
from daoan.act.duty.slots import Slot
from daoan.kernels.optimise.problem import Floats, Ints, Problem
from daoan.terms.codes import RoadClass
from daoan.terms.places import Plane
from daoan.terms.records import SegmentEstimate
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class DutyTable:
    """Rows are stretch × shift: stretch ``row // slots``, shift ``row % slots``. ``part``: share of the year's risk."""

    estimates: tuple[SegmentEstimate, ...]
    slots: tuple[Slot, ...]
    part: Floats
    expected: Floats
    problem: Problem

    def stretch_of(self, row: int) -> SegmentEstimate:
        """The stretch of a row."""
        return self.estimates[row // len(self.slots)]

    def slot_of(self, row: int) -> Slot:
        """The shift of a row."""
        return self.slots[row % len(self.slots)]


def duty_table(
    estimates: Sequence[SegmentEstimate],
    slots: Sequence[Slot],
    profile: WeekProfile,
    patrol_hours: float,
    days: int,
    pack: RulePack,
) -> DutyTable:
    """Everything the solver and the wording need; ``days`` that the patrol-hours are spread over."""
    n, m = len(estimates), len(slots)
    units = ceil(patrol_hours / (days * float(pack.get("units.hours_each"))))
    shares = np.array([[profile.share(c, s.hours_of_week) * s.times for s in slots] for c in RoadClass])
    kinds = np.array([list(RoadClass).index(e.road_class) for e in estimates], dtype=np.int64)
    part = (shares[kinds] / WEEKS_PER_YEAR).ravel() if n else np.zeros(0)
    yearly = np.repeat(np.array([e.injury_weight_per_year.value for e in estimates]), m)
    expected = yearly * part
    beats = _beats(estimates, float(pack.get("beat.side_km")))
    problem = Problem(
        gain=expected[:, None] * np.tile(_cover_gains(slots, pack), (n, 1)),
        cost=np.tile(_visit_hours(pack) * np.array([s.times for s in slots], dtype=np.float64), n),
        group=(beats[:, None] * m + np.arange(m)).ravel().astype(np.int64),
        setup=np.tile(float(pack.get("beat.travel_minutes")) / 60 * np.array([s.times for s in slots]), _count(beats)),
        pool=np.tile(np.arange(m), _count(beats)),
        cap=np.array([s.hours * s.times for s in slots]) * units,
        budget=patrol_hours,
    )
    return DutyTable(tuple(estimates), tuple(slots), part, expected, problem)


def _visit_hours(pack: RulePack) -> float:
    return (float(pack.get("visit.dwell_minutes")) + float(pack.get("visit.move_minutes"))) / 60


def _cover_gains(slots: Sequence[Slot], pack: RulePack) -> Floats:
    """What each further visit adds to the share under cover, (shifts, visits)."""
    reach = (float(pack.get("visit.dwell_minutes")) + float(pack.get("visit.lasting_minutes"))) / 60
    q = np.minimum(1.0, reach / np.array([s.hours for s in slots]))
    visits = np.arange(int(pack.get("visit.most_visits")))
    return np.asarray(q[:, None] * (1 - q[:, None]) ** visits, dtype=np.float64)


def _beats(estimates: Sequence[SegmentEstimate], side_km: float) -> Ints:
    """Number of the square that each stretch lies in, counted from 0."""
    if not estimates:
        return np.zeros(0, dtype=np.int64)
    lon, lat = np.array([e.lon for e in estimates]), np.array([e.lat for e in estimates])
    x, y = Plane(float(lon.mean()), float(lat.mean())).to_metres(lon, lat)
    squares = np.stack([np.floor(x / 1000 / side_km), np.floor(y / 1000 / side_km)], axis=1)
    return np.unique(squares, axis=0, return_inverse=True)[1].ravel().astype(np.int64)


def _count(beats: Ints) -> int:
    return int(beats.max()) + 1 if len(beats) else 0
