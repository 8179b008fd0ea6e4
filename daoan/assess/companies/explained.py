"""One vehicle or driver of a company, explained: what of it counts, by which rule, and how much it takes.

Nothing is estimated of a person: each line is a day, a number or an event of the register, held against a rule that
anybody can read. What it adds to the company's score cannot be told alone, since counts are drawn towards the peers'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from daoan.assess.companies.counting import COUNTS
from daoan.assess.companies.dues import DUES, STANDING, Item, is_overdue
from daoan.assess.companies.grounds import Facts, Found, count_grounds
from daoan.assess.companies.schemes import Scheme
from daoan.terms.estimates import Text
from daoan.terms.records.companies import CompanyEvent, KeyDriver, KeyVehicle

#: So many days before a deadline it is told that it comes.
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DueLine:
    """A deadline. ``state``: "overdue", "soon", "kept", "not_recorded", or "over" for what left the register."""

    code: str
    name: Text
    on: date | None
    days: int | None  # to go; below 0, overdue for so many
    state: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator of the scheme that counts this vehicle or driver. ``number``: how often."""

    code: str
    name: Text
    number: int
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A vehicle or driver on a day. ``grounds``: that it makes stand or helps to; ``events``: all that are known."""

    item: Item
    day: date
    dues: tuple[DueLine, ...]
    grounds: tuple[Found, ...]
    indicators: tuple[IndicatorLine, ...]
    events: tuple[CompanyEvent, ...]


def explain_item(facts: Facts, item: Item, scheme: Scheme) -> Explained:
    """What of a vehicle or driver counts against its company. ``facts``: of the company."""
    own = tuple(e for e in facts.events if _is_of(e, item))
    alone = replace(
        facts,
        vehicles=[item] if isinstance(item, KeyVehicle) else [],
        drivers=[item] if isinstance(item, KeyDriver) else [],
        events=own,
    )
    counted = ((i, COUNTS[i.counts].of(alone, scheme.window_months)) for i in scheme.indicators)
    return Explained(
        item=item,
        day=facts.day,
        dues=tuple(_due_lines(item, facts.day)),
        grounds=tuple(found for found in count_grounds(alone, scheme.grounds) if found.number),
        indicators=tuple(IndicatorLine(i.code, i.name, n, i.weight, i.source) for i, n in counted if n),
        events=tuple(sorted(own, key=lambda e: (e.happened_on, e.event_id), reverse=True)),
    )


def _is_of(event: CompanyEvent, item: Item) -> bool:
    return item.vehicle_id == event.vehicle_id if isinstance(item, KeyVehicle) else item.driver_id == event.driver_id


def _due_lines(item: Item, day: date) -> Sequence[DueLine]:
    lines = []
    for due in DUES.values():
        if isinstance(item, due.of):
            on: date | None = getattr(item, due.field)
            state = "not_recorded" if on is None else "kept"
            if on is not None and item.standing not in STANDING:
                state = "over"
            elif is_overdue(item, due, day):
                state = "overdue"
            elif on is not None and on - day <= SOON:
                state = "soon"
            lines.append(DueLine(due.code, due.name, on, None if on is None else (on - day).days, state))
    return lines
