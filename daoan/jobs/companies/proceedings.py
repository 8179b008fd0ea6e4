"""What follows from a closed month: a matter for each company of a level that is proceeded on, and the register's word.

A matter has an id that follows from month and company, so that opening it twice opens it once. What a company lacks is
told by the register alone: it is held against it whenever a file is taken in and with each run of the clocks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from daoan.act.companies.rating import COMPANY_RATING, MENDING
from daoan.act.workflow.engine import begin
from daoan.assess.companies.grounds import Facts, find_grounds
from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import Ground, Scheme
from daoan.jobs.companies.board import facts_of, moment_of
from daoan.jobs.companies.months import rating_in
from daoan.jobs.work import move_by_loop
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store import serial
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict
from daoan.terms.months import month_name
from daoan.terms.records import Evidence
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.companies import Company
from daoan.terms.records.company_months import ClosedMonth, KeptRating, run_name
from daoan.terms.records.people import LOOP, Actor
from daoan.terms.records.working import Matter, Values

PAGE, MOST_ROWS = 500, 20
FRESH = timedelta(days=2)  # so long a month that was closed is looked through for matters that did not come to be
#: What of a ground the register can clear; anything else has happened and stays.
CLEARED_BY_REGISTER = frozenset({"overdue", "open_violations", "points"})


@dataclass(frozen=True, slots=True)
class Proceeded:
    """What a pass did: matters that are new, that the register moved on, that it told of what is left."""

    opened: int
    cleared: int
    went_on: int


def settle_proceedings(room: Workroom, now: datetime) -> Proceeded:
    """Open what a fresh month asks for and is not open; hold what is open against the register."""
    opened = sum(
        open_proceedings(room, month, now)
        for month in room.store.list_company_months()
        if month.scheme == room.pack.get("company_rating.scheme") and now - month.closed_at <= FRESH
    )
    cleared = went_on = 0
    schemes: dict[str, Scheme] = {}
    facts: dict[str, Facts | None] = {}  # of a company once, however many of its months are open
    moment = moment_of("", now, room.zone)
    for matter in [m for m in open_proceedings_of(room) if m.state in (*MENDING, "recheck")]:
        company = str(matter.values.get("company"))
        if company not in facts:
            facts[company] = facts_of(room, company, moment)
        one = facts[company]
        scheme = _scheme_of(room, matter, schemes)
        if one is None or scheme is None:
            continue
        left = rows_left(one, scheme)
        if left == matter.values.get("left"):
            continue
        done = left == 0 and matter.state in MENDING and not matter.values.get("facts") and matter.values.get("left")
        moved = move_by_loop(room, matter, "clear" if done else "went_on", {"left": left}, now)
        cleared, went_on = cleared + (moved and bool(done)), went_on + (moved and not done)
    return Proceeded(opened, cleared, went_on)


def rows_left(facts: Facts, scheme: Scheme) -> int:
    """Vehicles, drivers and the like for which a ground of the scheme stands that the register can clear."""
    grounds = [g for g in scheme.grounds if g.when in CLEARED_BY_REGISTER]
    return sum(len(found.rows) for found in find_grounds(facts, grounds))


def open_proceedings(room: Workroom, closed: ClosedMonth, now: datetime) -> int:
    """Open a matter for each company of a closed month whose level is proceeded on and that has none; how many."""
    levels = tuple(room.pack.get("company_rating.levels"))
    units = room.units()
    top = units.top
    if top is None:
        return 0
    run = run_name(closed.month, closed.scheme)
    known = {str(m.values.get("company")) for m in proceedings_of(room, run)}
    scheme = serial.unpack(Scheme, closed.terms)
    names = {c.company_id: c for c in room.store.list_roster(Company, closed.as_of)}
    opened = 0
    for kept in room.store.list_company_ratings(month=closed.month, scheme=closed.scheme):
        if kept.revision or kept.level not in levels or kept.company_id in known or kept.unit_id not in units:
            continue
        first = _matter(closed, kept, names.get(kept.company_id), scheme, top, now)
        moved = begin(COMPANY_RATING, first, LOOP, room.terms())
        note = AuditNote(now, LOOP.person_id, LOOP.unit_id, f"act.{moved.step.event}", moved.step.matter_id)
        try:
            room.store.keep_moves([(moved.matter, moved.step)], {moved.matter.matter_id: 0}, note)
        except Conflict:  # another process opened it
            continue
        opened += 1
    return opened


def proceedings_of(room: Workroom, run: str) -> Iterator[Matter]:
    """Matters of a closed month."""
    where = MatterFilter(kinds=(COMPANY_RATING.kind,))
    found = rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE))
    return (m for m in found if m.values.get("run") == run)


def open_proceedings_of(room: Workroom) -> Iterator[Matter]:
    """Matters that are not closed."""
    where = MatterFilter(kinds=(COMPANY_RATING.kind,), open_only=True)
    return rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE))


def published_ratings(room: Workroom, actor: Actor, since: datetime) -> list[Matter]:
    """Proceedings of one's own unit and below that were published since a moment and are open yet, latest first."""
    where = MatterFilter(kinds=(COMPANY_RATING.kind,), units=tuple(scope_of(actor, room.units())), open_only=True)
    found = rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE))
    told = [m for m in found if str(m.values.get("published_at", "")) >= since.isoformat()]
    return sorted(told, key=lambda m: (str(m.values["published_at"]), m.matter_id), reverse=True)


