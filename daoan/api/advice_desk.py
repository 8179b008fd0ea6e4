"""``/advice`` for desks: the ledger 劝导台账, one record with its versions, conflicts, hand-overs, figures."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response

from daoan.act.workflow.table import Refused
from daoan.api.advice_files import figure_table, record_table
from daoan.api.advice_lines import Lines, lines_for
from daoan.api.advice_shapes import (
    FigurePage,
    HandedOver,
    NoteForm,
    PlateShown,
    RecordDetail,
    RecordLine,
    RecordPage,
    ResolveForm,
)
from daoan.api.answers import json_of, unkept
from daoan.api.asking import Limit
from daoan.api.company_shapes import ClearAsked
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.workdesk import WorkDesk
from daoan.jobs.advice.book import AdviceBook, own_stations, seen_record
from daoan.jobs.advice.clear import show_plate
from daoan.jobs.advice.days import figures_seen, first_of, span_of
from daoan.jobs.advice.settling import hand_over, resolve
from daoan.store.advice_protocol import AdviceFilter
from daoan.terms.errors import InputError
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

USUAL_DAYS = 90
Word = Annotated[str, Query(max_length=60)]
Cursor = Annotated[str | None, Query(max_length=400)]
Kind = Annotated[str, Query(alias="format", pattern="^(json|csv|xlsx)$")]
Day = Annotated[date | None, Query()]


def advice_desk_routes(work: WorkDesk) -> APIRouter:
    """Routes about advice records at a desk."""
    router = APIRouter(prefix="/advice", tags=["advice"], responses=PROBLEMS)

    @router.get("", response_model=RecordPage, summary="Advice records, latest first; as CSV or a workbook too")
    def get_records(
        actor: Acting, since: Day = None, until: Day = None, station: Word = "", vehicle: Word = "",
        behaviour: Word = "", outcome: Word = "", conflict: bool = False, after: Cursor = None, limit: Limit = 50,
        format: Kind = "json",  # noqa: A002
    ) -> Response:  # fmt: skip
        lines = lines_for(work, actor)
        asked = AdviceFilter(vehicle=vehicle, behaviour=behaviour, outcome=outcome, conflict=conflict)
        where = _where(work, lines.book, actor, asked, since, until, station)
        if format != "json":
            return record_table(work, lines, where, format)
        store = work.room.store
        page = store.page_advice(where, after=after, limit=limit)
        conflicts = store.count_advice(AdviceFilter(stations=where.stations, conflict=True))
        rows = tuple(map(lines.record, page.rows))
        return unkept(json_of(RecordPage(rows, page.next, store.count_advice(where), conflicts)))

    @router.get("/figures", response_model=FigurePage, summary="Figures of a span: the two violations and others")
    def get_figures(actor: Acting, since: Day = None, until: Day = None, format: Kind = "json") -> Response:  # noqa: A002
        book, now = work.advice, work.clock.now()
        last = until or utc_to_local(now, work.room.zone).date()
        first = first_of(since, last, USUAL_DAYS)
        figures = figures_seen(book, actor, first, last, now)
        units = {r.group: name for r in figures.by_township if (name := work.room.units().name_of(r.group))}
        if format != "json":
            names = {group: name.zh for group, name in units.items()}
            return figure_table(work, actor, book, figures, names, format)
        return json_of(FigurePage(first, last, figures, units, book.pack.stamp))

    @router.get("/{record_id}", response_model=RecordDetail, summary="A record with every version of it")
    def get_record(record_id: str, actor: Acting) -> Response:
        lines = lines_for(work, actor)
        return unkept(json_of(detail_of(lines, actor, record_id)))

    @router.post(
        "/{record_id}/resolve", response_model=RecordLine, summary="End a conflict by the version that holds",
        dependencies=[needs(Permission.REPORT)],
    )  # fmt: skip
    def post_resolve(record_id: str, form: ResolveForm, actor: Acting) -> Response:
        lines = lines_for(work, actor)
        settled = resolve(lines.book, actor, record_id, tuple(form.heads), form.chosen, work.clock.now())
        return unkept(json_of(lines.record(settled)))

    @router.post(
        "/{record_id}/hand-over", response_model=HandedOver, status_code=201, summary="Hand a record to the police",
        dependencies=[needs(Permission.REPORT)],
    )  # fmt: skip
    def post_hand_over(record_id: str, form: NoteForm, actor: Acting) -> Response:
        matter = hand_over(work.advice, actor, record_id, form.note, work.clock.now())
        if isinstance(matter, Refused):
            return refusal(matter)
        answer = unkept(json_of(HandedOver(matter.matter_id)))
        answer.status_code = 201
        return answer

    @router.post(
        "/{record_id}/clear", response_model=PlateShown, summary="A record's plate in the clear, for a purpose",
        dependencies=[needs(Permission.LOOK_UP)],
    )  # fmt: skip
    def post_clear(record_id: str, form: ClearAsked, actor: Acting) -> Response:
        pack, now = work.desk.packs["lookups"], work.desk.gate.clock.now()
        plate = show_plate(work.advice, pack, actor, record_id, form.purpose, form.case, now)
        return refusal(plate) if isinstance(plate, Refused) else unkept(json_of(PlateShown(plate)))

    return router


def detail_of(lines: Lines, actor: Actor, record_id: str) -> RecordDetail:
    """A record with every version, and what the reader may do with it."""
    record = seen_record(lines.book, actor, record_id)
    versions = lines.book.room.store.list_advice_versions(record_id)
    may = Permission.REPORT in actor.permissions
    return RecordDetail(
        lines.record(record), tuple(map(lines.version, versions)), may and record.conflict, may and not record.handed,
        Permission.LOOK_UP in actor.permissions and record.current.sealed != "",
    )  # fmt: skip


def _where(
    work: WorkDesk, book: AdviceBook, actor: Actor, asked: AdviceFilter, since: date | None, until: date | None,
    station: str,
) -> AdviceFilter:  # fmt: skip
    own = own_stations(book, actor, work.clock.now())
    stations = tuple(sorted(code for code in own if station in ("", code)))
    first, last = since or date(2000, 1, 1), until or date(2200, 1, 1)
    if first > last:
        raise InputError("the first day lies behind the last · 起始日期不能晚于截止日期")
    begins, ends = (span_of(book, day, day)[k] for k, day in enumerate((first, last)))
    return AdviceFilter(
        stations=stations, since=begins if since else None, until=ends if until else None, vehicle=asked.vehicle,
        behaviour=asked.behaviour, outcome=asked.outcome, conflict=asked.conflict,
    )  # fmt: skip
