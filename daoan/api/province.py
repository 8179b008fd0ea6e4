"""``/rural/province``: the city's month as the province examines it, beside the result that the province sent round."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response, UploadFile

from daoan.api.answers import json_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS, problem
from daoan.api.province_shapes import ProvinceAnswer, ProvinceTotals, ResultTakenIn
from daoan.api.rural_lines import masked
from daoan.api.rural_room import RuralRoom
from daoan.api.workbooks import masked_workbook, sheet_of
from daoan.api.workdesk import WorkDesk
from daoan.assess.rural.beside import Beside, beside
from daoan.assess.rural.city import CitySheet
from daoan.jobs.rural.examination import Examination
from daoan.jobs.rural.province import (
    GivenFile,
    Origin,
    ProvinceResult,
    keep_result,
    may_take_in,
    months_taken_in,
    preview_result,
    results_of,
    sees_result,
)
from daoan.jobs.rural.province_tables import province_rows, template_rows
from daoan.terms.errors import NotFound
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

MOST_BYTES = 2 * 1024 * 1024
Month = Annotated[str, Query(max_length=7)]
Version = Annotated[int, Query(ge=0, le=10**6, description="of the province's result; the latest where 0")]


def province_routes(work: WorkDesk) -> APIRouter:
    """Routes of the province's examination."""
    router = APIRouter(prefix="/rural/province", tags=["rural"], responses=PROBLEMS)
    desk = RuralRoom(work)

    @router.get("", response_model=ProvinceAnswer, summary="The city's month as the province examines it, both sides")
    def get_province(actor: Acting, month: Month = "", version: Version = 0) -> Response:
        found, _ = desk.examination(actor, month)
        return masked(_answer(work, desk, actor, found, version))

    @router.get("/xlsx", response_class=Response, summary="The same as a workbook, a line and below it its counties")
    def get_province_file(actor: Acting, month: Month = "", version: Version = 0) -> Response:
        found, _ = desk.examination(actor, month)
        result = _find(results_of(work.room, actor, found.moment.month), version)
        both = beside(seen_sheet(desk, actor, month), result.marks if result is not None else ())
        rows = province_rows(both, work.desk.city, found.moment.month, desk.pack.stamp)
        return masked_workbook(work, actor, "export.rural", f"province-{found.moment.month}", *rows)

    @router.get("/template", response_class=Response, summary="A template of a month's result, to fill in")
    def get_template(actor: Acting, month: Month = "") -> Response:
        found, _ = desk.examination(actor, month)
        headings, rows = template_rows(found.sheet, found.moment.month)
        return sheet_of(f"province-result-{found.moment.month}", headings, rows)

    @router.post(
        "/files", response_model=ResultTakenIn,
        summary="Look at the province's result; with the digest of what was seen, keep all of it or nothing",
        dependencies=[needs(Permission.SUPERVISE)],
    )  # fmt: skip
    def post_file(
        file: UploadFile, actor: Acting, month: Month = "",
        digest: Annotated[str, Query(max_length=64)] = "",
        source: Annotated[str, Query(max_length=200, description="the document that it stands in")] = "",
        issued_on: date | None = None,
    ) -> Response:  # fmt: skip
        data = file.file.read(MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            return problem(422, "input", f"a file may have {MOST_BYTES // 2**20} MiB 文件过大")
        found, _ = desk.examination(actor, month)
        given = GivenFile(mask_text(file.filename or "file"), data)
        room, city, pack = work.room, work.desk.city, desk.pack
        if not digest:
            return json_of(ResultTakenIn(preview_result(room, actor, city, pack, found, given), None))
        origin, now = Origin(source.strip(), issued_on), work.clock.now()
        preview, kept = keep_result(room, actor, city, pack, found, given, origin, digest, now)
        return json_of(ResultTakenIn(preview, None if kept is None else kept.head))

    return router


def seen_sheet(desk: RuralRoom, actor: Actor, month: str) -> CitySheet:
    """The sheet as somebody may see it: sums of the city, and of the counties those that they answer for."""
    found, rows = desk.examination(actor, month)
    if sees_result(desk.room, actor):
        return found.sheet
    own = {row.cover.group.area for row in rows}
    lines = (replace(line, parts=tuple(p for p in line.parts if p.area in own)) for line in found.sheet.lines)
    return replace(found.sheet, lines=tuple(lines))


def _answer(work: WorkDesk, desk: RuralRoom, actor: Actor, found: Examination, version: int) -> ProvinceAnswer:
    results = results_of(work.room, actor, found.moment.month)
    result = _find(results, version)
    sheet = seen_sheet(desk, actor, found.moment.month)
    both = beside(sheet, result.marks if result is not None else ())
    return ProvinceAnswer(
        month=found.moment.month, day=found.moment.day, closed=found.moment.closed, recorded=found.recorded,
        points=sheet.points, most=sheet.most, open=sheet.open, lines=both.lines,
        result=None if result is None else result.head, totals=None if result is None else _totals(both),
        versions=tuple(r.head for r in reversed(results)),
        months=months_taken_in(work.room, actor, work.clock.now()), whole=sees_result(work.room, actor),
        may_take_in=may_take_in(work.room, actor), stamp=desk.pack.stamp, simulated=desk.simulated,
    )  # fmt: skip


def _find(results: tuple[ProvinceResult, ...], version: int) -> ProvinceResult | None:
    if not version:
        return results[-1] if results else None
    for result in results:
        if result.head.version == version:
            return result
    raise NotFound(f"there is no version {version} of this month's result · 没有该版本")


def _totals(both: Beside) -> ProvinceTotals:
    return ProvinceTotals(both.theirs_total, both.total_told, both.ours_compared, both.theirs_compared, both.compared)
