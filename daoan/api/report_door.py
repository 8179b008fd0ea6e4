"""``/report``: the door without sign-in. A code from a wall lets a report in; a receipt number tells its state.

Open only where the settings say so (:func:`daoan.api.guard.villagers`). Every call is counted by a keyed token of its
address and by its code; the address itself is kept nowhere.
"""

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from daoan.api.answers import json_of, unkept
from daoan.api.bodies import body_of
from daoan.api.open_doors import TOO_MANY, count_address, count_call
from daoan.api.problems import PROBLEMS
from daoan.api.report_shapes import KindOfReport, ReceiptAnswer, Received, ReportForm, ReportLimits, ReportPage
from daoan.api.workdesk import WorkDesk
from daoan.jobs.villagers.book import ReportBook, receipt_of
from daoan.jobs.villagers.codes import find_standing
from daoan.jobs.villagers.settling import answer_for
from daoan.jobs.villagers.taking import CodeFull, Told, require_room, take_report
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records.registered import Entry
from daoan.terms.times import utc_to_local

Code = Annotated[str, Path(max_length=60)]
_WRAPPING_BYTES = 32 * 1024  # what stands around a photo
BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": ReportForm.model_json_schema()}}}}


def report_door_routes(work: WorkDesk) -> APIRouter:
    """Routes that anybody may ask for while the door is open."""
    router = APIRouter(prefix="/report", tags=["villagers' reports"], responses=PROBLEMS)

    @router.get("/{code}", response_model=ReportPage, summary="What can be reported by a code", responses=TOO_MANY)
    def get_page(code: Code, request: Request) -> Response:
        _count(work, request, "calls")
        book = work.reports
        return unkept(json_of(_page(work, book, find_standing(book, code))))

    @router.post(
        "/{code}", response_model=Received, status_code=201, summary="Report a hazard", openapi_extra=BODY,
        responses=TOO_MANY,
    )  # fmt: skip
    async def post_report(code: Code, request: Request) -> Response:
        _count(work, request, "calls")
        book = work.reports
        entry = await run_in_threadpool(find_standing, book, code)
        most = int(book.number("limits.photo_bytes")) * 4 // 3 + _WRAPPING_BYTES
        told = _told(await body_of(request, most, "this report is too large 上报内容过大"))
        receipt = await run_in_threadpool(_take, work, request, book, entry, told)
        answer = unkept(json_of(Received(receipt)))
        answer.status_code = 201
        return answer

    @router.get(
        "/receipts/{receipt}", response_model=ReceiptAnswer, summary="What became of a report", responses=TOO_MANY
    )
    def get_receipt(receipt: Annotated[str, Path(max_length=40)], request: Request) -> Response:
        _count(work, request, "receipts")
        number = "".join(receipt.split()).replace("-", "")
        found = answer_for(work.reports, number)
        day = utc_to_local(found.changed_at, work.room.zone).date()
        told = ReceiptAnswer(
            number, found.state, found.told, found.step, found.hazard, found.reason, mask_text(found.words), day
        )
        return unkept(json_of(told))

    return router


def _take(work: WorkDesk, request: Request, book: ReportBook, entry: Entry, told: Told) -> str:
    """Keep a report; answers its receipt number."""
    _count(work, request, "reports")
    name, most = f"code {entry.values['number']}", int(book.number("bounds.reports_of_code"))
    count_call(work, name, most, "this code is used by many now: try again in an hour 上报人数较多，请一小时后再试")
    return receipt_of(take_report(book, entry, told, work.clock.now()))


def _count(work: WorkDesk, request: Request, what: str) -> None:
    count_address(work, request, what, int(work.reports.number(f"bounds.{what}_of_address")))


def _page(work: WorkDesk, book: ReportBook, entry: Entry) -> ReportPage:
    city, pack = work.desk.city, book.pack
    try:
        require_room(book, entry, work.clock.now())
        full = False
    except CodeFull:
        full = True
    return ReportPage(
        city=city.name,
        place=mask_text(str(entry.values.get("name") or "")),
        township=book.room.units().name_of(entry.unit_id) or Text("", ""),
        kinds=tuple(KindOfReport(k.code, k.name) for k in book.catalogue.kinds.values()),
        limits=ReportLimits(
            words=int(book.number("limits.words")),
            where=int(book.number("limits.where")),
            photo_bytes=int(book.number("limits.photo_bytes")),
            photo_side_px=int(book.number("limits.photo_side_px")),
            accuracy_m=book.number("limits.accuracy_m"),
        ),
        bounds=book.bounds,
        emergency=Text(pack.get("poster.emergency_en"), pack.get("poster.emergency_zh")),
        full=full,
        simulated=city.simulated,
    )


def _told(body: bytes) -> Told:
    try:
        form = ReportForm.model_validate_json(body)
    except ValidationError as problem:
        where = ".".join(str(step) for step in problem.errors()[0]["loc"])[:80]
        raise InputError(f"this report cannot be read: {where} 上报内容无法识别：{where}") from None
    try:
        photo = base64.b64decode(form.photo, validate=True)
    except (binascii.Error, ValueError):
        raise InputError("the photo cannot be read 照片无法识别") from None
    return Told(
        form.report_id, form.kind, form.lon, form.lat, form.accuracy_m, form.outside, form.where, form.text, form.phone,
        photo, form.waited_s,
    )  # fmt: skip
