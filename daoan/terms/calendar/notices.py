"""Official notices on holidays 放假安排 of years that the installed table lacks, from the rule pack ``calendar``.

A year in the pack is covered whole: its days off and its worked weekends are those that the pack names, and no others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from daoan.terms.calendar.kinds import DayKind
from daoan.terms.errors import RulePackInvalid
from daoan.terms.estimates import Text
from daoan.terms.rulepacks import RulePack


@dataclass(frozen=True, slots=True)
class Notice:
    """One day of a notice: off, or a weekend that is worked for it."""

    day: date
    kind: DayKind
    name: Text


@dataclass(frozen=True, slots=True)
class Notices:
    """Years that notices cover, and the days that they name. Days may lie in the year before: 31 December."""

    years: tuple[int, ...] = ()
    days: tuple[Notice, ...] = ()

    def find(self, day: date) -> Notice | None:
        """What a notice says of a day."""
        return next((n for n in self.days if n.day == day), None)


NONE = Notices()


def read_notices(pack: RulePack) -> Notices:
    """The notices of a rule pack. Raises :class:`RulePackInvalid` where a day is told twice or is not of its year."""
    years, days = [], []
    for row in pack.get("year"):
        year = int(row["year"])
        found = [*_days(row, "off", DayKind.HOLIDAY), *_days(row, "worked", DayKind.SHIFTED_WORKDAY)]
        if year in years or not found or not row.get("source"):
            raise RulePackInvalid(f"rule pack {pack.name}: {year} is told once, with its days and its source")
        for one in found:
            if one.day.year not in (year - 1, year):
                raise RulePackInvalid(f"rule pack {pack.name}: {one.day} is no day of the notice for {year}")
            if one.kind is DayKind.SHIFTED_WORKDAY and one.day.weekday() < 5:
                raise RulePackInvalid(f"rule pack {pack.name}: {one.day} is no weekend, so it is worked anyway")
        years.append(year)
        days += found
    if len({n.day for n in days}) < len(days):
        raise RulePackInvalid(f"rule pack {pack.name}: a day is told twice")
    return Notices(tuple(years), tuple(sorted(days, key=lambda n: n.day)))


def _days(row: Mapping[str, Any], which: str, kind: DayKind) -> list[Notice]:
    return [Notice(date.fromisoformat(str(day)), kind, Text(en, zh)) for day, en, zh in row.get(which, ())]
