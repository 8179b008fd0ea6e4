"""The record of a city: which square and which shift each injury crash lies in, as known at a moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from daoan.assess.outlook.ground import Ground
from daoan.terms.calendar.shifts import ShiftPlan
from daoan.terms.estimates import Text
from daoan.terms.frames import CrashFrame, Floats, Ints, Times
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import day_of, moment64, utc_to_local, years_before

#: Share of the crashes of some local moments that is known by now; what a nowcast of reporting lag gives.
Completeness = Callable[[Times], Floats]


@dataclass(frozen=True, slots=True, eq=False)
class CityRecord:
    """Injury crashes by period and square, and what of them is on the grid.

    ``plan`` covers the history and the days ahead; rows before ``until`` are history, whole days that had ended.
    ``known_hours`` is the length of each period, less where part of its crashes are not reported yet.
    """

    ground: Ground
    plan: ShiftPlan
    until: int
    known_hours: Floats  # (all periods,)
    crashes: CrashFrame  # the injury crashes of the history, on the grid
    cell: Ints  # their squares, one a crash
    period: Ints  # their periods
    unplaced: int  # injury crashes of the history in no square

    @property
    def shift(self) -> Ints:
        """Which shift of its day each crash lies in."""
        return self.period % len(self.plan.hours)

    def per_period(self) -> Floats:
        """Injury crashes of the whole grid in each period of the history."""
        return np.bincount(self.period, minlength=self.until).astype(np.float64)

    def per_cell(self, weight: Floats | None = None) -> Floats:
        """Injury crashes of each square, each counting ``weight``."""
        return np.bincount(self.cell, weight, len(self.ground)).astype(np.float64)


def count_record(
    ground: Ground,
    crashes: CrashFrame,
    as_of: datetime,
    zone: str,
    pack: RulePack,
    completeness: Completeness | None = None,
) -> CityRecord:
    """Count the injury crashes known at ``as_of``, from the first of them (at most so many years ago) on.

    The history ends with the day before the local day of ``as_of``; the plan goes on for the days ahead. Where
    :func:`find_shortage` finds one there is nothing to count.
    """
    known = crashes.known_by(moment64(as_of)).injury_crashes()
    today = utc_to_local(as_of, zone).date()
    first = _first_day(known, as_of, zone, pack)
    hours = tuple(int(h) for h in pack.get("shifts.starts_hours"))
    history = ShiftPlan(first, (today - first).days, hours, zone)
    plan = ShiftPlan(first, history.days + int(pack.get("ahead.days")), hours, zone)
    period = history.period_of(known.local_at)
    known, period = known.where(period >= 0), period[period >= 0]
    cell = ground.grid.find_cells(known.lon, known.lat)
    on = cell >= 0
    length = plan.length_hours()
    if completeness is not None:
        length = length * np.clip(completeness(plan.starts()), 0.0, 1.0)
    return CityRecord(
        ground=ground,
        plan=plan,
        until=len(history),
        known_hours=length,
        crashes=known.where(on),
        cell=cell[on],
        period=period[on],
        unplaced=int((~on).sum()),
    )


def find_shortage(crashes: CrashFrame, as_of: datetime, zone: str, pack: RulePack) -> Text | None:
    """Why the injury crashes known at ``as_of`` are too few to forecast from, in words; ``None`` where they suffice."""
    known = crashes.known_by(moment64(as_of)).injury_crashes()
    weeks, least = int(pack.get("record.least_weeks")), int(pack.get("record.least_crashes"))
    had = (utc_to_local(as_of, zone).date() - day_of(known.local_at.min())).days // 7 if len(known) else 0
    if had < weeks or len(known) < least:
        return Text(
            f"The outlook needs at least {least} injury crashes over {weeks} weeks; {len(known)} are known over {had}.",
            f"短期预报至少需要{weeks}周、{least}起伤人事故的记录；目前已知{had}周、{len(known)}起。",
        )
    silent = (utc_to_local(as_of, zone).date() - day_of(known.local_at.max())).days
    most = int(pack.get("record.most_silent_days"))
    if silent > most:
        return Text(
            f"The last injury crash known lies {silent} days back; the outlook needs records of the last {most} days.",
            f"最近一起已知伤人事故距今{silent}天；短期预报需要最近{most}天内的记录。",
        )
    return None


def _first_day(known: CrashFrame, as_of: datetime, zone: str, pack: RulePack) -> date:
    far = utc_to_local(years_before(as_of, int(pack.get("record.most_years"))), zone).date()
    return max(day_of(known.local_at.min()), far)
