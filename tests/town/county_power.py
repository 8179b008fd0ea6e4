"""Measure on towns of some seeds how soon a county that grows worse is found, and how often steady ones change colour.

``python -m tests.town.county_power 200 219`` measures every seed from 200 to 219, one line each, then the sums.
A case: a county with at least 10 injury crashes a month, drawn at random, whose rate is multiplied from a month drawn
at random on. *Found*: it has more points than every other county in the assessment of the first or the second month.
"""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from daoan.assess.indicators.grading import graded_deaths
from daoan.assess.indicators.register import register_of
from daoan.assess.segments import assess_segments
from daoan.assess.situation.levels import place_of
from daoan.assess.situation.replay import Month, replay_months
from daoan.assess.situation.tally import book_of
from daoan.assess.situation.units import exposure_of
from daoan.sense.snapping import snap
from daoan.terms.frames import Floats, frame_of
from daoan.terms.months import first_day
from daoan.terms.rulepacks import RulePack, read_rule_pack
from daoan.town.build import Town, town_of
from daoan.town.changes import Change, ChangeKind
from daoan.town.city import SNAP_WITHIN_M, city_of
from daoan.town.course import Course, draw_course

ROOT = Path(__file__).parents[2]
FACTORS = (2.0, 1.5, 1.0)
CASES = 1  # of each seed
LEAST_PER_MONTH = 10.0
FIRST_MONTH, LAST_MONTH = 12 * 51 + 5, 12 * 55 + 9  # months since 1970: June 2021 to October 2025
LAST_OF_TOWN = 12 * 55 + 11
YEARS = 5  # of crashes behind the exposure


@dataclass(frozen=True)
class Case:
    """One county, one month, one factor."""

    factor: float
    first_soon: bool  # first in the first or second month
    first_second: bool  # first in the second month
    coloured: bool  # its colour has risen by the second month
    coloured_first: bool  # … and no other county's had risen before or with it


@dataclass(frozen=True)
class Steady:
    """Changes of colour in a town without any change."""

    flips: int
    flips_without_vetoes: int
    county_months: int


@lru_cache
def pack(name: str) -> RulePack:
    return read_rule_pack((ROOT / "rulepacks" / f"{name}.toml").read_text("utf-8"), name)


def exposure_in(town: Town) -> Floats:
    """What counties are compared by, as the loop would know it at the end of the town."""
    frame = snap(frame_of(town.register_as_of(), town.zone), town.network, SNAP_WITHIN_M)
    args = (town.network, frame, town.counts, town.as_of, YEARS, pack("severity"), pack("exposure"))
    estimates = assess_segments(*args)[1]
    return exposure_of([area.code for area in city_of(town).areas], {}, estimates)[0]


def replay(town: Town, last: int, exposure: Floats, months: int, deaths: float = 1.0) -> list[Month]:
    """The months up to ``last`` as they were assessed then; ``deaths`` 0 takes the vetoes away."""
    values = {name: dict(table) for name, table in pack("situation").values.items()}
    values["months"]["replayed"] = months
    situation = RulePack(**{n: getattr(pack("situation"), n) for n in RulePack.__slots__} | {"values": values})
    frame = frame_of(town.crashes, town.zone)
    register = register_of(town.crashes, frame)
    counties = [area.code for area in city_of(town).areas]
    book = book_of(register, graded_deaths(register) * deaths, frame.area, counties, town.zone, situation)
    day = first_day(last + 1)
    as_of = datetime(day.year, day.month, 1, tzinfo=UTC) + timedelta(days=6)
    return replay_months(book, exposure, last, as_of, situation)


def draw_case(town: Town, rng: np.random.Generator) -> tuple[str, int]:
    """A county with enough crashes, and the month from which it changes."""
    month = int(rng.integers(FIRST_MONTH, LAST_MONTH + 1))
    year = (first_day(month - 12), first_day(month))
    before = [c.area for c in town.crashes if year[0] <= (c.happened_at + timedelta(hours=8)).date() < year[1]]
    counties = [a.code for a in city_of(town).areas if before.count(a.code) >= 12 * LEAST_PER_MONTH]
    return str(rng.choice(counties)), month


def measure_case(course: Course, base: Town, county: str, month: int, factor: float, exposure: Floats) -> Case:
    """What the two assessments after the change say of the county; ``base``: the town without it."""
    change = Change(ChangeKind.COUNTY, first_day(month), None, factor, area=county)
    town = town_of(course, (change,)) if factor != 1.0 else base
    u = [area.code for area in city_of(town).areas].index(county)
    before, one, two = replay(town, month + 1, exposure, 6)[-3:]
    firsts = [int(np.argmax(m.points.total)) == u for m in (one, two)]
    rises = [[place_of(m.shown[v]) > place_of(before.shown[v]) for m in (one, two)] for v in range(len(one.shown))]
    when = [row.index(True) if any(row) else 9 for row in rises]
    others = min(w for v, w in enumerate(when) if v != u)
    return Case(factor, any(firsts), firsts[1], when[u] < 9, when[u] < others)


def measure_steady(town: Town, exposure: Floats) -> Steady:
    """Changes of colour over the last months of the town, with and without vetoes."""
    months = int(pack("situation").get("months.replayed"))
    with_vetoes, without = (flips(replay(town, LAST_OF_TOWN, exposure, months, d)) for d in (1.0, 0.0))
    return Steady(with_vetoes, without, (months - 1) * len(exposure))


def flips(months: list[Month]) -> int:
    return sum(a != b for m, n in pairwise(months) for a, b in zip(m.shown, n.shown, strict=True))


def measure(seed: int) -> tuple[list[Case], Steady]:
    """The cases of one seed, and its steady town."""
    course = draw_course(seed, False, 8)
    town, rng = town_of(course), np.random.default_rng(seed)
    exposure = exposure_in(town)
    chosen = [draw_case(town, rng) for _ in range(CASES)]
    cases = [measure_case(course, town, *one, factor, exposure) for one in chosen for factor in FACTORS]
    return cases, measure_steady(town, exposure)


def told(cases: list[Case], factor: float) -> str:
    """Shares of the cases of one factor."""
    rows = [c for c in cases if c.factor == factor]
    names = ("first_soon", "first_second", "coloured", "coloured_first")
    return f"×{factor}: " + " ".join(f"{n}={sum(getattr(c, n) for c in rows)}/{len(rows)}" for n in names)


def main(first: int, last: int) -> None:
    cases: list[Case] = []
    steady: list[Steady] = []
    for seed in range(first, last + 1):
        more, calm = measure(seed)
        cases, steady = cases + more, [*steady, calm]
        sys.stdout.write(f"seed={seed} {'; '.join(told(more, f) for f in FACTORS)}; {calm}\n")
        sys.stdout.flush()
    months = sum(s.county_months for s in steady)
    for factor in FACTORS:
        sys.stdout.write(told(cases, factor) + "\n")
    sys.stdout.write(
        f"changes of colour in 36 steady county-months: {36 * sum(s.flips for s in steady) / months:.2f}, "
        f"without vetoes {36 * sum(s.flips_without_vetoes for s in steady) / months:.2f}, of {months} county-months\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
