"""``/my-company``: a company's own vehicles, drivers, tasks, alarms and ratings; nothing of another."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Response

from daoan.act.companies.rating import COMPANY_RATING
from daoan.act.workflow.engine import can_do, is_overdue
from daoan.act.workflow.given import moment_in, text_in
from daoan.api.answers import json_of
from daoan.api.company_lines import event_line, item_line
from daoan.api.company_months import own_scheme, version_line
from daoan.api.fleet import alarm_lines, alarms_of
from daoan.api.guard import Acting
from daoan.api.my_company_shapes import ExplainedItem, OwnCompany, OwnRating, OwnRatingDetail, OwnTask
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.assess.companies.dues import DUES, Item
from daoan.assess.companies.schemes import Scheme
from daoan.jobs.companies.months import month_named, rating_in
from daoan.jobs.companies.own import explained, own_company, own_item, own_ratings, own_tasks, rating_matters
from daoan.jobs.positions.fleet import Seen
from daoan.store import serial
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.companies import COMPANY_KINDS, Company, KeyDriver, KeyVehicle
from daoan.terms.records.company_months import KeptRating, run_name
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.times import utc_to_local

MOST_ITEMS, MOST_ALARMS = 2_000, 50
Kind = Annotated[str, Path(pattern="^(vehicle|driver)$")]
Name = Annotated[str, Path(max_length=200)]


def my_company_routes(work: WorkDesk) -> APIRouter:
    """Routes of a company's own side."""
    router = APIRouter(prefix="/my-company", tags=["companies"], responses=PROBLEMS)

    @router.get("", response_model=OwnCompany, summary="One's own company: fleet, deadlines, tasks, ratings, alarms")
    def get_own(actor: Acting) -> Response:
        return json_of(_own(work, actor, own_company(work.room, actor, work.clock.now())))

    @router.get(
        "/items/{kind}/{item_id}", response_model=ExplainedItem, summary="One's own vehicle or driver explained"
    )
    def get_item(kind: Kind, item_id: Name, actor: Acting) -> Response:
        now = work.clock.now()
        company = own_company(work.room, actor, now)
        return json_of(explained_item(work, own_item(work.room, company, kind, item_id, now), now))

    @router.get("/ratings/{month}", response_model=OwnRatingDetail, summary="One's own rating with its reasons")
    def get_rating(month: Annotated[str, Path(max_length=7)], actor: Acting) -> Response:
        company = own_company(work.room, actor, work.clock.now())
        return json_of(_rating(work, actor, company, month))

    return router


def explained_item(work: WorkDesk, item: Item, now: datetime) -> ExplainedItem:
    """A vehicle or driver by the scheme that months are closed by."""
    room, scheme = work.room, own_scheme(work)
    found = explained(room, item, scheme, now)
    company = room.store.find_roster(Company, item.company_id, now) if item.company_id else None
    day = utc_to_local(now, room.zone).date()
    return ExplainedItem(
        item=item_line(item, {item.company_id: company} if company else {}, day),
        day=day,
        scheme=scheme.title,
        stamp=scheme.stamp,
        explained=found is not None,
        dues=found.dues if found else (),
        grounds=found.grounds if found else (),
        indicators=found.indicators if found else (),
        events=tuple(map(event_line, found.events)) if found else (),
    )


def _own(work: WorkDesk, actor: Actor, company: Company) -> OwnCompany:
    room, now = work.room, work.clock.now()
    day, own = utc_to_local(now, room.zone).date(), {company.company_id: company}
    vehicles = [item_line(v, own, day) for v in room.store.list_roster(KeyVehicle, now, company.company_id)]
    drivers = [item_line(d, own, day) for d in room.store.list_roster(KeyDriver, now, company.company_id)]
    for lines in (vehicles, drivers):
        lines.sort(key=lambda line: (-len(line.overdue), line.shown))
    seen = Seen({company.company_id: company, company.name: company}, all=False)
    alarms = alarms_of(work, seen)
    return OwnCompany(
        company_id=company.company_id,
        name=mask_text(company.name),
        kind_name=COMPANY_KINDS[company.kind],
        police=room.units().name_of(company.unit_id),
        day=day,
        vehicles=tuple(vehicles[:MOST_ITEMS]),
        drivers=tuple(drivers[:MOST_ITEMS]),
        overdue={code: sum(code in line.overdue for line in (*vehicles, *drivers)) for code in DUES},
        due_names={code: due.name for code, due in DUES.items()},
        tasks=tuple(_task(work, actor, matter, now) for matter in own_tasks(room, actor, company)),
        ratings=tuple(_rating_lines(work, actor, company)),
        alarms=alarm_lines(work, seen, alarms[:MOST_ALARMS]),
        alarms_total=len(alarms),
    )


def _task(work: WorkDesk, actor: Actor, matter: Matter, now: datetime) -> OwnTask:
    workflow = work.room.workflows[matter.kind]
    told = text_in(matter.values.get("title"), matter.title)
    left = matter.values.get("left")
    return OwnTask(
        matter.matter_id, matter.kind, workflow.name, Text(mask_text(told.en), mask_text(told.zh)),
        workflow.states[matter.state], matter.due_at, matter.due, is_overdue(matter, now),
        matter.holder == actor.unit_id, left if isinstance(left, int) else None,
    )  # fmt: skip


def _rating_lines(work: WorkDesk, actor: Actor, company: Company) -> list[OwnRating]:
    matters = {str(m.values.get("run")): m for m in rating_matters(work.room, company)}
    return [
        _rating_line(work, actor, versions[-1], matters.get(run_name(month, scheme)))
        for (month, scheme), versions in own_ratings(work.room, company).items()
    ]


def _rating_line(work: WorkDesk, actor: Actor, kept: KeptRating, matter: Matter | None) -> OwnRating:
    room, rating = work.room, rating_in(kept)
    until = moment_in(matter.values.get("appeal_until"), room.zone) if matter else None
    can = {row.event for row in can_do(COMPANY_RATING, matter, actor, room.terms())} if matter else set()
    fresh = matter is not None and "appealed_at" not in matter.values
    return OwnRating(
        month=kept.month,
        scheme=kept.scheme,
        level=kept.level,
        level_name=rating.level_name,
        revision=kept.revision,
        matter_id=matter.matter_id if matter else None,
        state=matter.state if matter else "",
        state_name=COMPANY_RATING.states[matter.state] if matter else None,
        due_at=matter.due_at if matter else None,
        appeal_until=until,
        can_appeal="appeal" in can and fresh and until is not None and work.clock.now() < until,
    )


def _rating(work: WorkDesk, actor: Actor, company: Company, month: str) -> OwnRatingDetail:
    scheme = own_scheme(work)
    versions = own_ratings(work.room, company).get((month, scheme.name))
    if versions is None:
        raise NotFound(f"no rating of {month!r:.20} 没有该月评价")
    closed = month_named(work.room, month, scheme.name)
    matters = {str(m.values.get("run")): m for m in rating_matters(work.room, company)}
    then = serial.unpack(Scheme, closed.terms)
    return OwnRatingDetail(
        rating=_rating_line(work, actor, versions[-1], matters.get(run_name(month, scheme.name))),
        scheme=then.title,
        day=closed.day,
        high_from=then.levels["high"].from_score,
        middle_from=then.levels["middle"].from_score,
        versions=tuple(version_line(work, one, by="") for one in versions[::-1]),
    )
