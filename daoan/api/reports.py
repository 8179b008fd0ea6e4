"""``/reports``: villagers' reports on the rural desk, what is done with one, and the codes that they come by."""

from itertools import islice
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Path, Query, Request, Response

from daoan.act.villagers.report import REPORT
from daoan.act.workflow.table import Refused
from daoan.api.advice_lines import ABOVE
from daoan.api.answers import json_of, unkept
from daoan.api.asking import Lang, Limit
from daoan.api.guard import Acting, needs
from daoan.api.places import outside_address
from daoan.api.problems import PROBLEMS
from daoan.api.report_lines import ReportLines
from daoan.api.report_shapes import (
    Became,
    CodeAsked,
    CodeLine,
    CodeList,
    ContactShown,
    JoinForm,
    KindOfReport,
    PlaceLine,
    ReasonLine,
    ReportDetail,
    ReportLine,
    ReportList,
    TakeUpForm,
    WhyForm,
)
from daoan.api.work_acts import refusal
from daoan.api.workbooks import workbook_of
from daoan.api.workdesk import WorkDesk
from daoan.edge.documents.code_pdf import Poster, poster_pdf
from daoan.edge.documents.xlsx import Cell
from daoan.jobs.supervising import every_matter
from daoan.jobs.villagers.codes import (
    CodeCounts,
    code_of,
    counts_by_code,
    make_code,
    own_code,
    own_codes,
    places_within,
    places_without,
    withdraw_code,
)
from daoan.jobs.villagers.settling import join, show_contact, take_up, waiting_of
from daoan.jobs.workroom import scope_of
from daoan.store.page import Page
from daoan.store.work_protocol import MatterFilter
from daoan.terms.entrances import LOOPBACK
from daoan.terms.errors import NotFound
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

State = Annotated[str, Query(pattern="^(|received|taken_up|joined|turned_down|spam|late)$")]
Cursor = Annotated[str | None, Query(max_length=400)]
Number = Annotated[str, Path(max_length=60)]
MOST_ROWS, MOST_PLACES = 20_000, 400
HEADINGS = (
    "回执号", "上报时间", "发现时间", "行政村、阵地", "单位", "类型", "地点", "情况", "经度", "纬度", "辖区外",
    "联系电话（脱敏）", "照片", "状态", "逾期", "隐患编号", "隐患状态", "不予受理原因", "答复说明",
)  # fmt: skip
STEPS = (
    Text("Scan the code with your phone; nothing is installed, nobody signs in.", "用手机扫码，无需安装、无需登录。"),
    Text("Say what it is and where; add a photo where it is safe.", "选择情况、地点，安全时拍一张照片。"),
    Text("Keep the receipt number: it shows what came of it.", "记下回执号，可随时查询处理结果。"),
)
TITLE = Text("Report a danger on the road", "随手报道路隐患")
SMALL = Text(
    "For hazards of the road only. A telephone number is optional and seen by the township alone.",
    "仅用于上报道路隐患；联系电话可不填，仅乡镇工作人员可见。",
)


