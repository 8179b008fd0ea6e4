"""``/measure-packs``: packs of measures 措施包, beginning one for units and a period, and how its measures stand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response

from daoan.act.operations.catalogue import MeasurePack, pack_named, read_packs
from daoan.act.operations.measures import MEASURE, MeasureProgress, done_of, progress_of
from daoan.act.workflow.engine import can_do
from daoan.act.workflow.given import number_in
from daoan.act.workflow.table import Refused
from daoan.api.answers import SIMULATED, csv_table, json_of
from daoan.api.asking import Format, IdempotencyKey
from daoan.api.guard import Acting, needs
from daoan.api.masked import mask_label
from daoan.api.operation_shapes import MeasureLine, PackBoard, PackDetail, PackLine, PackStart, PartLine
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.work_views import line_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.measure_packs import PackStanding, Starting, packs_seen, standing_of, start_pack
from daoan.terms.estimates import Share, Text
from daoan.terms.masking import mask_text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

COLUMNS = ("measure", "unit", "state", "due_at", "late", "items_done", "items", "figure", "simulated")


def measure_pack_routes(work: WorkDesk) -> APIRouter:
    """Routes of measure packs."""
    router = APIRouter(prefix="/measure-packs", tags=["operations"], responses=PROBLEMS)

    def told() -> Mapping[str, MeasurePack]:
        return read_packs(work.desk.packs["measure-packs"])

    @router.get("", response_model=PackBoard, summary="Packs that can be begun, and packs at work")
    def get_packs(actor: Acting) -> Response:
        now, pack = work.clock.now(), work.desk.packs["measure-packs"]
        running = tuple(_line(work, actor, m, family, now) for m, family in packs_seen(work.room, actor))
        can = Permission.ISSUE in actor.permissions
        return json_of(PackBoard(tuple(told().values()), running, pack.status, pack.stamp, can))

    @router.post(
        "/{code}/start",
        response_model=PackDetail,
        status_code=201,
        summary="Begin a pack: a task for each measure and unit",
        dependencies=[needs(Permission.ISSUE)],
    )
    def post_start(code: str, body: PackStart, actor: Acting, idempotency_key: IdempotencyKey = None) -> Response:
        pack, now = pack_named(told(), code), work.clock.now()
        asked = Starting(body.units, body.since, body.until, body.why, body.measures, idempotency_key)
        outcome = start_pack(work.room, actor, pack, work.desk.packs["measure-packs"].stamp, asked, now)
        if isinstance(outcome, Refused):
            return refusal(outcome)
        answer = json_of(_detail(work, actor, standing_of(work.room, actor, outcome.matter_id, now), told(), now))
        answer.status_code = 201
        return answer

    @router.get("/running/{matter_id}", response_model=PackDetail, summary="A pack at work, measure by measure, or CSV")
    def get_pack(matter_id: str, actor: Acting, format: Format = "json") -> Response:  # noqa: A002
        now = work.clock.now()
        detail = _detail(work, actor, standing_of(work.room, actor, matter_id, now), told(), now)
        if format == "csv":
            rows = [row for m in detail.measures for row in _csv_rows(m, simulated=work.desk.city.simulated)]
            return csv_table(COLUMNS, rows, f"measure-pack-{matter_id}")
        return json_of(detail)

    return router


def _line(work: WorkDesk, actor: Actor, matter: Matter, family: Mapping[str, Matter], now: datetime) -> PackLine:
    found = progress_of(matter, family, now)
    empty = Share(0, 0)
    return PackLine(
        matter=line_of(matter, work.room.workflows, work.room.units(), now, work.eyes(actor)),
        items=_added([m.items for m in found], empty),
        units=_added([m.units for m in found], empty),
        overdue=sum(m.overdue for m in found),
    )


def _added(shares: list[Share], start: Share) -> Share:
    for one in shares:
        start = start.plus(one)
    return start


def _detail(
    work: WorkDesk, actor: Actor, standing: PackStanding, packs: Mapping[str, MeasurePack], now: datetime
) -> PackDetail:
    room = work.room
    pack = packs.get(str(standing.matter.values.get("pack", "")))
    counts = {m.code: m.counts for m in pack.measures if m.counts.en} if pack is not None else {}
    matter = line_of(standing.matter, room.workflows, room.units(), now, work.eyes(actor))
    return PackDetail(matter, tuple(_measure(work, actor, m, now) for m in standing.measures), counts)


def _measure(work: WorkDesk, actor: Actor, one: MeasureProgress, now: datetime) -> MeasureLine:
    parts = tuple(_part(work, actor, part, now) for part in one.parts)
    return MeasureLine(
        mask_text(one.code), mask_label(one.name), one.items, one.units, one.overdue, one.figure, one.told, parts
    )


def _part(work: WorkDesk, actor: Actor, part: Matter, now: datetime) -> PartLine:
    room, eyes, done = work.room, work.eyes(actor), done_of(part)
    items: list[Mapping[str, Any]] = [i for i in part.values.get("items", ()) if isinstance(i, Mapping)]
    return PartLine(
        matter=line_of(part, room.workflows, room.units(), now, eyes),
        items=tuple({k: eyes.text(part.matter_id, str(i.get(k, ""))) for k in ("code", "en", "zh")} for i in items),
        done=tuple(str(i["code"]) for i in items if i.get("code") in done),
        figure=number_in(part.values.get("figure")),
        can=tuple(row.event for row in can_do(MEASURE, part, actor, room.terms())),
    )


def _csv_rows(one: MeasureLine, *, simulated: bool) -> list[dict[str, object]]:
    return [
        {
            "measure": f"{one.name.zh} {one.name.en}", "unit": _words(p.matter.holder_name, p.matter.holder),
            "state": f"{p.matter.state_name.zh} {p.matter.state_name.en}",
            "due_at": p.matter.due_at.isoformat() if p.matter.due_at else "", "late": "yes" if p.matter.late else "",
            "items_done": len(p.done), "items": len(p.items), "figure": "" if p.figure is None else p.figure,
            "simulated": SIMULATED if simulated else "",
        }
        for p in one.parts
    ]  # fmt: skip


def _words(name: Text | None, otherwise: str) -> str:
    return otherwise if name is None else f"{name.zh} {name.en}"
