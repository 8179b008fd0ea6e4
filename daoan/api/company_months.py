"""``/companies/months``: months of ratings that were closed, what came of each, revisions, the same computed again."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response

from daoan.act.companies.rating import COMPANY_RATING
from daoan.act.workflow.engine import is_overdue
from daoan.api.answers import json_of
from daoan.api.company_lines import carried_line, changed_line, company_line, scheme_line
from daoan.api.company_month_shapes import (
    CheckedAgain,
    CloseAsked,
    MonthLine,
    MonthRatings,
    MonthTable,
    RatedCompany,
    RatedLine,
    ReviseAsked,
    RevisionLine,
)
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.workbooks import workbook_of
from daoan.api.workdesk import WorkDesk
from daoan.assess.companies.rating import SEVERITY
from daoan.assess.companies.schemes import Scheme, schemes_in
from daoan.jobs.companies.months import (
    changed_since,
    close_month,
    compute_again,
    may_close,
    month_named,
    rating_in,
    ratings_of,
    revise_rating,
)
from daoan.jobs.companies.proceedings import open_proceedings, proceedings_of, tell_revision
from daoan.jobs.companies.tables import month_rows
from daoan.store import serial
from daoan.terms.errors import NotFound
from daoan.terms.masking import mask_text
from daoan.terms.months import last_full_month, month_name
from daoan.terms.records.company_months import ClosedMonth, KeptRating, run_name
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

MonthPath = Annotated[str, Path(max_length=7)]
CompanyPath = Annotated[str, Path(max_length=80)]


def company_month_routes(work: WorkDesk) -> APIRouter:
    """Routes of closed months, by the scheme that the rule pack ``work`` names."""
    router = APIRouter(prefix="/companies/months", tags=["companies"], responses=PROBLEMS)

    @router.get("", response_model=MonthTable, summary="Closed months, latest first, and the one to be closed")
    def get_months(actor: Acting) -> Response:
        return json_of(_months(work, actor))

    @router.post(
        "",
        response_model=MonthRatings,
        summary="Close a month that is over: every rating is kept, and what is grave becomes a matter",
        dependencies=[needs(Permission.KEEP_ROSTER)],
    )
    def post_month(body: CloseAsked, actor: Acting) -> Response:
        now = work.clock.now()
        closed = close_month(work.room, actor, own_scheme(work), body.month, now)
        open_proceedings(work.room, closed, now)
        return json_of(_ratings(work, actor, closed))

    @router.get("/{month}", response_model=MonthRatings, summary="Ratings of a closed month, gravest first")
    def get_month(month: MonthPath, actor: Acting) -> Response:
        return json_of(_ratings(work, actor, _closed(work, month)))

    @router.get("/{month}/xlsx", response_class=Response, summary="The same as a workbook")
    def get_month_file(month: MonthPath, actor: Acting) -> Response:
        closed = _closed(work, month)
        kept = ratings_of(work.room, actor, closed)
        states = {name: COMPANY_RATING.states[m.state].zh for name, m in _matters(work, closed).items()}
        headings, rows = month_rows(kept, states, work.room.units())
        return workbook_of(work, actor, "export.companies", f"company-month-{closed.month}", headings, rows)

    @router.post("/{month}/check", response_model=CheckedAgain, summary="Compute a closed month again, byte by byte")
    def post_check(month: MonthPath, actor: Acting) -> Response:
        closed = _closed(work, month)
        again = compute_again(work.room, closed)
        own = ratings_of(work.room, actor, closed).keys()
        differs, missing = (tuple(n for n in names if n in own) for names in (again.differs, again.missing))
        return json_of(
            CheckedAgain(closed.month, again.ratings, again.same, closed.digest, again.digest, differs, missing)
        )

    @router.get("/{month}/{company_id}", response_model=RatedCompany, summary="One rating with every version of it")
    def get_rating(month: MonthPath, company_id: CompanyPath, actor: Acting) -> Response:
        return json_of(_rated(work, actor, _closed(work, month), company_id))

    @router.post(
        "/{month}/{company_id}/revise",
        response_model=RatedCompany,
        summary="Put a revised rating beside: by records that were wrong then, as they are known now",
        dependencies=[needs(Permission.AUDIT_WORK)],
    )
    def post_revision(month: MonthPath, company_id: CompanyPath, body: ReviseAsked, actor: Acting) -> Response:
        closed, now = _closed(work, month), work.clock.now()
        wrong = [(one.kind, one.item_id) for one in body.wrong]
        revised = revise_rating(work.room, actor, closed, company_id, wrong, body.reason, now)
        tell_revision(work.room, revised, now)
        return json_of(_rated(work, actor, closed, company_id))

    return router


def own_scheme(work: WorkDesk) -> Scheme:
    """The scheme that months are closed by. Raises :class:`NotFound` where the rule pack names none that there is."""
    name = work.room.pack.get("company_rating.scheme")
    schemes = schemes_in(work.desk.packs)
    if name not in schemes:
        raise NotFound(f"the rule pack work names a scheme that there is not: {name!r:.60} 没有该评价方案")
    return schemes[name]


def _closed(work: WorkDesk, month: str) -> ClosedMonth:
    return month_named(work.room, month, work.room.pack.get("company_rating.scheme"))


def _matters(work: WorkDesk, closed: ClosedMonth) -> dict[str, Matter]:
    run = run_name(closed.month, closed.scheme)
    return {str(m.values.get("company")): m for m in proceedings_of(work.room, run)}


def _month_line(work: WorkDesk, actor: Actor, closed: ClosedMonth) -> MonthLine:
    kept = ratings_of(work.room, actor, closed)
    levels: dict[str, int] = {}
    for versions in kept.values():
        levels[versions[-1].level] = levels.get(versions[-1].level, 0) + 1
    going = sum(name in kept and m.closed_at is None for name, m in _matters(work, closed).items())
    title = serial.unpack(Scheme, closed.terms).title
    return MonthLine(
        closed.month, closed.scheme, closed.stamp, title, closed.day, closed.as_of, closed.closed_at,
        _name(work, closed.closed_by), closed.digest, len(kept), levels, going,
    )  # fmt: skip


def _name(work: WorkDesk, person_id: str) -> str:
    return work.room.name_of(person_id) or ""


def _months(work: WorkDesk, actor: Actor) -> MonthTable:
    scheme, pack = own_scheme(work), work.room.pack
    closed = [m for m in work.room.store.list_company_months() if m.scheme == scheme.name]
    last = month_name(last_full_month(work.clock.now(), work.room.zone))
    return MonthTable(
        scheme=scheme_line(scheme),
        months=tuple(_month_line(work, actor, month) for month in closed),
        next=None if any(m.month >= last for m in closed) else last,
        may_close=may_close(work.room, actor),
        appeal_days=int(pack.get("company_rating.appeal_days")),
        appeal_days_are=str(pack.get("company_rating.appeal_days_are")),
    )


def _ratings(work: WorkDesk, actor: Actor, closed: ClosedMonth) -> MonthRatings:
    matters, now = _matters(work, closed), work.clock.now()
    lines = [
        _rated_line(work, versions, matters.get(name), now)
        for name, versions in ratings_of(work.room, actor, closed).items()
    ]
    lines.sort(key=lambda line: (SEVERITY[line.company.level], -line.company.score.value, line.company.company_id))
    return MonthRatings(_month_line(work, actor, closed), tuple(lines))


def _rated_line(work: WorkDesk, versions: tuple[KeptRating, ...], matter: Matter | None, now: datetime) -> RatedLine:
    first, last = rating_in(versions[0]), rating_in(versions[-1])
    return RatedLine(
        company=company_line(last, work.room.units()),
        revision=versions[-1].revision,
        first_level=first.level,
        first_level_name=first.level_name,
        matter_id=matter.matter_id if matter else None,
        state=matter.state if matter else "",
        state_name=COMPANY_RATING.states[matter.state] if matter else None,
        due_at=matter.due_at if matter else None,
        late=matter is not None and matter.closed_at is None and is_overdue(matter, now),
    )


def _rated(work: WorkDesk, actor: Actor, closed: ClosedMonth, company_id: str) -> RatedCompany:
    room = work.room
    versions = ratings_of(room, actor, closed, company_id).get(company_id)
    if not versions:
        raise NotFound(f"no company {company_id!r:.40} was rated in {closed.month}")
    matter = _matters(work, closed).get(company_id)
    used = {(c.kind, c.item_id) for c in versions[-1].corrections}
    changed = changed_since(room, closed, company_id, work.clock.now())
    return RatedCompany(
        month=_month_line(work, actor, closed),
        scheme=scheme_line(serial.unpack(Scheme, closed.terms)),
        versions=tuple(version_line(work, one, _name(work, one.kept_by)) for one in versions[::-1]),
        changed=tuple(changed_line(one, used=(one.kind, one.item_id) in used) for one in changed[:200]),
        matter_id=matter.matter_id if matter else None,
        state=matter.state if matter else "",
        state_name=COMPANY_RATING.states[matter.state] if matter else None,
        due_at=matter.due_at if matter else None,
        may_revise=Permission.AUDIT_WORK in actor.permissions,
    )


def version_line(work: WorkDesk, kept: KeptRating, by: str) -> RevisionLine:
    """One version of a rating. ``by``: who is named as having kept it."""
    rating = rating_in(kept)
    return RevisionLine(
        kept.revision, kept.kept_at, by, mask_text(kept.reason), len(kept.corrections),
        company_line(rating, work.room.units()), rating.grounds, rating.lines, rating.unsettled,
        carried_line(rating.carried),
    )  # fmt: skip
