"""What is scored of a company: how many of how many. Deadlines and points are shares; events are counts per vehicle."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from daoan.assess.companies.dues import DUES, list_overdue
from daoan.assess.companies.grounds import Facts, events_within
from daoan.terms.records.companies import CompanyEvent, EventKind, KeyDriver, KeyVehicle, Liability

#: Who answers for a crash: equal liability and more.
LIABLE = frozenset({Liability.FULL, Liability.MAIN, Liability.EQUAL})
MANY_OPEN = 3  # violations of one vehicle not dealt with


@dataclass(frozen=True, slots=True)
class Count:
    """How something is counted. ``per``: "vehicle" or "driver"; ``share``: each of them counts once at most."""

    per: str
    share: bool
    of: Callable[[Facts, int], int]


def _overdue(code: str) -> Count:
    due = DUES[code]
    vehicles = due.of is KeyVehicle

    def count(facts: Facts, _months: int) -> int:
        return sum(1 for _ in list_overdue(facts.vehicles if vehicles else facts.drivers, due, facts.day))

    return Count("vehicle" if vehicles else "driver", True, count)


def _open(least: int) -> Count:
    return Count("vehicle", True, lambda f, _: sum((v.unprocessed or 0) >= least for v in f.standing_vehicles))


def _points(least: int, most: int) -> Count:
    def has(driver: KeyDriver) -> bool:
        return driver.points is not None and least <= driver.points <= most

    return Count("driver", True, lambda f, _: sum(map(has, f.standing_drivers)))


def _events(per: str, fits: Callable[[CompanyEvent], bool]) -> Count:
    return Count(per, False, lambda f, months: sum(map(fits, events_within(f.events, f.day, months))))


def _is_liable(event: CompanyEvent) -> bool:
    return event.kind is EventKind.CRASH and event.liability in LIABLE


COUNTS: Mapping[str, Count] = {
    **{f"overdue.{code}": _overdue(code) for code in DUES},
    "open_violations": _open(1),
    "open_many": _open(MANY_OPEN),
    "points.6": _points(6, 8),
    "points.9": _points(9, 11),
    "points.12": _points(12, 10_000),
    "events.violation": _events("vehicle", lambda e: e.kind is EventKind.VIOLATION),
    "events.serious": _events("vehicle", lambda e: e.kind is EventKind.VIOLATION and e.serious),
    "events.crash": _events("vehicle", _is_liable),
    "events.fatal": _events("vehicle", lambda e: _is_liable(e) and e.deaths > 0),
    "events.alcohol": _events("driver", lambda e: e.kind is EventKind.ALCOHOL),
    "events.hazmat": _events("vehicle", lambda e: e.kind is EventKind.HAZMAT),
}