def report_routes(work: WorkDesk) -> APIRouter:
    """Routes about villagers' reports at a desk."""
    router = APIRouter(prefix="/reports", tags=["villagers' reports"], responses=PROBLEMS)
    above, reporting = [needs(permission) for permission in ABOVE], [needs(Permission.REPORT)]

    def lines_for(actor: Actor) -> ReportLines:
        return ReportLines(work, work.reports, actor, work.room.units())

    @router.get("", response_model=ReportList, summary="Reports, what changed last first")
    def get_reports(actor: Acting, state: State = "", after: Cursor = None, limit: Limit = 50) -> Response:
        lines = lines_for(actor)
        page, total = _page(work, actor, state, after, limit)
        waiting, late = waiting_of(lines.book, actor, work.clock.now())
        known = lines.book.catalogue
        found = ReportList(
            tuple(map(lines.report, page.rows)), page.next, total, waiting, late, work.desk.gate.entrances.villagers,
            tuple(ReasonLine(code, name) for code, name in known.reasons.items()),
            tuple(KindOfReport(k.code, k.name) for k in known.kinds.values()),
        )  # fmt: skip
        return unkept(json_of(found))

    @router.get("/file.xlsx", response_class=Response, summary="The same as a workbook")
    def get_file(actor: Acting, state: State = "") -> Response:
        return _workbook(work, lines_for(actor), state)

    @router.get("/codes", response_model=CodeList, summary="Codes of the own unit and below", dependencies=above)
    def get_codes(actor: Acting, request: Request, text: Annotated[str, Query(max_length=60)] = "") -> Response:
        lines, address = lines_for(actor), outside_address(request, work.desk.gate.entrances)
        entries = own_codes(lines.book, actor)
        places = places_within(lines.book, actor, work.clock.now())
        without = places_without(places, entries, text)
        found = CodeList(
            lines.codes(entries, dict(counts_by_code(lines.book, actor)), address),
            tuple(PlaceLine(kind, mask_text(code), mask_text(name)) for kind, code, name in without[:MOST_PLACES]),
            len(without), len(places), Permission.REPORT in actor.permissions, work.desk.gate.entrances.villagers,
            (urlsplit(address).hostname or "") in LOOPBACK,
        )  # fmt: skip
        return unkept(json_of(found))

    @router.post(
        "/codes", response_model=CodeLine, status_code=201, summary="Make a code for a village or place of publicity",
        dependencies=[*above, *reporting],
    )  # fmt: skip
    def post_code(form: CodeAsked, actor: Acting, request: Request) -> Response:
        lines = lines_for(actor)
        entry = make_code(lines.book, actor, form.kind, form.place, work.clock.now())
        answer = json_of(lines.code(entry, CodeCounts(), outside_address(request, work.desk.gate.entrances)))
        answer.status_code = 201
        return unkept(answer)

    @router.delete(
        "/codes/{number}", response_model=CodeLine, summary="Let a code count no more",
        dependencies=[*above, *reporting],
    )  # fmt: skip
    def delete_code(number: Number, actor: Acting) -> Response:
        lines = lines_for(actor)
        entry = withdraw_code(lines.book, actor, number, work.clock.now())
        counts = counts_by_code(lines.book, actor).get(number, CodeCounts())
        return unkept(json_of(lines.code(entry, counts, "")))

    @router.get(
        "/codes/{number}/{paper}.pdf", response_class=Response, dependencies=above,
        summary="A code to be printed, for a wall (A4) or by hand (A6)",
    )  # fmt: skip
    def get_poster(
        number: Number, paper: Annotated[str, Path(pattern="^(a4|a6)$")], actor: Acting, request: Request,
        lang: Lang = "zh",
    ) -> Response:  # fmt: skip
        address = outside_address(request, work.desk.gate.entrances)
        content = _poster(work, actor, number, paper, lang, address)
        name = f"{'simulated-' if work.desk.city.simulated else ''}report-code-{number}-{paper}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return unkept(Response(content, media_type="application/pdf", headers=headers))

    @router.get("/{matter_id}", response_model=ReportDetail, summary="A report, and known hazards near it")
    def get_report(matter_id: str, actor: Acting) -> Response:
        return unkept(json_of(lines_for(actor).detail(matter_id)))

    @router.post(
        "/{matter_id}/take-up", response_model=Became, status_code=201, dependencies=reporting,
        summary="Make a hazard of a report",
    )  # fmt: skip
    def post_take_up(matter_id: str, form: TakeUpForm, actor: Acting) -> Response:
        return _became(take_up(work.reports, actor, matter_id, form.version, form.title, form.note, work.clock.now()))

    @router.post(
        "/{matter_id}/join", response_model=Became, status_code=201, dependencies=reporting,
        summary="Join a report to a known hazard",
    )  # fmt: skip
    def post_join(matter_id: str, form: JoinForm, actor: Acting) -> Response:
        return _became(join(work.reports, actor, matter_id, form.version, form.hazard, work.clock.now()))

    @router.post(
        "/{matter_id}/contact", response_model=ContactShown, dependencies=reporting,
        summary="The sender's telephone number, to call them back; written down",
    )  # fmt: skip
    def post_contact(matter_id: str, form: WhyForm, actor: Acting) -> Response:
        phone = show_contact(work.reports, actor, matter_id, form.why, work.clock.now())
        return unkept(json_of(ContactShown(phone)))

    return router


