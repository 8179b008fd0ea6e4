"""What the register tells of drawn companies on a day: the records that a real city would send."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from daoan.terms.records.companies import (
    Company,
    CompanyEvent,
    EventKind,
    KeyDriver,
    KeyVehicle,
    RosterRecord,
    Standing,
)
from daoan.town.companies.draw import YEAR, DrawnCompany, DrawnDriver, DrawnVehicle


@dataclass(frozen=True, slots=True)
class Named:
    """What a vehicle or driver is known by and how it is shown, sealed and masked: the caller's to make."""

    item_id: str
    shown: str
    sealed: str = ""
    shown_number: str = ""
    age_band: str = ""


Name = Callable[[DrawnVehicle | DrawnDriver], Named]


def plain_name(item: DrawnVehicle | DrawnDriver) -> Named:
    """Names for tests and benchmarks, where nobody looks."""
    key = item.plate if isinstance(item, DrawnVehicle) else f"driver-{item.number:05d}"
    return Named(key, key)


def records_on(
    companies: Iterable[DrawnCompany], day: date, unit_of: Callable[[str], str], name: Name = plain_name
) -> list[RosterRecord]:
    """Every record as the register has it at the beginning of a day. ``unit_of``: the unit of a county."""
    records: list[RosterRecord] = []
    for company in companies:
        unit, code = unit_of(company.area), company_code(company)
        records.append(Company(code, company.name, company.kind, unit))
        seen = [e for e in company.events if e.day < day]
        open_of = [sum(e.vehicle == v and _is_open(e.dealt_on, day) for e in seen if e.kind is EventKind.VIOLATION)
                   for v in range(len(company.vehicles))]  # fmt: skip
        vehicles = [name(v) for v in company.vehicles]
        drivers = [name(d) for d in company.drivers]
        for row, (drawn, known) in enumerate(zip(company.vehicles, vehicles, strict=True)):
            records.append(_vehicle(drawn, known, code, unit, open_of[row], day))
        year = day - timedelta(days=YEAR)
        for row, (driver, known) in enumerate(zip(company.drivers, drivers, strict=True)):
            points = sum(e.points for e in seen if e.driver == row and e.day >= year)
            records.append(_driver(driver, known, code, unit, points, day))
        for number, e in enumerate(seen):
            records.append(
                CompanyEvent(
                    event_id=f"{code}-{number:05d}", company_id=code, unit_id=unit, kind=e.kind, happened_on=e.day,
                    vehicle_id=vehicles[e.vehicle].item_id, driver_id=drivers[e.driver].item_id, deaths=e.deaths,
                    injured=e.injured, liability=e.liability, serious=e.serious,
                    processed=e.kind is not EventKind.VIOLATION or not _is_open(e.dealt_on, day),
                )
            )  # fmt: skip
    return records


def company_code(company: DrawnCompany) -> str:
    """A code in the form of a credit code that no authority issues: it begins with S for simulated."""
    return f"S1621000MA{company.number:07d}X"


def _is_open(dealt_on: date | None, day: date) -> bool:
    return dealt_on is not None and dealt_on >= day


def _vehicle(drawn: DrawnVehicle, known: Named, code: str, unit: str, unprocessed: int, day: date) -> KeyVehicle:
    return KeyVehicle(
        vehicle_id=known.item_id,
        shown=known.shown,
        sealed=known.sealed,
        kind=drawn.kind,
        unit_id=unit,
        company_id=code,
        standing=Standing.SCRAPPED if drawn.scrapped_on < day and drawn.scrap_by < day else Standing.VALID,
        inspect_by=drawn.inspection.holds_on(day),
        scrap_by=drawn.scrap_by,
        insured_until=drawn.insurance.holds_on(day),
        unprocessed=unprocessed,
    )


def _driver(drawn: DrawnDriver, known: Named, code: str, unit: str, points: int, day: date) -> KeyDriver:
    return KeyDriver(
        driver_id=known.item_id,
        shown=known.shown,
        shown_number=known.shown_number,
        sealed=known.sealed,
        classes=drawn.classes,
        unit_id=unit,
        company_id=code,
        change_by=drawn.change.holds_on(day),
        review_by=drawn.review.holds_on(day),
        medical_by=drawn.medical.holds_on(day),
        points=points,
        age_band=known.age_band,
    )