def tell_revision(room: Workroom, revised: KeptRating, now: datetime) -> None:
    """Write into the matter of a rating that it was revised."""
    run = run_name(revised.month, revised.scheme)
    for matter in proceedings_of(room, run):
        if matter.values.get("company") == revised.company_id and matter.closed_at is None:
            move_by_loop(room, matter, "revised", {"revision": revised.revision, "revised_level": revised.level}, now)


def _matter(
    closed: ClosedMonth, kept: KeptRating, company: Company | None, scheme: Scheme, top: str, now: datetime
) -> Matter:
    rating = rating_in(kept)
    name = company.name if company else kept.company_id
    grounds = {g.code: g for g in scheme.grounds}
    zh = f"{closed.month} 企业评价{rating.level_name.zh}：{name}"[:200]
    values: Values = {
        "title": {"en": f"{closed.month} {rating.level_name.en}: {name}"[:200], "zh": zh},
        "run": run_name(closed.month, closed.scheme),
        "month": closed.month,
        "company": kept.company_id,
        "by": rating.by,
        "score": round(rating.score.value, 1),
        "grounds": [g.code for g in rating.grounds],
        "left": sum(len(g.rows) for g in rating.grounds if _clears(grounds, g.code)),
        "facts": sum(g.number for g in rating.grounds if not _clears(grounds, g.code)),
        "closed_by": closed.closed_by,
        **_carried_words(rating),
    }
    matter_id = f"{COMPANY_RATING.kind}-{closed.month}-{closed.scheme}-{kept.company_id}"
    return Matter(
        matter_id=matter_id, kind=COMPANY_RATING.kind, state="", title=zh, issuer=top, holder=kept.unit_id,
        created_at=now, changed_at=now, created_by=LOOP.person_id, root=matter_id, level=kept.level,
        evidence=_evidence(rating), values=values,
    )  # fmt: skip


def _clears(grounds: dict[str, Ground], code: str) -> bool:
    return code in grounds and grounds[code].when in CLEARED_BY_REGISTER


def _evidence(rating: Rating) -> tuple[Evidence, ...]:
    left = rating.carried.left if rating.carried else ()
    rows: Sequence[Evidence] = [*left, *(row for ground in rating.grounds for row in ground.rows)]
    return tuple(rows[:MOST_ROWS])


def _carried_words(rating: Rating) -> Values:
    """What earlier months left open and months in a row, as the notice names them."""
    carried = rating.carried
    if carried is None:
        return {}
    told: dict[str, list[dict[str, str]]] = {}
    if carried.left:
        told["carried"] = [{"en": f"{e.value}: {e.label.en}", "zh": f"{e.value}：{e.label.zh}"} for e in carried.left]
    if carried.months:
        first, n, name = month_name(carried.months[0]), len(carried.months), carried.rule.name
        told["in_row"] = [{"en": f"{n} since {first}", "zh": f"自{first}起{name.zh}{n}个月"}]
    return told


def _scheme_of(room: Workroom, matter: Matter, known: dict[str, Scheme]) -> Scheme | None:
    run = str(matter.values.get("run"))
    if run not in known:
        month, _, scheme = run.partition("/")
        closed = room.store.find_company_month(month, scheme)
        if closed is None:
            return None
        known[run] = serial.unpack(Scheme, closed.terms)
    return known[run]
