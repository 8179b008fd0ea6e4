"""Draw companies with their vehicles, drivers and a year of events. Rates follow each company's care and its faults."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

import numpy as np

from daoan.terms.records.companies import CompanyKind, EventKind, Liability, VehicleKind
from daoan.town.names import fictional_names
from daoan.town.parameters import Parameters

YEAR = 365
_FLEET = {
    CompanyKind.COACH: VehicleKind.COACH,
    CompanyKind.TOUR: VehicleKind.TOUR,
    CompanyKind.HAZMAT: VehicleKind.HAZMAT,
    CompanyKind.FREIGHT: VehicleKind.HEAVY_TRUCK,
    CompanyKind.SCHOOL: VehicleKind.SCHOOL_BUS,
    CompanyKind.CONSTRUCTION: VehicleKind.CONSTRUCTION,
}
_TRADES = {
    CompanyKind.COACH: "客运", CompanyKind.TOUR: "旅游客运", CompanyKind.HAZMAT: "危货运输",
    CompanyKind.FREIGHT: "物流", CompanyKind.SCHOOL: "校车服务", CompanyKind.CONSTRUCTION: "工程运输",
}  # fmt: skip
FAULTS = ("papers", "driving", "leadership")


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline that comes again: the first day of it, how many days apart, and when each was met (days late)."""

    first: date
    every: int
    met_after: tuple[int, ...]  # days after each deadline; negative: before it

    def holds_on(self, day: date) -> date:
        """The last day of what holds on a day: what the register tells."""
        due = self.first
        for late in self.met_after:
            if due + timedelta(days=late) > day:
                return due
            due += timedelta(days=self.every)
        return due


@dataclass(frozen=True, slots=True)
class DrawnVehicle:
    """A vehicle with its deadlines. ``scrapped_on``: when it was, past its last day."""

    plate: str
    kind: VehicleKind
    inspection: Deadline
    insurance: Deadline
    scrap_by: date
    scrapped_on: date


@dataclass(frozen=True, slots=True)
class DrawnDriver:
    """A driver with their deadlines."""

    number: int
    name: str
    classes: tuple[str, ...]
    review: Deadline
    medical: Deadline
    change: Deadline


@dataclass(frozen=True, slots=True)
class DrawnEvent:
    """Something that happened. ``vehicle``, ``driver``: rows of the company's; ``dealt_on``: of a violation."""

    kind: EventKind
    day: date
    vehicle: int
    driver: int
    deaths: int = 0
    injured: int = 0
    liability: Liability = Liability.OPEN
    serious: bool = False
    dealt_on: date | None = None
    points: int = 0


@dataclass(frozen=True, slots=True)
class DrawnCompany:
    """A company with its truth. ``faults``: how many times as bad as usual, by fault; nothing in an ordinary one."""

    number: int
    name: str
    kind: CompanyKind
    area: str
    care: float  # factor on every rate; 1 is usual
    vehicles: tuple[DrawnVehicle, ...]
    drivers: tuple[DrawnDriver, ...]
    events: tuple[DrawnEvent, ...]
    faults: Mapping[str, float] = field(default_factory=dict)

    @property
    def bad(self) -> bool:
        """Whether it was planted as bad."""
        return bool(self.faults)


@lru_cache(maxsize=1)
def read_company_truth() -> Parameters:
    """``companies.toml`` as nested mappings."""
    return tomllib.loads((files("daoan.town.companies") / "companies.toml").read_text("utf-8"))


def draw_companies(seed: int, last_day: date, areas: Sequence[str], stated: Parameters) -> tuple[DrawnCompany, ...]:
    """Companies with a year of life that ends on a day. ``areas``: counties that they are in."""
    rng = np.random.default_rng([seed, 0xC0])
    c, bad = stated["companies"], stated["bad"]
    number = int(c["number"])
    sizes = np.clip(np.exp(rng.normal(np.log(c["median_vehicles"]), c["sd_log_vehicles"], number)), 1, 1e9)
    sizes = np.minimum(np.rint(sizes), c["most_vehicles"]).astype(int)
    sizes[rng.uniform(size=number) < c["two_vehicles"]] = 2
    kinds = rng.choice(list(c["kinds"]), number, p=np.array(list(c["kinds"].values())))
    able = np.flatnonzero(sizes >= bad["least_vehicles"])
    planted = set(rng.permutation(able)[: round(bad["share"] * number)].tolist())
    names = fictional_names(number, frozenset())
    months = _months(stated, rng)
    made = _Maker(last_day, stated, months, rng)
    return tuple(
        made.company(i, names[i][0], CompanyKind(kinds[i]), int(sizes[i]), areas[i % len(areas)], planted=i in planted)
        for i in range(number)
    )


def _months(stated: Parameters, rng: np.random.Generator) -> list[float]:
    """A factor for each of thirteen months, which remembers the one before."""
    e, factors, log = stated["events"], list[float](), 0.0
    for _ in range(13):
        log = e["months_ar"] * log + rng.normal(0.0, e["months_sd_log"])
        factors.append(float(np.exp(log)))
    return factors


