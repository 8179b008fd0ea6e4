"""``/interventions`` and ``/alerts/{alert_id}/measures``: graded intervention 分级干预."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from daoan.act.interventions.table import InterventionTable, Measure, read_table
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.guard import Acting, needs
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.workdesk import WorkDesk
from daoan.jobs.interventions import MeasureStanding, standings_of, start_measures
from daoan.jobs.workroom import sees
from daoan.terms.codes import Level
from daoan.terms.estimates import Text
from daoan.terms.records import Alert
from daoan.terms.records.people import Actor
from daoan.terms.roles import Permission

#: What kinds of units are called in the table.
UNIT_KINDS = {
    "province": Text("province", "省总队"), "city": Text("city police", "市支队"), "brigade": Text("brigade", "大队"),
    "squad": Text("squad", "中队"), "rural_squad": Text("rural squad", "农村中队"),
    "station": Text("police station", "派出所"), "group": Text("village group", "村组"),
    "committee": Text("committee office", "道安办"), "department": Text("department", "成员单位"),
    "township": Text("township office", "乡镇交安办"), "village": Text("village post", "村劝导站"),
    "company": Text("company", "企业"),
}  # fmt: skip


class Chosen(BaseModel):
    """Measures to begin, by code."""

    measures: Annotated[list[Annotated[str, Field(max_length=60)]], Field(min_length=1, max_length=50)]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure that an alert calls for. ``order_id``: of its latest order, where the reader may see it."""

    measure: Measure
    who: Text
    takers: tuple[Text, ...]
    level: Level
    within_minutes: int
    due_at: datetime
    state: str
    late: bool
    order_id: str | None


@dataclass(frozen=True, slots=True)
class AlertMeasures:
    """Every measure that an alert calls for; none where it is about data. ``rule_pack``: whose table it is."""

    rows: tuple[MeasureLine, ...]
    rule_pack: str


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """The table with the names of kinds of units."""

    table: InterventionTable
    unit_kinds: dict[str, Text]


def intervention_routes(work: WorkDesk) -> APIRouter:
    """Routes of graded intervention."""
    router = APIRouter(tags=["plans"], responses=PROBLEMS)
    both = [needs(Permission.SEE_RISK), needs(Permission.SEE_WORK)]

    def table() -> InterventionTable:
        return read_table(work.desk.packs["interventions"])

    def answer(alert: Alert, actor: Actor, status: int) -> Response:
        shown = table()
        rows = tuple(_line(work, actor, s) for s in standings_of(work.room, actor, shown, alert, work.clock.now()))
        response = json_of(AlertMeasures(rows, shown.stamp))
        response.status_code = status
        return response

    @router.get(
        "/interventions",
        response_model=TableAnswer,
        summary="Measures by kind of risk and level",
        dependencies=[needs(Permission.SEE_RISK, Permission.SEE_WORK)],
    )
    def get_table() -> Response:
        return json_of(TableAnswer(table(), UNIT_KINDS))

    @router.get(
        "/alerts/{alert_id}/measures",
        response_model=AlertMeasures,
        summary="Measures that an alert calls for, and how they stand",
        dependencies=both,
    )
    def get_measures(alert_id: str, actor: Acting) -> Response:
        return answer(work.desk.view().one(Alert, "alert_id", alert_id), actor, 200)

    @router.post(
        "/alerts/{alert_id}/measures",
        response_model=AlertMeasures,
        status_code=201,
        summary="Issue an order for each chosen measure",
        dependencies=[*both, needs(Permission.ISSUE)],
    )
    def post_measures(alert_id: str, body: Chosen, actor: Acting) -> Response:
        alert = work.desk.view().one(Alert, "alert_id", alert_id)
        outcome = start_measures(work.room, actor, table(), alert, set(body.measures), work.clock.now())
        return refusal(outcome) if isinstance(outcome, Refused) else answer(alert, actor, 201)

    return router


def _line(work: WorkDesk, actor: Actor, standing: MeasureStanding) -> MeasureLine:
    units, order = work.room.units(), standing.order
    seen = order is not None and sees(actor, order, work.room.load(order.matter_id)[1], units)
    return MeasureLine(
        measure=standing.due.measure,
        who=UNIT_KINDS[standing.due.measure.unit_kind.value],
        takers=tuple(units.get(u).name for u in standing.takers),
        level=standing.due.level,
        within_minutes=standing.due.within_minutes,
        due_at=standing.due.due_at,
        state=standing.state.value,
        late=standing.late,
        order_id=order.matter_id if order is not None and seen else None,
    )
