"""Which weeks are judged, and what happened in them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import numpy as np

from daoan.learn.outlook.tally import Happened
from daoan.terms.calendar.shifts import ShiftPlan
from daoan.terms.cells import CellGrid
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import CrashFrame, Floats
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import WEEK, day_of, local_midnight, monday_of, utc_to_local


class WeekForecast(Protocol):
    """One week as it was forecast on the eve of its first day: probabilities (periods, cells) by method."""

    @property
    def plan(self) -> ShiftPlan: ...
    @property
    def grid(self) -> CellGrid: ...
    @property
    def probability(self) -> Mapping[str, Floats]: ...
    @property
    def total(self) -> Estimate: ...


#: Forecasts of the weeks that begin at some moments, each from the crashes known by then.
Replay = Callable[[CrashFrame, Sequence[datetime]], Iterator[WeekForecast]]


def list_origins(crashes: CrashFrame, as_of: datetime, zone: str, pack: RulePack) -> list[datetime]:
    """First moments of the weeks to judge, Monday to Sunday, oldest first.

    ``crashes``: injury crashes known at ``as_of``. A week is judged where it had ended, the record goes on into it, and
    enough weeks of record lie before it to learn from.
    """
    if not len(crashes):
        return []
    first, last = (day_of(m) for m in (crashes.local_at.min(), crashes.local_at.max()))
    ended = monday_of(utc_to_local(as_of, zone).date())
    end = min(ended, monday_of(last) + WEEK)
    earliest = first + int(pack.get("scores.learn_weeks")) * WEEK
    mondays = [end - k * WEEK for k in range(int(pack.get("scores.weeks")), 0, -1)]
    return [local_midnight(day, zone) for day in mondays if day >= earliest]


def find_shortage(crashes: CrashFrame, origins: Sequence[datetime], pack: RulePack) -> Text | None:
    """Why nothing can be judged, in words; ``None`` where it can. ``crashes``: injury crashes as they are judged."""
    if len(crashes) and not np.isfinite(crashes.lon).any():
        return Text(
            "Scores of the outlook need injury crashes with coordinates; none of those known has any.",
            "短期预报评分需要带坐标的伤人事故记录；目前已知的事故均无坐标。",
        )
    least, learn = int(pack.get("scores.least_weeks")), int(pack.get("scores.learn_weeks"))
    if len(origins) >= least:
        return None
    return Text(
        f"Scores of the outlook need at least {learn} weeks of injury crashes to learn from and {least} weeks after "
        f"them to judge; there are {len(origins)} weeks to judge.",
        f"短期预报评分至少需要{learn}周伤人事故记录用于学习，其后再有{least}周用于评判；目前可评判{len(origins)}周。",
    )


def what_happened(crashes: CrashFrame, week: WeekForecast) -> Happened:
    """Injury crashes of the week by period and cell. ``crashes``: injury crashes as known when they are judged."""
    plan, grid = week.plan, week.grid
    period = plan.period_of(crashes.local_at)
    inside = np.flatnonzero(period >= 0)
    cell = grid.find_cells(crashes.lon[inside], crashes.lat[inside])
    on, off = inside[cell >= 0], inside[cell < 0]
    counts = np.zeros((len(plan), len(grid)), dtype=np.int64)
    np.add.at(counts, (period[on], cell[cell >= 0]), 1)
    return Happened(counts, np.bincount(period[off], minlength=len(plan)), len(plan.hours))
