"""Forecasts of past weeks, each from what was known at its first moment."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from daoan.assess.outlook.dull import DULL, dull_forecasts
from daoan.assess.outlook.ground import Ground, lay_ground
from daoan.assess.outlook.model import METHOD, FittedOutlook, fit_outlook
from daoan.assess.outlook.record import CityRecord, Completeness, count_record
from daoan.terms.calendar.shifts import ShiftPlan
from daoan.terms.cells import CellGrid
from daoan.terms.city import City
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import CrashFrame, Floats, Network
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import moment64

#: Everything that is forecast and judged, the served method first.
METHODS: Mapping[str, Text] = {METHOD: Text("the outlook", "短期预报"), **DULL}


@dataclass(frozen=True, slots=True, eq=False)
class PastWeek:
    """A week as it was forecast on the eve of its first day: probabilities (periods, cells) by method."""

    plan: ShiftPlan
    grid: CellGrid
    probability: Mapping[str, Floats]
    total: Estimate


def outlook_replay(
    city: City, network: Network, pack: RulePack, completeness: Completeness | None = None
) -> Callable[[CrashFrame, Sequence[datetime]], Iterator[PastWeek]]:
    """A function that forecasts the weeks beginning at some moments, oldest first.

    The model is fitted anew every week; the ground is laid anew every ``scores.regrid_weeks`` weeks.
    """
    every = int(pack.get("scores.regrid_weeks"))
    level = float(pack.get("scores.level"))

    def replay(crashes: CrashFrame, origins: Sequence[datetime]) -> Iterator[PastWeek]:
        ground: Ground | None = None
        for k, origin in enumerate(origins):
            known = crashes.known_by(moment64(origin))
            if ground is None or k % every == 0:
                ground = lay_ground(network, known, float(pack.get("cells.size_m")))
            record = count_record(ground, known, origin, city.zone, pack, completeness)
            yield forecast_week(fit_outlook(city, record, pack), level)

    return replay


def forecast_week(fitted: FittedOutlook, level: float) -> PastWeek:
    """The days ahead of a fitted record, by every method."""
    record: CityRecord = fitted.record
    rows = np.arange(record.until, len(record.plan))
    days = len(rows) // len(record.plan.hours)
    probability = {METHOD: np.asarray(-np.expm1(-fitted.expected(rows))), **dull_forecasts(record, rows)}
    return PastWeek(
        plan=ShiftPlan(record.plan.day_of(record.until), days, record.plan.hours, record.plan.zone),
        grid=record.ground.grid,
        probability=probability,
        total=fitted.total(rows, level),
    )