class _Maker:
    """Makes companies one after another from one stream of chance."""

    def __init__(self, last_day: date, stated: Parameters, months: Sequence[float], rng: np.random.Generator) -> None:
        self._last, self._stated, self._months, self._rng = last_day, stated, months, rng
        self._serial = self._people = 0

    def company(
        self, number: int, name: str, kind: CompanyKind, size: int, area: str, *, planted: bool
    ) -> DrawnCompany:
        c = self._stated["companies"]
        care = float(np.exp(self._rng.normal(0.0, c["care_sd_log"])))
        faults = self._faults() if planted else {}
        papers = care * faults.get("papers", 1.0)
        vehicles = tuple(self._vehicle(_FLEET[kind], papers) for _ in range(size))
        drivers = tuple(self._driver(kind, papers) for _ in range(max(1, round(size * c["drivers_per_vehicle"]))))
        events = self._events(kind, len(vehicles), len(drivers), care, faults)
        return DrawnCompany(
            number, f"{name}{_TRADES[kind]}公司（虚构）", kind, area, care, vehicles, drivers, events, faults
        )

    def _faults(self) -> dict[str, float]:
        chosen = self._rng.permutation(FAULTS)[: int(self._rng.integers(2, 4))]
        return {str(f): float(self._rng.uniform(*self._stated["bad"][str(f)])) for f in sorted(chosen)}

    def _deadline(self, missed: float, every: int, first_within: int) -> Deadline:
        """A deadline that first ends within so many days after the year began."""
        begun = self._last - timedelta(days=YEAR)
        first = begun + timedelta(days=int(self._rng.integers(0, first_within)))
        return Deadline(first, every, tuple(self._late(missed) for _ in range(2 * YEAR // every + 2)))

    def _late(self, missed: float) -> int:
        d = self._stated["deadlines"]
        if self._rng.uniform() >= min(missed, 0.95):
            return -int(self._rng.integers(0, 40))
        return 1 + int(np.exp(self._rng.normal(np.log(d["median_late_days"]), d["sd_log_late"])))

    def _vehicle(self, kind: VehicleKind, papers: float) -> DrawnVehicle:
        d = self._stated["deadlines"]
        self._serial += 1
        scrap_by = self._last + timedelta(days=int(self._rng.integers(-YEAR, 12 * YEAR)))
        late = max(0, self._late(papers * d["late_scrapping"]))
        return DrawnVehicle(
            plate=f"甘M{chr(65 + self._serial // 10_000)}{self._serial % 10_000:04d}",
            kind=kind,
            inspection=self._deadline(papers * d["late_inspection"], YEAR, YEAR),
            insurance=self._deadline(papers * d["late_insurance"], YEAR, YEAR),
            scrap_by=scrap_by,
            scrapped_on=scrap_by + timedelta(days=late),
        )

    def _driver(self, kind: CompanyKind, papers: float) -> DrawnDriver:
        d = self._stated["deadlines"]
        self._people += 1
        buses = (CompanyKind.COACH, CompanyKind.TOUR, CompanyKind.SCHOOL)
        return DrawnDriver(
            number=self._people,
            name="张王李赵刘陈杨黄吴周"[self._people % 10] + "某",
            classes=("A1",) if kind in buses else ("A2",) if self._people % 3 else ("B2",),
            review=self._deadline(papers * d["late_review"], YEAR, YEAR),
            medical=self._deadline(papers * d["late_medical"], YEAR, YEAR),
            change=self._deadline(papers * d["late_change"], 6 * YEAR, 6 * YEAR),
        )

    def _events(
        self, kind: CompanyKind, vehicles: int, drivers: int, care: float, faults: Mapping[str, float]
    ) -> tuple[DrawnEvent, ...]:
        e, driving = self._stated["events"], care * faults.get("driving", 1.0)
        leadership = care * faults.get("leadership", 1.0)
        found: list[DrawnEvent] = []
        for month, factor in enumerate(self._months[:12]):
            begun = self._last - timedelta(days=YEAR - round(month * YEAR / 12))

            def days(rate: float, begun: date = begun) -> list[date]:
                number = int(self._rng.poisson(rate))
                return [begun + timedelta(days=int(n)) for n in self._rng.integers(0, 30, number)]

            exposed = vehicles * factor * driving
            found += [self._violation(d, vehicles, drivers, leadership) for d in days(e["violations"] * exposed)]
            for day in days(e["crashes"] * exposed):
                found += self._crash(day, kind, vehicles, drivers)
            sober = days(e["alcohol_per_driver"] * drivers * leadership)
            found += [DrawnEvent(EventKind.ALCOHOL, d, 0, self._any(drivers), points=12) for d in sober]
        return tuple(sorted((v for v in found if v.day <= self._last), key=lambda v: v.day))

    def _any(self, number: int) -> int:
        return int(self._rng.integers(0, number))

    def _violation(self, day: date, vehicles: int, drivers: int, leadership: float) -> DrawnEvent:
        e = self._stated["events"]
        median = e["median_open_days"] * leadership
        left = float(np.exp(self._rng.normal(np.log(median), e["sd_log_open"])))
        points = int(self._rng.choice(list(e["points"]), p=list(e["points"].values())))
        return DrawnEvent(
            EventKind.VIOLATION, day, self._any(vehicles), self._any(drivers),
            serious=bool(self._rng.uniform() < e["serious_share"]), dealt_on=day + timedelta(days=round(left)),
            points=points,
        )  # fmt: skip

    def _crash(self, day: date, kind: CompanyKind, vehicles: int, drivers: int) -> list[DrawnEvent]:
        e = self._stated["events"]
        liable = Liability(self._rng.choice(list(e["liable"]), p=list(e["liable"].values())))
        fatal = self._rng.uniform() < e["fatal_share"]
        deaths = 1 + int(self._rng.poisson(0.25)) if fatal else 0
        who = self._any(vehicles), self._any(drivers)
        crash = DrawnEvent(EventKind.CRASH, day, *who, deaths, int(self._rng.poisson(0.8)), liable)
        if kind is CompanyKind.HAZMAT and self._rng.uniform() < e["spill_share"]:
            return [crash, DrawnEvent(EventKind.HAZMAT, day, *who, liability=liable)]
        return [crash]
