"""A small city whose truth is known, and forecasters of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from daoan.terms.calendar.shifts import ShiftPlan
from daoan.terms.cells import CellGrid
from daoan.terms.codes import Severity
from daoan.terms.estimates import Estimate, Text
from daoan.terms.frames import CrashFrame, frame_of
from daoan.terms.places import Plane
from daoan.terms.records import Crash
from daoan.terms.rulepacks import RulePack, Status

GRID = CellGrid(Plane(-1.5, 53.8), 1000.0, np.arange(30), np.zeros(30, dtype=np.int64))
FIRST = date(2017, 1, 2)
AS_OF = datetime(2019, 12, 30, 12, tzinfo=UTC)
HOURS = (0, 12)
RATE = np.outer([0.4, 1.6], np.linspace(0.02, 0.6, 30) ** 2)  # crashes per shift and cell

PACK = RulePack(
    "outlook", "1", Text("a", "甲"), "test", Status.PROJECT_DEFAULT, True,
    {"scores": {"weeks": 20, "least_weeks": 8, "regrid_weeks": 4, "learn_weeks": 52,
                "tops_pct": [5.0, 10.0, 20.0], "draws": 200, "level": 0.95}},
)  # fmt: skip


def draw_crashes(seed: int = 1, days: int = 1092, **fields) -> CrashFrame:
    """Crashes drawn from :data:`RATE`, in the middle of their shift and cell; times are UTC and local alike."""
    rng = np.random.default_rng(seed)
    lon, lat = GRID.centres()
    crashes = []
    for day in range(days):
        for shift, hour in enumerate((6, 18)):
            for cell, n in enumerate(rng.poisson(RATE[shift])):
                at = datetime(FIRST.year, FIRST.month, FIRST.day, hour, tzinfo=UTC) + timedelta(days=day)
                for k in range(n):
                    ref = f"{day}-{shift}-{cell}-{k}"
                    crashes.append(
                        Crash(f"t:{ref}", "t", ref, at, at, Severity.SLIGHT, lon=float(lon[cell]), lat=float(lat[cell]),
                              **fields)
                    )  # fmt: skip
    return frame_of(crashes, "UTC")


@dataclass(frozen=True)
class Week:
    plan: ShiftPlan
    grid: CellGrid
    probability: Mapping[str, np.ndarray]
    total: Estimate


def replay_with(forecasts: Mapping[str, np.ndarray], seen: list | None = None):
    """A replay that says the same every week: crashes expected (shifts, cells) by method."""

    def replay(crashes: CrashFrame, origins: Sequence[datetime]) -> Iterator[Week]:
        for origin in origins:
            if seen is not None:
                seen.append(origin)
            p = {name: 1.0 - np.exp(-np.tile(rate, (7, 1))) for name, rate in forecasts.items()}
            total = float(RATE.sum() * 7)
            yield Week(ShiftPlan(origin.date(), 7, HOURS, "UTC"), GRID, p, Estimate(total, total * 0.5, total * 1.6))

    return replay
