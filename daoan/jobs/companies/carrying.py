"""What earlier closed months left open with a company when a month ended, told beside the rating of that month.

Read from the log of the matters as it stood at the moment that the month is judged by, so that it comes out the same
however the matters went on. Only what the company had been told of by then counts: a rating that the police had not yet
reviewed and notified is carried nowhere, and a month that was set aside or never told ends a row of months.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from daoan.act.companies.rating import COMPANY_RATING, MENDING
from daoan.assess.companies.carrying import HIGH, carried_into
from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import Scheme
from daoan.jobs.companies.board import Moment
from daoan.jobs.companies.own import UNTOLD
from daoan.jobs.supervising import every_matter
from daoan.jobs.workroom import Workroom
from daoan.store.work_protocol import MatterFilter
from daoan.terms.estimates import Text
from daoan.terms.months import month_called, month_name
from daoan.terms.records.warned import Evidence
from daoan.terms.records.working import Matter

_NOT_PUT_RIGHT = Text("not put right, warning not lifted", "整改未完成，预警未解除")
#: What a matter leaves open, by the state that it stood in.
LEFT_OPEN: Mapping[str, Text] = {
    "notified": Text("notice not signed, warning not lifted", "通知未签收，预警未解除"),
    **dict.fromkeys(MENDING, _NOT_PUT_RIGHT),
    "recheck": Text("put right, not re-checked, warning not lifted", "整改未复查，预警未解除"),
    "appealed": Text("objection being decided", "申诉办理中"),
}

#: Of a company, by month: the matter and the state that it stood in.
Stood = dict[str, dict[int, tuple[Matter, str]]]


def carry_over(room: Workroom, ratings: Sequence[Rating], scheme: Scheme, moment: Moment) -> tuple[Rating, ...]:
    """Ratings of a month with what earlier months of the same scheme left open; as they are where the scheme was kept
    from before that was done."""
    rule = scheme.in_row
    if rule is None:
        return tuple(ratings)
    month = month_called(moment.month)
    stood = _stood(room, {r.company.company_id for r in ratings}, scheme.name, month, moment.as_of)
    high = _told_high(room, ratings, stood, scheme.name, month, moment.as_of)
    found = []
    for rating in ratings:
        name = rating.company.company_id
        left = [
            Evidence("matter", matter.matter_id, LEFT_OPEN[state], month_name(at))
            for at, (matter, state) in sorted(stood.get(name, {}).items())
            if state in LEFT_OPEN
        ]
        carried = carried_into(rule, month, rating.level, left, high.get(name, frozenset()))
        found.append(rating if carried is None else replace(rating, carried=carried))
    return tuple(found)


def state_at(room: Workroom, matter: Matter, at: datetime) -> str:
    """The state that a matter stood in at a moment, nothing before it was opened."""
    if matter.created_at > at:
        return ""
    if matter.changed_at <= at:
        return matter.state
    steps = [s for s in room.store.list_steps(matter.matter_id) if s.at <= at]
    return max(steps, key=lambda s: s.version).target if steps else ""


def _stood(room: Workroom, companies: set[str], scheme: str, before: int, at: datetime) -> Stood:
    """Matters of earlier months of a scheme that their companies had been told of."""
    where = MatterFilter(kinds=(COMPANY_RATING.kind,))
    found: Stood = {}
    for matter in every_matter(room, where):
        name, run = str(matter.values.get("company")), str(matter.values.get("run"))
        month, _, by = run.partition("/")
        if name not in companies or by != scheme or month_called(month) >= before:
            continue
        state = state_at(room, matter, at)
        if state and state not in UNTOLD:
            found.setdefault(name, {})[month_called(month)] = matter, state
    return found


def _told_high(
    room: Workroom, ratings: Sequence[Rating], stood: Stood, scheme: str, month: int, at: datetime
) -> dict[str, set[int]]:
    """Earlier months, without a gap, in which companies that are high now were high by what was kept then, and told."""
    found: dict[str, set[int]] = {r.company.company_id: set() for r in ratings if r.level == HIGH}
    going = set(found)
    one = next(iter(going)) if len(going) == 1 else ""
    while going:
        month -= 1
        levels: dict[str, str] = {}
        for kept in room.store.list_company_ratings(month=month_name(month), scheme=scheme, company_id=one):
            if kept.revision == 0 or kept.kept_at <= at:  # revisions come after the rating that they revise
                levels[kept.company_id] = kept.level
        going = {name for name in going if levels.get(name) == HIGH and month in stood.get(name, {})}
        for name in going:
            found[name].add(month)
    return found
