"""What people do to matters: open, act, act on many, remark; and an order from an alert."""

from fastapi import APIRouter, Response

from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.asking import IdempotencyKey
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS, problem
from daoan.api.work_shapes import (
    BulkAnswer,
    BulkLine,
    BulkRefused,
    MatterDetail,
    NewEvent,
    NewEvents,
    NewMatter,
    NewRemark,
)
from daoan.api.work_views import detail_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.alert_orders import start_order
from daoan.jobs.work import Asked, Wanted, bulk, cause, open_matter, remark
from daoan.terms.records import Alert
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission


def act_routes(work: WorkDesk) -> APIRouter:
    """Routes that change matters."""
    router = APIRouter(tags=["work"], responses=PROBLEMS)

    def answer(actor: Actor, outcome: Matter | Refused, status: int = 200) -> Response:
        if isinstance(outcome, Refused):
            return refusal(outcome)
        response = json_of(detail_of(work.room, actor, outcome.matter_id, work.clock.now(), work.eyes(actor)))
        response.status_code = status
        return response

    @router.post("/work", response_model=MatterDetail, status_code=201, summary="Open a matter")
    def post_matter(body: NewMatter, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        asked = Asked(
            body.kind, body.title, body.level, body.holder, body.values, body.area, body.segment_id, body.lon, body.lat,
            body.evidence,
        )  # fmt: skip
        return answer(actor, open_matter(work.room, actor, asked, work.clock.now(), idempotency_key), 201)

    @router.post("/work/bulk", response_model=BulkAnswer, summary="Cause one event on many matters")
    def post_bulk(body: NewEvents, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        items = [Wanted(item.id, item.version, body.event, body.note, body.values) for item in body.items]
        done, refused = bulk(work.room, actor, items, work.clock.now(), idempotency_key)
        return json_of(
            BulkAnswer(
                tuple(BulkLine(m.matter_id, m.version, m.state) for m in done),
                tuple(BulkRefused(r.id, r.code, r.message) for r in refused),
            )
        )

    @router.post("/work/{matter_id}/events", response_model=MatterDetail, summary="Cause an event on a matter")
    def post_event(matter_id: str, body: NewEvent, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        wanted = Wanted(matter_id, body.version, body.event, body.note, body.values)
        return answer(actor, cause(work.room, actor, wanted, work.clock.now(), idempotency_key))

    @router.post(
        "/work/{matter_id}/comments",
        response_model=MatterDetail,
        summary="Remark on a matter",
        dependencies=[needs(Permission.WORK)],
    )
    def post_remark(matter_id: str, body: NewRemark, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        now = work.clock.now()
        return answer(actor, remark(work.room, actor, matter_id, body.version, body.note, now, idempotency_key))

    @router.post(
        "/alerts/{alert_id}/order",
        response_model=MatterDetail,
        status_code=201,
        summary="The order that answers an alert, drafted once",
    )
    def post_order(alert_id: str, actor: Acting) -> Response:
        view = work.desk.view()
        alert = view.one(Alert, "alert_id", alert_id)
        return answer(actor, start_order(work.room, actor, alert, view.crashes(), work.clock.now()), 201)

    return router


def refusal(refused: Refused) -> Response:
    """Why a table did not let something happen: 422 with the code and both languages."""
    return problem(
        422,
        "refused",
        refused.message.en,
        code=refused.code,
        message={"en": refused.message.en, "zh": refused.message.zh},
    )
