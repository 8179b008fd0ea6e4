"""Ratings of companies, rates of units and overdue lists, as known at the end of a month or now.

A month is judged on the first day of the next, by what was known when that day began; the present month by what is
known now, on today's date. The same month rated again with the same pack gives the same ratings, whatever came since.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import TypeVar

from daoan.assess.companies.dues import Due, Item, Overdue, list_overdue
from daoan.assess.companies.grounds import Facts
from daoan.assess.companies.rates import Rate, rates_by_unit
from daoan.assess.companies.rating import Rating, rate_companies
from daoan.assess.companies.schemes import Scheme
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import InputError, NotFound
from daoan.terms.months import first_day, last_full_month, month_called, month_name, month_of, month_starts
from daoan.terms.records.companies import Company, CompanyEvent, KeyDriver, KeyVehicle, RosterRecord, roster_id
from daoan.terms.records.people import Actor
from daoan.terms.times import utc_to_local

T = TypeVar("T", KeyVehicle, KeyDriver, CompanyEvent)
R = TypeVar("R", Company, KeyVehicle, KeyDriver, CompanyEvent)

KEPT = 24  # answers that are kept at hand
MOST_BACK = 120  # months


@dataclass(frozen=True, slots=True)
class Moment:
    """What is asked: a month, judged on a day by what was known at ``as_of`` (UTC). ``closed``: the month is over."""

    month: str
    day: date
    as_of: datetime
    closed: bool


@dataclass(frozen=True, slots=True)
class UnitRates:
    """Rates of a unit with all below it in one month."""

    unit_id: str
    month: str
    vehicles: int
    drivers: int
    rates: tuple[Rate, ...]


def moment_of(month: str, now: datetime, zone: str) -> Moment:
    """The moment of a month "2025-03"; of the present one where none is named. Raises :class:`InputError`."""
    today = utc_to_local(now, zone).date()
    present = month_of(today)
    if not month or month == month_name(present):
        return Moment(month_name(present), today, now, closed=False)
    try:
        asked = month_called(month)
    except ValueError:
        raise InputError("write the month as 2025-03 月份格式为 2025-03") from None
    if not present - MOST_BACK <= asked < present:
        raise InputError("name a month of the last ten years 请选择近十年内的月份")
    return Moment(month_name(asked), first_day(asked + 1), month_starts(asked + 1, zone), closed=True)


class Ratings:
    """Ratings that were computed, kept at hand as long as neither roster nor rule pack changes."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, ...], tuple[Rating, ...]] = OrderedDict()
        self._lock = Lock()

    def of(self, room: Workroom, scheme: Scheme, moment: Moment) -> tuple[Rating, ...]:
        """Every company of the city, gravest first."""
        key = (scheme.stamp, room.store.roster_stamp(), str(moment.day), "" if moment.closed else "now")
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        ratings = rate_companies(facts_at(room, moment), scheme)
        with self._lock:
            self._kept[key] = ratings
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return ratings


def facts_at(
    room: Workroom, moment: Moment, right: Mapping[type[RosterRecord], Mapping[str, RosterRecord]] | None = None
) -> list[Facts]:
    """What is known of every company at a moment. ``right``: records, by kind and id, that stand in the place of those
    known then."""

    def known(kind: type[R]) -> list[R]:
        there = {roster_id(r): r for r in room.store.list_roster(kind, moment.as_of)}
        better = {name: r for name, r in (right or {}).get(kind, {}).items() if isinstance(r, kind)}
        return [(there | better)[name] for name in sorted(there.keys() | better.keys())]

    vehicles, drivers = _by_company(known(KeyVehicle)), _by_company(known(KeyDriver))
    events = _by_company(known(CompanyEvent))
    return [
        Facts(
            c, vehicles.get(c.company_id, ()), drivers.get(c.company_id, ()), events.get(c.company_id, ()), moment.day
        )
        for c in known(Company)
    ]


def facts_of(room: Workroom, company_id: str, moment: Moment) -> Facts | None:
    """What is known of one company at a moment; ``None`` for one that the roster does not know."""
    store, as_of = room.store, moment.as_of
    company = store.find_roster(Company, company_id, as_of)
    if company is None:
        return None
    return Facts(
        company, store.list_roster(KeyVehicle, as_of, company_id), store.list_roster(KeyDriver, as_of, company_id),
        store.list_roster(CompanyEvent, as_of, company_id), moment.day,
    )  # fmt: skip


def ratings_seen(room: Workroom, actor: Actor, kept: Ratings, scheme: Scheme, moment: Moment) -> tuple[Rating, ...]:
    """Ratings of the companies of somebody's own unit and below, held against the whole city."""
    scope = scope_of(actor, room.units())
    return tuple(r for r in kept.of(room, scheme, moment) if r.company.unit_id in scope)


def rating_seen(room: Workroom, actor: Actor, kept: Ratings, scheme: Scheme, moment: Moment, company_id: str) -> Rating:
    """One rating. Raises :class:`NotFound` for one that is not somebody's to see."""
    for rating in ratings_seen(room, actor, kept, scheme, moment):
        if rating.company.company_id == company_id:
            return rating
    raise NotFound(f"no company {company_id!r:.40} is rated by this scheme")


def unit_rates(room: Workroom, actor: Actor, now: datetime, months: int) -> tuple[UnitRates, ...]:
    """Rates of every unit of somebody's scope that has vehicles or drivers, for the last months and the present."""
    units = room.units()
    scope = scope_of(actor, units)
    below = {unit: [u for u in units.below(unit) if u in scope] for unit in units.units if unit in scope}
    last = last_full_month(now, room.zone)
    moments = [moment_of(month_name(m), now, room.zone) for m in range(last - months + 2, last + 2)]
    return tuple(row for moment in moments for row in _rates_at(room, below, moment))


def _rates_at(room: Workroom, below: Mapping[str, Sequence[str]], moment: Moment) -> list[UnitRates]:
    items: list[Item] = [*room.store.list_roster(KeyVehicle, moment.as_of)]
    vehicles = _count_by_unit(items)
    people = room.store.list_roster(KeyDriver, moment.as_of)
    drivers = _count_by_unit(people)
    rates = rates_by_unit([*items, *people], below, moment.day)
    rows = []
    for unit, told in rates.items():
        cars, men = (sum(n.get(u, 0) for u in below[unit]) for n in (vehicles, drivers))
        if cars or men:
            rows.append(UnitRates(unit, moment.month, cars, men, told))
    return rows


def _count_by_unit(items: Sequence[Item]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.unit_id] = counts.get(item.unit_id, 0) + 1
    return counts


def overdue_seen(room: Workroom, actor: Actor, due: Due, now: datetime, unit: str = "") -> list[Overdue]:
    """What is overdue today in somebody's scope, or in one unit of it and below, longest first."""
    units = room.units()
    scope = scope_of(actor, units)
    if unit:
        scope = scope & set(units.below(unit)) if unit in units else frozenset()
    items: Sequence[Item] = room.store.list_roster(KeyVehicle, now)
    if due.of is KeyDriver:
        items = room.store.list_roster(KeyDriver, now)
    day = utc_to_local(now, room.zone).date()
    late = list_overdue((i for i in items if i.unit_id in scope), due, day)
    return sorted(late, key=lambda o: (-o.days, o.item.shown))


def _by_company(rows: Sequence[T]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(row.company_id, []).append(row)
    return found