def _became(hazard: Matter | Refused) -> Response:
    if isinstance(hazard, Refused):
        return refusal(hazard)
    answer = unkept(json_of(Became(hazard.matter_id)))
    answer.status_code = 201
    return answer


def _where(work: WorkDesk, actor: Actor, state: str) -> MatterFilter | None:
    """The reports of the actor's unit and below in a state; ``None`` where they have no unit."""
    units = tuple(sorted(scope_of(actor, work.room.units())))
    if not units:
        return None
    if state == "late":
        return MatterFilter(kinds=(REPORT.kind,), units=units, open_only=True, overdue_at=work.clock.now())
    return MatterFilter(kinds=(REPORT.kind,), units=units, states=(state,) if state else ())


def _page(work: WorkDesk, actor: Actor, state: str, after: str | None, limit: int) -> tuple[Page[Matter], int]:
    where = _where(work, actor, state)
    if where is None:
        return Page((), None), 0
    store = work.room.store
    order = "due" if state in ("received", "late") else "changed"
    return store.page_matters(where, order=order, after=after, limit=limit), sum(store.count_matters(where).values())


def _workbook(work: WorkDesk, lines: ReportLines, state: str) -> Response:
    where, rows = _where(work, lines.actor, state), list[tuple[Cell, ...]]()
    if where is not None:
        for report in islice(every_matter(work.room, where, "changed"), MOST_ROWS):
            rows.append(_row(work, lines.report(report)))
    return workbook_of(work, lines.actor, "export.reports", "villagers-reports", HEADINGS, rows)


def _row(work: WorkDesk, one: ReportLine) -> tuple[Cell, ...]:
    def local(moment: object) -> str:
        return f"{utc_to_local(moment, work.room.zone):%Y-%m-%d %H:%M}" if moment else ""  # type: ignore[arg-type]

    return (
        one.receipt, local(one.created_at), local(one.happened_at), one.place, one.unit.zh if one.unit else one.unit_id,
        one.kind_name.zh, one.where, one.text, one.lon, one.lat, "是" if one.outside else "", one.contact,
        "有" if one.photo else "", one.state_name.zh, "是" if one.late else "", one.hazard or "",
        one.hazard_state.zh if one.hazard_state else "", one.reason.zh if one.reason else "", one.words,
    )  # fmt: skip


def _poster(work: WorkDesk, actor: Actor, number: str, paper: str, lang: str, address: str) -> bytes:
    """The printed page of a code that stands; that it was printed is written down. Raises :class:`NotFound`."""
    book, desk = work.reports, work.desk
    entry = own_code(book, actor, number)
    if entry.ended_at is not None:
        raise NotFound("this code was withdrawn 该二维码已停用")
    code = code_of(book, entry)
    if not code:
        raise NotFound("codes are printed inside: this one was carried from there 请在内网打印该二维码")
    place = mask_text(str(entry.values.get("name", "")))
    poster = Poster(
        TITLE, place, f"{address}/report/{code}", STEPS,
        Text(book.pack.get("poster.emergency_en"), book.pack.get("poster.emergency_zh")), SMALL, desk.city.simulated,
    )  # fmt: skip
    note = AuditNote(work.clock.now(), actor.person_id, actor.unit_id, "report.poster", number, detail=paper)
    work.room.store.append_audit(note)
    return poster_pdf(poster, paper, lang, desk.web, desk.cache)
