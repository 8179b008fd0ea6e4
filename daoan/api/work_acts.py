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
from daoan.jobs.work import Asked, Wanted, bulk, cause, open_matter, remark
from daoan.terms.codes import Level
from daoan.terms.records import Alert, Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

#: How urgent an order is that answers an alert, until somebody says otherwise.
URGENCY_OF = {Level.RED: "urgent", Level.ORANGE: "pressing"}


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
        "/alerts/{alert_id}/order", response_model=MatterDetail, status_code=201, summary="Draft an order from an alert"
    )
    def post_order(alert_id: str, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        alert = work.desk.view().one(Alert, "alert_id", alert_id)
        asked = order_from(alert)
        return answer(actor, open_matter(work.room, actor, asked, work.clock.now(), idempotency_key), 201)

    return router


def order_from(alert: Alert) -> Asked:
    """The draft of an order that answers an alert and stands on the same evidence."""
    itself = Evidence("alert", alert.alert_id, alert.title, alert.level.value)
    segment = next((e.ref for e in alert.evidence if e.kind == "segment"), None)
    return Asked(
        kind="order",
        title=f"{alert.title.zh} · {alert.title.en}"[:200],
        level=URGENCY_OF.get(alert.level, "normal"),
        values={"targets": [], "rule": "all", "text": f"{alert.body.zh}\n{alert.body.en}", "category": alert.rule},
        area=alert.area,
        segment_id=segment,
        lon=alert.lon,
        lat=alert.lat,
        evidence=(itself, *alert.evidence),
    )


def refusal(refused: Refused) -> Response:
    """Why a table did not let something happen: 422 with the code and both languages."""
    return problem(
        422,
        "refused",
        refused.message.en,
        code=refused.code,
        message={"en": refused.message.en, "zh": refused.message.zh},
    )
