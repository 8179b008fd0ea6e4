"""``/companies``: monthly risk of key companies, rates of units, what is overdue, clearing tasks, files taken in."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, UploadFile

from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.asking import Limit
from daoan.api.company_lines import (
    carried_line,
    company_line,
    event_line,
    item_line,
    overdue_line,
    scheme_line,
    task_line,
)
from daoan.api.company_shapes import (
    BanForm,
    Board,
    ClearAsked,
    Clearing,
    CompanyDetail,
    History,
    OverdueTable,
    RateTable,
    Shown,
    TakenIn,
    TaskLine,
    UnitRateLine,
)
from daoan.api.guard import Acting, needs
from daoan.api.my_company import explained_item
from daoan.api.my_company_shapes import ExplainedItem
from daoan.api.problems import PROBLEMS, problem
from daoan.api.work_acts import refusal
from daoan.api.workbooks import workbook_of
from daoan.api.workdesk import WorkDesk
from daoan.assess.companies.dues import DUES
from daoan.assess.companies.rates import RATES
from daoan.assess.companies.rating import Rating
from daoan.assess.companies.schemes import DEFAULT, Scheme, schemes_in
from daoan.edge.uploads import SHEET
from daoan.jobs.companies.bans import register_ban
from daoan.jobs.companies.board import Moment, moment_of, overdue_seen, rating_seen, ratings_seen, unit_rates
from daoan.jobs.companies.carrying import carry_over
from daoan.jobs.companies.clear import show_clear
from daoan.jobs.companies.clearing import ask_clearing, due_named, open_tasks, settle_clearing
from daoan.jobs.companies.importing import WholeList, layout_of, preview_file, take_in
from daoan.jobs.companies.own import item_seen
from daoan.jobs.companies.proceedings import settle_proceedings
from daoan.jobs.companies.tables import board_rows, overdue_rows, rate_rows
from daoan.jobs.companies.templates import template_csv, template_xlsx
from daoan.jobs.workroom import scope_of
from daoan.terms.errors import NotFound
from daoan.terms.masking import mask_text
from daoan.terms.months import month_name, month_of
from daoan.terms.records.companies import Company, CompanyEvent, KeyDriver, KeyVehicle
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

MOST_BYTES = 12 * 1024 * 1024
MONTHS_SHOWN, MOST_ITEMS, MOST_EVENTS = 6, 500, 200
Month = Annotated[str, Query(max_length=7)]
Named = Annotated[str, Query(max_length=80)]
ItemKind = Annotated[str, Path(pattern="^(vehicle|driver)$")]
Kind = Annotated[str, Path(pattern="^(companies|vehicles|drivers|events)$")]


def company_routes(work: WorkDesk) -> APIRouter:
    """Routes of companies."""
    router = APIRouter(prefix="/companies", tags=["companies"], responses=PROBLEMS)

    @router.get("", response_model=Board, summary="Companies of a month by risk, gravest first")
    def get_board(actor: Acting, month: Month = "", scheme: Named = DEFAULT, text: Named = "") -> Response:
        return json_of(_board(work, actor, month, scheme, text))

    @router.get("/risk.xlsx", response_class=Response, summary="The same as a workbook, a line a ground or indicator")
    def get_board_file(actor: Acting, month: Month = "", scheme: Named = DEFAULT) -> Response:
        chosen, moment = _scheme(work, scheme), moment_of(month, work.clock.now(), work.room.zone)
        ratings = ratings_seen(work.room, actor, work.company_ratings, chosen, moment)
        headings, rows = board_rows(ratings, work.room.units())
        return workbook_of(work, actor, "export.companies", f"company-risk-{moment.month}", headings, rows)

    @router.get("/rates", response_model=RateTable, summary="Rates of units, by month")
    def get_rates(actor: Acting, months: Annotated[int, Query(ge=1, le=24)] = MONTHS_SHOWN) -> Response:
        return json_of(_rates(work, actor, months))

    @router.get("/rates.xlsx", response_class=Response, summary="The same as a workbook")
    def get_rates_file(actor: Acting, months: Annotated[int, Query(ge=1, le=24)] = 12) -> Response:
        found = unit_rates(work.room, actor, work.clock.now(), months)
        headings, rows = rate_rows(found, work.room.units())
        return workbook_of(work, actor, "export.companies", "company-rates", headings, rows)

    @router.get("/overdue/{due}", response_model=OverdueTable, summary="What is overdue of one kind, longest first")
    def get_overdue(
        due: str, actor: Acting, unit: Named = "", after: Annotated[int, Query(ge=0, le=10**7)] = 0, limit: Limit = 50
    ) -> Response:
        return json_of(_overdue(work, actor, due, unit, after, limit))

    @router.get("/overdue/{due}/file.xlsx", response_class=Response, summary="The same as a workbook, masked")
    def get_overdue_file(due: str, actor: Acting, unit: Named = "") -> Response:
        room, now = work.room, work.clock.now()
        late = overdue_seen(room, actor, due_named(due), now, unit)
        headings, rows = overdue_rows(late, _companies(work, now), room.units())
        return workbook_of(work, actor, "export.companies", f"overdue-{due}", headings, rows)

    @router.get("/templates/{kind}.{ending}", response_class=Response, summary="A template to fill in")
    def get_template(kind: Kind, ending: Annotated[str, Path(pattern="^(xlsx|csv)$")], actor: Acting) -> Response:  # noqa: ARG001
        layout = layout_of(kind)
        content = template_xlsx(layout) if ending == "xlsx" else template_csv(layout)
        media = SHEET if ending == "xlsx" else "text/csv; charset=utf-8"
        headers = {"Content-Disposition": f'attachment; filename="daoan-{kind}.{ending}"'}
        return Response(content, media_type=media, headers=headers)

    @router.post(
        "/files/{kind}",
        response_model=TakenIn,
        summary="Look at a file; with the digest of what was seen, keep all of it or nothing",
        dependencies=[needs(Permission.KEEP_ROSTER)],
    )
    def post_file(
        kind: Kind, file: UploadFile, actor: Acting, digest: Named = "", exchange: bool = False,
        whole: Annotated[str, Query(pattern="^(|all|named)$")] = "", end: bool = False,
    ) -> Response:  # fmt: skip
        data = file.file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            return problem(422, "input", f"a file may have {MOST_BYTES // 2**20} MiB 文件过大")
        list_ = WholeList(whole, end and bool(whole))
        room, key, now, name = work.room, work.desk.subject_key, work.clock.now(), mask_text(file.filename or "file")
        if not digest:
            preview = preview_file(room, actor, key, kind, name, data, now, exchange=exchange, whole=list_)
            return json_of(TakenIn(preview, None, 0))
        preview, kept = take_in(room, actor, key, kind, name, data, now, digest=digest, exchange=exchange, whole=list_)
        cleared = settle_clearing(room, now).cleared if kept else 0
        if kept:
            settle_proceedings(room, now)
        return json_of(TakenIn(preview, kept, cleared))

    @router.post(
        "/clearing",
        response_model=list[TaskLine],
        summary="Ask units to clear what is overdue of one kind; what is asked already is left",
        dependencies=[needs(Permission.KEEP_ROSTER)],
    )
    def post_clearing(body: Clearing, actor: Acting) -> Response:
        now, units = work.clock.now(), work.room.units()
        opened = ask_clearing(work.room, actor, body.due, now)
        return json_of([task_line(task, units, now) for task in opened])

    @router.get("/{company_id}", response_model=CompanyDetail, summary="A company: its rating line by line")
    def get_company(company_id: str, actor: Acting, month: Month = "", scheme: Named = DEFAULT) -> Response:
        return json_of(_detail(work, actor, company_id, month, scheme))

    @router.get("/items/{kind}/{item_id}", response_model=ExplainedItem, summary="A vehicle or driver, line by line")
    def get_item(kind: ItemKind, item_id: str, actor: Acting) -> Response:
        now = work.clock.now()
        return json_of(explained_item(work, item_seen(work.room, actor, kind, item_id, now), now))

    @router.post(
        "/items/{kind}/{item_id}/clear",
        response_model=Shown,
        summary="One vehicle or driver in the clear, for a purpose and a case; written into the log first",
        dependencies=[needs(Permission.LOOK_UP)],
    )
    def post_clear(kind: ItemKind, item_id: str, body: ClearAsked, actor: Acting) -> Response:
        pack, now, key = work.desk.packs["lookups"], work.clock.now(), work.desk.subject_key
        answer = show_clear(work.room, pack, actor, kind, item_id, body.purpose, body.case, now, key)
        if isinstance(answer, Refused):
            return refusal(answer)
        return json_of(Shown(answer.plate, answer.name, answer.number, answer.phone))

    @router.post(
        "/items/driver/{item_id}/ban", response_model=ExplainedItem, dependencies=[needs(Permission.KEEP_ROSTER)],
        summary="Register a driver's ban for life, that it was lifted, or take it back; every version stays",
    )  # fmt: skip
    def post_ban(item_id: str, body: BanForm, actor: Acting) -> Response:
        room, now = work.room, work.clock.now()
        driver = register_ban(room, actor, item_id, body.banned_on, body.lifted_on, body.why, now)
        settle_proceedings(room, now)
        return json_of(explained_item(work, driver, now))

    return router


def _schemes(work: WorkDesk) -> Mapping[str, Scheme]:
    return schemes_in(work.desk.packs)


def _scheme(work: WorkDesk, name: str) -> Scheme:
    schemes = _schemes(work)
    if name not in schemes:
        raise NotFound(f"there is no scheme {name!r:.60} 没有该评价方案")
    return schemes[name]


def _companies(work: WorkDesk, as_of: datetime) -> dict[str, Company]:
    return {c.company_id: c for c in work.room.store.list_roster(Company, as_of)}


def _board(work: WorkDesk, actor: Actor, month: str, name: str, text: str) -> Board:
    room, scheme = work.room, _scheme(work, name)
    moment = moment_of(month, work.clock.now(), room.zone)
    ratings = ratings_seen(room, actor, work.company_ratings, scheme, moment)
    units = room.units()
    levels = dict(Counter(rating.level for rating in ratings))
    found = [r for r in ratings if text.casefold() in f"{r.company.name} {r.company.company_id}".casefold()]
    return Board(
        month=moment.month,
        day=moment.day,
        closed=moment.closed,
        scheme=scheme_line(scheme),
        schemes=tuple(scheme_line(s) for s in _schemes(work).values()),
        levels=levels,
        companies=tuple(company_line(r, units) for r in found),
        total=len(ratings),
        may_keep=Permission.KEEP_ROSTER in actor.permissions,
    )


def _detail(work: WorkDesk, actor: Actor, company_id: str, month: str, name: str) -> CompanyDetail:
    room, scheme = work.room, _scheme(work, name)
    moment = moment_of(month, work.clock.now(), room.zone)
    rating = rating_seen(room, actor, work.company_ratings, scheme, moment, company_id)
    store, as_of = room.store, moment.as_of
    own = {company_id: rating.company}
    vehicles = store.list_roster(KeyVehicle, as_of, company_id)
    drivers = store.list_roster(KeyDriver, as_of, company_id)
    events = sorted(store.list_roster(CompanyEvent, as_of, company_id), key=lambda e: e.happened_on, reverse=True)
    items: list[KeyVehicle | KeyDriver] = [*vehicles, *drivers]
    lines = [item_line(item, own, moment.day) for item in items]
    lines.sort(key=lambda line: (-len(line.overdue), line.shown))
    return CompanyDetail(
        month=moment.month,
        day=moment.day,
        closed=moment.closed,
        scheme=scheme_line(scheme),
        company=company_line(rating, room.units()),
        grounds=rating.grounds,
        lines=rating.lines,
        unsettled=rating.unsettled,
        vehicles=tuple(line for line in lines if line.kind == "vehicle")[:MOST_ITEMS],
        drivers=tuple(line for line in lines if line.kind == "driver")[:MOST_ITEMS],
        events=tuple(map(event_line, events[:MOST_EVENTS])),
        history=_history(work, scheme, moment, company_id),
        carried=carried_line(carry_over(room, (rating,), scheme, moment)[0].carried),
    )


def _history(work: WorkDesk, scheme: Scheme, moment: Moment, company_id: str) -> tuple[History, ...]:
    """Levels of the months before and of this one, as each was known when it ended."""
    room, now = work.room, work.clock.now()
    last = month_of(moment.day) - (1 if moment.closed else 0)
    found = []
    for month in range(last - MONTHS_SHOWN + 1, last + 1):
        ratings = work.company_ratings.of(room, scheme, moment_of(month_name(month), now, room.zone))
        rating: Rating | None = next((r for r in ratings if r.company.company_id == company_id), None)
        if rating is not None:
            found.append(History(month_name(month), rating.level, rating.level_name, rating.score))
    return tuple(found)


def _rates(work: WorkDesk, actor: Actor, months: int) -> RateTable:
    units = work.room.units()
    found = unit_rates(work.room, actor, work.clock.now(), months)
    rows = tuple(
        UnitRateLine(
            r.unit_id, units.name_of(r.unit_id), sum(1 for _ in units.above(r.unit_id)), r.month, r.vehicles, r.drivers,
            r.rates,
        )
        for r in found
    )  # fmt: skip
    return RateTable(tuple(dict.fromkeys(r.month for r in found)), dict(RATES), rows)


def _overdue(work: WorkDesk, actor: Actor, code: str, unit: str, after: int, limit: int) -> OverdueTable:
    room, now, due = work.room, work.clock.now(), due_named(code)
    units, companies = room.units(), _companies(work, now)
    counts = {d.code: len(overdue_seen(room, actor, d, now, unit)) for d in DUES.values()}
    late = overdue_seen(room, actor, due, now, unit)
    scope = scope_of(actor, units)
    tasks = [t for t in open_tasks(room) if t.values.get("due") == code and t.holder in scope]
    tasks.sort(key=lambda t: (t.due_at or now, t.matter_id))
    return OverdueTable(
        due=code,
        name=due.name,
        names={d.code: d.name for d in DUES.values()},
        counts=counts,
        rows=tuple(overdue_line(o, companies, units) for o in late[after : after + limit]),
        next=str(after + limit) if after + limit < len(late) else None,
        total=len(late),
        tasks=tuple(task_line(t, units, now) for t in tasks[:200]),
        may_ask=Permission.KEEP_ROSTER in actor.permissions,
    )
