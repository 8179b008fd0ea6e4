"""Gatherings of a span of days, from what is registered and what is usual."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from daoan.terms.calendar.notices import NONE, Notices
from daoan.terms.calendar.recurring import DayDigits, Recurrence, WorkDays, dates_of
from daoan.terms.calendar.recurring_text import read_recurrence
from daoan.terms.errors import InputError, RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.gatherings import Gathering, Occurrence
from daoan.terms.records.registered import Entry
from daoan.terms.rulepacks import RulePack

_EVERY_DAY, _NEVER = WorkDays(None), DayDigits(())


def gathering_of(entry: Entry) -> Gathering:
    """A registered gathering. A rule that cannot be read (the register checks it) has no days."""
    values = entry.values
    people = values.get("people")
    return Gathering(
        gathering_id=entry.entry_id,
        name=str(values.get("name", "")),
        kind=str(values.get("kind", "other")),
        rule=_rule(values.get("when")),
        first=_day(values.get("from")),
        last=_day(values.get("until")),
        area=str(values.get("area", "")),
        unit_id=entry.unit_id,
        place=str(values.get("place", "")),
        lon=values.get("lon"),
        lat=values.get("lat"),
        people=None if people is None else int(people),
        from_hour=int(values.get("from_hour", 0)),
        until_hour=int(values.get("until_hour", 24)),
        roads=str(values.get("roads", "")),
        duty=str(values.get("duty", "")),
    )


def usual_gatherings(pack: RulePack, country: str) -> tuple[tuple[Gathering, Text], ...]:
    """What the calendar alone brings in a country, with its name. Raises :class:`RulePackInvalid`."""
    found = []
    for row in pack.get("usual"):
        if row["country"] != country:
            continue
        name = Text(row["en"], row["zh"])
        try:
            rule = read_recurrence(row["when"])
        except InputError as problem:
            raise RulePackInvalid(f"rule pack {pack.name}: {name.en}: {problem}") from problem
        hours = int(row["from_hour"]), int(row["until_hour"])
        one = Gathering(
            f"usual-{row['id']}", name.zh, row["kind"], rule, from_hour=hours[0], until_hour=hours[1], usual=True
        )
        found.append((one, name))
    return tuple(found)


def occurrences(
    gatherings: Iterable[Gathering], first: date, last: date, country: str, notices: Notices = NONE
) -> tuple[Occurrence, ...]:
    """Each gathering on each of its days from ``first`` to ``last``, by day, hour and name."""
    found = [Occurrence(day, one) for one in gatherings for day in held_days(one, first, last, country, notices)]
    return tuple(sorted(found, key=_order))


def _order(one: Occurrence) -> tuple[date, int, str, str]:
    return one.day, one.gathering.from_hour, one.gathering.name, one.gathering.gathering_id


def held_days(one: Gathering, first: date, last: date, country: str, notices: Notices = NONE) -> tuple[date, ...]:
    """The days of one gathering from ``first`` to ``last``."""
    since = max(first, one.first) if one.first else first
    until = min(last, one.last) if one.last else last
    return dates_of(one.rule or _EVERY_DAY, since, until, country, notices)


def _rule(text: Any) -> Recurrence | None:
    try:
        return read_recurrence(str(text)) if text else None
    except InputError:
        return _NEVER


def _day(text: Any) -> date | None:
    return date.fromisoformat(str(text)) if text else None
