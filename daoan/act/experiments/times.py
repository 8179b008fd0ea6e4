"""Every time that the placements of a duty plan are filled."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.terms.frames import Bools, Floats, Ints
from daoan.terms.records import DutyPlan
from daoan.terms.times import WEEK, local_to_utc, utc_to_local


@dataclass(frozen=True, slots=True)
class Times:
    """One row a time of a placement. A month's placement is filled once a week on its weekday, by the city's clock; a
    night's once."""

    plan: DutyPlan
    placement: Ints  # row of the plan's placement
    week: Ints  # 0 for the first time
    starts_at: tuple[datetime, ...]
    ends_at: tuple[datetime, ...]
    number: Ints  # of times, by placement

    def units(self) -> list[str]:
        """The name of each placement, the same in every plan."""
        return [p.unit for p in self.plan.placements]

    def hours(self) -> Floats:
        """Patrol-hours of one time, by placement."""
        return np.array([p.hours for p in self.plan.placements], dtype=np.float64) / self.number

    def injuries(self) -> Floats:
        """Severity-weighted injuries expected in one time without patrol: value and upper end, (placements, 2)."""
        both = [(p.expected_injuries.value, p.expected_injuries.high) for p in self.plan.placements]
        return np.array(both, dtype=np.float64).reshape(-1, 2) / self.number[:, None]

    def whole_pairs(self) -> Bools:
        """Which times lie in a whole pair of weeks: first and second, third and fourth."""
        return np.asarray(self.week < 2 * (self.number[self.placement] // 2))


def times_of(plan: DutyPlan, zone: str) -> Times:
    """All times of a plan, placement by placement."""
    rows: list[tuple[int, int, datetime, datetime]] = []
    for k, placement in enumerate(plan.placements):
        first, last = (
            utc_to_local(moment, zone).replace(tzinfo=None) for moment in (placement.starts_at, placement.ends_at)
        )
        week = 0
        while week == 0 or (plan.kind == "month" and local_to_utc(first + week * WEEK, zone) < plan.ends_at):
            starts_at, ends_at = (local_to_utc(moment + week * WEEK, zone) for moment in (first, last))
            rows.append((k, week, starts_at, ends_at))
            week += 1
    placement_row = np.array([row[0] for row in rows], dtype=np.int64)
    return Times(
        plan=plan,
        placement=placement_row,
        week=np.array([row[1] for row in rows], dtype=np.int64),
        starts_at=tuple(row[2] for row in rows),
        ends_at=tuple(row[3] for row in rows),
        number=np.bincount(placement_row, minlength=len(plan.placements)).astype(np.int64),
    )
