"""Numbers of letters 发文字号: for each issuing unit, rung and local year one row of numbers, read from the logs.

A case gets a number when it is issued and another when it climbs, since each rung sends a letter of its own. Logs only
grow, and every moment in them lies behind the one before: a number, once given, stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from daoan.act.supervision.supervision import RUNGS
from daoan.terms.records.working import Matter, Step
from daoan.terms.times import utc_to_local

_LADDER = tuple(RUNGS)


@dataclass(frozen=True, slots=True)
class Sent:
    """One rung on which a case was issued, and when."""

    matter_id: str
    issuer: str
    rung: str
    at: datetime


def sent_of(case: Matter, steps: Sequence[Step]) -> tuple[Sent, ...]:
    """Every rung on which a case was issued, in order. ``steps``: its log."""
    issued = [s for s in steps if s.event in {"issue", "climb"}]
    last = _LADDER.index(case.level) if case.level in _LADDER else 0
    first = last - sum(s.event == "climb" for s in issued)
    found, place = [], first
    for step in issued:
        place += step.event == "climb"
        found.append(Sent(case.matter_id, case.issuer, _LADDER[max(place, 0)], step.at))
    return tuple(found)


def number_of(sent: Sent, others: Iterable[Sent], zone: str) -> tuple[int, int]:
    """Year and number of one letter among all that the unit sent; ``others`` may hold itself and those of elsewhere."""
    year = local_day(sent.at, zone).year
    row = sorted(
        (o.at, o.matter_id)
        for o in {*others, sent}
        if o.issuer == sent.issuer and o.rung == sent.rung and local_day(o.at, zone).year == year
    )
    return year, row.index((sent.at, sent.matter_id)) + 1


def local_day(at: datetime, zone: str) -> date:
    """The day on which a letter is dated; midnight belongs to the day that ends with it."""
    return utc_to_local(at - timedelta(microseconds=1), zone).date()
