"""Grounds that make a company high at once 直接判定高风险, each with the rows that prove it.

``when`` of a ground names what is counted:

==================== ===============================================================================================
``crash``            crashes in the window with at least ``deaths`` killed and one of ``liabilities``
``event``            events of the kinds ``events`` in the window
``serious``          serious violations in the window
``open_violations``  violations not dealt with, of one vehicle, on the day
``overdue``          vehicles or drivers whose deadline ``due`` has passed on the day, of the kinds ``vehicles``
``points``           drivers with at least ``points`` points on the day
``banned``           drivers whom the roster still has with the company while a ban for life is in force
==================== ===============================================================================================

The window of so many months ends before the day and begins on the same day of the month so many months earlier, that
day included: on 1 April three months reach back to 1 January. Where a month lacks the day, its last one counts. A
crash whose liability is not found yet is no ground; :func:`open_crashes` names it, so that nobody takes it for nothing.
A ban for life is in force from its day on. One that begins on the day that is judged, or was lifted before it, is no
ground, and neither is one of a driver who has left.
"""

import calendar
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from daoan.assess.companies.dues import DUES, STANDING, item_id, list_overdue
from daoan.assess.companies.schemes import Ground
from daoan.terms.estimates import Text
from daoan.terms.records.companies import (
    EVENT_KINDS,
    LIABILITIES,
    Company,
    CompanyEvent,
    EventKind,
    KeyDriver,
    KeyVehicle,
    Liability,
)
from daoan.terms.records.warned import Evidence


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one company on the day that it is judged."""

    company: Company
    vehicles: Sequence[KeyVehicle]
    drivers: Sequence[KeyDriver]
    events: Sequence[CompanyEvent]
    day: date

    @property
    def standing_vehicles(self) -> list[KeyVehicle]:
        """Vehicles that are the company's to answer for."""
        return [v for v in self.vehicles if v.standing in STANDING]

    @property
    def standing_drivers(self) -> list[KeyDriver]:
        """Drivers that are the company's to answer for."""
        return [d for d in self.drivers if d.standing in STANDING]


@dataclass(frozen=True, slots=True)
class Found:
    """A ground that stands, with its rows. ``number``: what was counted, at least ``needed``."""

    code: str
    name: Text
    number: int
    needed: int
    source: str
    rows: tuple[Evidence, ...]


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the last day of a month that lacks it."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def events_within(events: Iterable[CompanyEvent], day: date, months: int) -> list[CompanyEvent]:
    """Events of the window that ends before a day, latest first."""
    since = months_before(day, months)
    return sorted((e for e in events if since <= e.happened_on < day), key=lambda e: (e.happened_on, e.event_id))[::-1]


def find_grounds(facts: Facts, grounds: Sequence[Ground]) -> tuple[Found, ...]:
    """Grounds of a scheme that stand against a company, in the scheme's order."""
    return tuple(found for found in count_grounds(facts, grounds) if found.number >= found.needed)


def count_grounds(facts: Facts, grounds: Sequence[Ground]) -> tuple[Found, ...]:
    """What is counted for each ground that applies to a company, whether it stands or not."""
    found = []
    for ground in grounds:
        if not ground.companies or facts.company.kind in ground.companies:
            number, rows = _COUNTED[ground.when](facts, ground)
            found.append(Found(ground.code, ground.name, number, ground.at_least, ground.source, rows))
    return tuple(found)


def open_crashes(facts: Facts, months: int) -> tuple[Evidence, ...]:
    """Crashes with people killed whose liability is not found yet."""
    events = events_within(facts.events, facts.day, months)
    return tuple(
        event_row(e) for e in events if e.kind is EventKind.CRASH and e.deaths and e.liability is Liability.OPEN
    )


Counted = tuple[int, tuple[Evidence, ...]]


def _crashes(facts: Facts, ground: Ground) -> Counted:
    events = [
        e
        for e in events_within(facts.events, facts.day, ground.months)
        if e.kind is EventKind.CRASH and e.deaths >= ground.deaths and e.liability in ground.liabilities
    ]
    return len(events), tuple(map(event_row, events))


def _events(facts: Facts, ground: Ground) -> Counted:
    events = [e for e in events_within(facts.events, facts.day, ground.months) if e.kind in ground.events]
    if ground.liabilities:
        events = [e for e in events if e.liability in ground.liabilities]
    return len(events), tuple(map(event_row, events))


def _serious(facts: Facts, ground: Ground) -> Counted:
    events = [
        e for e in events_within(facts.events, facts.day, ground.months) if e.kind is EventKind.VIOLATION and e.serious
    ]
    return len(events), tuple(map(event_row, events))


def _open_violations(facts: Facts, ground: Ground) -> Counted:
    """The most that one vehicle has; rows of every vehicle that reaches the ground."""
    told = {v.vehicle_id: v.unprocessed or 0 for v in facts.standing_vehicles}
    rows = [v for v in facts.standing_vehicles if told[v.vehicle_id] >= ground.at_least]
    words = Text("violations not dealt with", "未处理违法")
    evidence = (Evidence("key_vehicle", v.vehicle_id, words, f"{v.shown} · {v.unprocessed}") for v in rows)
    return max(told.values(), default=0), tuple(evidence)


def _overdue(facts: Facts, ground: Ground) -> Counted:
    due = DUES[ground.due]
    items = facts.vehicles if due.of is KeyVehicle else facts.drivers
    late = [
        o
        for o in list_overdue(items, due, facts.day)
        if not ground.vehicles or (isinstance(o.item, KeyVehicle) and o.item.kind in ground.vehicles)
    ]
    kind = "key_vehicle" if due.of is KeyVehicle else "key_driver"
    rows = (Evidence(kind, item_id(o.item), due.name, f"{o.item.shown} · {o.due_on}") for o in late)
    return len(late), tuple(rows)


def _points(facts: Facts, ground: Ground) -> Counted:
    full = [d for d in facts.standing_drivers if (d.points or 0) >= ground.points]
    words = Text("points", "累积记分")
    return len(full), tuple(Evidence("key_driver", d.driver_id, words, f"{d.shown} · {d.points}") for d in full)


def _banned(facts: Facts, ground: Ground) -> Counted:  # noqa: ARG001
    found = [d for d in facts.standing_drivers if is_banned(d, facts.day)]
    words = Text("banned for life since", "终生禁驾起")
    return len(found), tuple(Evidence("key_driver", d.driver_id, words, f"{d.shown} · {d.banned_on}") for d in found)


def is_banned(driver: KeyDriver, day: date) -> bool:
    """Whether a ban for life was in force when the day before ended; ``day``: that is judged."""
    if driver.banned_on is None or driver.banned_on >= day:
        return False
    return driver.ban_lifted_on is None or driver.ban_lifted_on >= day


_COUNTED: Mapping[str, Callable[[Facts, Ground], Counted]] = {
    "crash": _crashes,
    "event": _events,
    "serious": _serious,
    "open_violations": _open_violations,
    "overdue": _overdue,
    "points": _points,
    "banned": _banned,
}


def event_row(event: CompanyEvent) -> Evidence:
    """An event as a row of evidence."""
    told = [str(event.happened_on)]
    if event.kind is EventKind.CRASH:
        liable = LIABILITIES[event.liability]
        told += [f"†{event.deaths}", f"{liable.zh} {liable.en}"]
    return Evidence("company_event", event.event_id, EVENT_KINDS[event.kind], " · ".join(told))
