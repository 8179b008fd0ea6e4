"""From a drafted ticket to a matter, and which hazard to see to first.

Priority: injuries expected for every day that the hazard stands,

    delay = injuries_per_year / 365.25

with the interval of the estimate. It is what the place costs as it is; a measure rarely saves all of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.act.hazards.hazard import HAZARD
from daoan.act.hazards.tickets import GRADES
from daoan.act.workflow.drafts import draft_of
from daoan.act.workflow.given import number_in
from daoan.terms.estimates import Estimate
from daoan.terms.records import HazardTicket
from daoan.terms.records.working import Matter

DAYS_A_YEAR = 365.25


@dataclass(frozen=True, slots=True)
class Priority:
    """A hazard with what a day of waiting costs. ``None``: nothing was estimated, which is not nothing."""

    matter: Matter
    injuries_per_day: Estimate | None


def matter_of(ticket: HazardTicket, matter_id: str, holder: str, issuer: str, at: datetime) -> Matter:
    """A ticket as a matter that waits for its check. ``holder``: the unit that checks and grades.

    The drafted grade is the level until a person grades it.
    """
    values: dict[str, Any] = {
        "ticket": ticket.ticket_id,
        "finding": {"en": ticket.finding.en, "zh": ticket.finding.zh},
        "suggestions": [{"en": s.en, "zh": s.zh} for s in ticket.suggestions],
        "drafted_grade": ticket.grade,
    }
    injuries = ticket.injuries_per_year
    if injuries is not None:
        values["injuries_per_year"] = {
            "value": injuries.value,
            "low": injuries.low,
            "high": injuries.high,
            "level": injuries.level,
        }
    return draft_of(HAZARD, ticket, matter_id, holder, issuer, at, level=ticket.grade, values=values)


def injuries_per_day(hazard: Matter) -> Estimate | None:
    """Severity-weighted injuries expected for each day of delay; ``None`` where the hazard carries no estimate."""
    told = hazard.values.get("injuries_per_year")
    if not isinstance(told, dict):
        return None
    value, low, high = (number_in(told.get(name)) for name in ("value", "low", "high"))
    if value is None or low is None or high is None:
        return None
    level = number_in(told.get("level"))
    return Estimate(value / DAYS_A_YEAR, low / DAYS_A_YEAR, high / DAYS_A_YEAR, 0.95 if level is None else level)


def by_priority(hazards: Iterable[Matter]) -> tuple[Priority, ...]:
    """Hazards by what a day of waiting costs, dearest first; those without an estimate follow by grade."""
    found = [Priority(hazard, injuries_per_day(hazard)) for hazard in hazards]
    grades = list(GRADES)

    def key(priority: Priority) -> tuple[bool, float, int, str]:
        cost, matter = priority.injuries_per_day, priority.matter
        grade = grades.index(matter.level) if matter.level in grades else len(grades)
        return cost is None, -(cost.value if cost else 0.0), grade, matter.matter_id

    return tuple(sorted(found, key=key))
