"""``/advice`` and duty: days of stations, codes from paper, sheets of codes, text messages of the city's gateway."""

from datetime import date
from typing import Annotated

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from daoan.api.advice_lines import ABOVE, lines_for
from daoan.api.advice_shapes import CodeForm, Days, MessageForm, SheetsRenewed
from daoan.api.answers import json_of, unkept
from daoan.api.asking import Lang
from daoan.api.bodies import body_of
from daoan.api.guard import Acting, needs, public
from daoan.api.problems import PROBLEMS
from daoan.api.workdesk import WorkDesk
from daoan.edge.tokens import is_same
from daoan.edge.webhook import sign
from daoan.jobs.advice.days import first_of, promised_days, span_of
from daoan.jobs.advice.presence import CodeTold, enter_code, receive_message
from daoan.jobs.advice.sheets import month_sheet, renew_sheets, sheet_numbers
from daoan.terms.errors import NotAllowed
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

USUAL_DAYS = 14
MOST_CALL_BYTES = 16 * 1024
Day = Annotated[date | None, Query()]
Month = Annotated[str, Path(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]
CALL = {
    "requestBody": {
        "required": True, "content": {"application/json": {"schema": MessageForm.model_json_schema()}},
    }
}  # fmt: skip


def advice_duty_routes(work: WorkDesk) -> APIRouter:
    """Routes about presence at stations."""
    router = APIRouter(prefix="/advice", tags=["advice"], responses=PROBLEMS)
    above = [needs(permission) for permission in ABOVE]

    @router.get(
        "/days", response_model=Days, summary="Days of one's stations, and every proof of presence",
        dependencies=[needs(Permission.SEE_WORK)],
    )  # fmt: skip
    def get_days(actor: Acting, since: Day = None, until: Day = None) -> Response:
        lines, now = lines_for(work, actor), work.clock.now()
        last = until or utc_to_local(now, work.room.zone).date()
        first = first_of(since, last, USUAL_DAYS)
        own = lines.own()
        days = promised_days(lines.book, own.keys(), first, last, now)
        told = work.room.store.list_presence(frozenset(own), *span_of(lines.book, first, last))
        return unkept(json_of(Days(days, lines.names(own), tuple(map(lines.presence, reversed(told))))))

    @router.post("/codes", response_model=CodeTold, summary="Enter a code from paper", dependencies=above)
    def post_code(form: CodeForm, actor: Acting) -> Response:
        sheet = sheet_numbers(work.desk.store).get(form.station, 1)
        told = enter_code(work.advice, actor, form.code, form.station, form.day, form.contacts, work.clock.now(), sheet)
        return unkept(json_of(told))

    @router.get(
        "/stations/{station}/codes/{month}.pdf", response_class=Response, dependencies=above,
        summary="The sheet of codes of a station's month, to be printed",
    )  # fmt: skip
    def get_sheet(station: str, month: Month, actor: Acting, lang: Lang = "zh") -> Response:
        desk = work.desk
        sheet = sheet_numbers(desk.store).get(station, 1)
        document = month_sheet(
            work.advice, actor, station, month, work.clock.now(), sheet, simulated=desk.city.simulated
        )
        content = desk.press.set(document, lang, "pdf")
        headers = {"Content-Disposition": f'attachment; filename="codes-{month}.pdf"'}
        return unkept(Response(content, media_type="application/pdf", headers=headers))

    @router.post(
        "/stations/{station}/codes", response_model=SheetsRenewed, dependencies=above,
        summary="Make a station's codes anew, since its sheet was lost; those before count no more",
    )  # fmt: skip
    def post_sheets(station: str, actor: Acting) -> Response:
        number = renew_sheets(work.advice, work.desk.store, actor, station, work.clock.now())
        return unkept(json_of(SheetsRenewed(station, number)))

    @router.post(
        "/messages", response_model=CodeTold, dependencies=[public()], openapi_extra=CALL,
        summary="A text message that the city's gateway received, signed by it",
    )  # fmt: skip
    async def post_message(request: Request) -> Response:
        body = await body_of(request, MOST_CALL_BYTES, "this call is too large 报文过大")
        _require_signed(work, request, body)
        try:
            form = msgspec.json.decode(body)
            told = MessageForm.model_validate(form)
        except (msgspec.MsgspecError, ValueError):
            raise HTTPException(422, "this is no message of a gateway: id, sender, text 报文格式不正确") from None
        found = await run_in_threadpool(
            receive_message, work.advice, told.text, told.sender, told.id, work.clock.now(),
            sheet_numbers(work.desk.store),
        )  # fmt: skip
        return unkept(json_of(found))

    return router


def _require_signed(work: WorkDesk, request: Request, body: bytes) -> None:
    """Raises :class:`NotAllowed` for a call that is not signed with the gateway's secret, or is old.

    Without a secret in the settings there is no gateway, and nobody is let in.
    """
    secret, told = work.desk.sms_secret, request.headers.get("daoan-timestamp", "")
    fresh_s = work.advice.number("codes.call_minutes") * 60
    timestamp = int(told) if told.isascii() and told.isdigit() and len(told) <= 12 else 0
    fresh = abs(work.desk.gate.clock.now().timestamp() - timestamp) <= fresh_s
    if (
        not secret
        or not fresh
        or not is_same(request.headers.get("daoan-signature", ""), sign(secret, timestamp, body))
    ):
        raise NotAllowed("this call is not signed by the city's gateway 网关签名无效", "not-signed")
