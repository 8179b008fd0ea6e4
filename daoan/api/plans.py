"""``/plans``: contingency plans 预案, which of them should be activated, activating one, how its steps stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from daoan.act.plans.activating import Activating
from daoan.act.plans.plan import EXERCISE, PLAN, Plan, PlanStep, faults_of, may_activate, plan_of, targets_of
from daoan.act.plans.progress import StepProgress
from daoan.act.plans.proposing import Proposal, signals_of_run
from daoan.act.workflow.table import Refused
from daoan.api.answers import json_of
from daoan.api.asking import IdempotencyKey
from daoan.api.guard import Acting, needs
from daoan.api.masked import mask_label
from daoan.api.problems import PROBLEMS
from daoan.api.work_acts import refusal
from daoan.api.work_shapes import MatterLine
from daoan.api.work_views import line_of
from daoan.api.workdesk import WorkDesk
from daoan.jobs.plans import (
    Standing,
    activate_plan,
    activations,
    exercises_of,
    plan_now,
    proposed,
    report_of,
    seen_activations,
    shown_plans,
    standing_of,
)
from daoan.jobs.registers import Writing, register_of, shown_entries, shown_entry, write_entry
from daoan.terms.errors import Fault
from daoan.terms.estimates import Text
from daoan.terms.masking import mask_text
from daoan.terms.records import Alert
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.surging import Surge
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission


class Activation(BaseModel):
    """How a plan is activated. ``grounds``: references of the signals of its proposal that made somebody do it."""

    why: Annotated[str, Field(min_length=1, max_length=2000)]
    area: Annotated[str, Field(max_length=40)] = ""
    drill: bool = False
    grounds: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)] = []


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in the list. ``running``: activations under way; ``proposal``: why it should be activated now."""

    plan: Plan
    scenario: Text
    trigger: Text
    unit_name: Text | None
    can_activate: bool
    faults: tuple[Text, ...]
    running: tuple[str, ...]
    exercised_on: str | None
    proposal: Proposal | None


@dataclass(frozen=True, slots=True)
class PlanStepLine:
    """A step with the units that it would fall to if the reader activated the plan."""

    step: PlanStep
    targets: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PlanDetail:
    """A plan with what was done with it. ``values``: the entry's, contacts masked to whoever may not write it."""

    line: PlanLine
    steps: tuple[PlanStepLine, ...]
    values: dict[str, Any]
    activations: tuple[MatterLine, ...]
    exercises: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """One unit's part with the unit's name and the state's."""

    matter_id: str
    unit: Text
    state: str
    state_name: Text
    late: bool
    due_at: datetime | None
    signed_minutes: float | None
    fed_back_minutes: float | None


@dataclass(frozen=True, slots=True)
class ActivationDetail:
    """An activation with every step that the reader may see. ``can_stand_down``: by the reader; ``names`` by part."""

    activation: MatterLine
    steps: tuple[StepProgress, ...]
    parts: dict[str, PartLine]
    can_stand_down: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """The exercise entry that was written."""

    entry_id: str


def plan_routes(work: WorkDesk) -> APIRouter:
    """Routes of plans."""
    router = APIRouter(prefix="/plans", tags=["plans"], responses=PROBLEMS)

    def found_now(at: datetime) -> tuple[Proposal, ...]:
        view = work.desk.find_view()
        signals = signals_of_run(view.all(Alert), view.all(Surge)) if view else ()
        return proposed(work.room, signals, at, work.desk.city)

    def shown_now(at: datetime) -> tuple[Proposal, ...]:
        return tuple(map(_masked, found_now(at)))

    @router.get("", response_model=list[PlanLine], summary="Plans that stand, those whose triggers hold first")
    def list_plans(actor: Acting) -> Response:
        now = work.clock.now()
        why = {p.entry_id: p for p in shown_now(now)}
        order = {entry_id: place for place, entry_id in enumerate(why)}
        known = activations(work.room)
        plans = shown_plans(work.room, actor, now)
        lines = [_line(work, actor, plan, why.get(plan.entry_id), known, now) for plan in plans]
        return json_of(sorted(lines, key=lambda x: (order.get(x.plan.entry_id, len(order)), x.plan.name)))

    @router.get("/proposals", response_model=list[Proposal], summary="Plans that should be activated now, and why")
    def list_proposals() -> Response:
        return json_of(shown_now(work.clock.now()))

    @router.get("/{entry_id}", response_model=PlanDetail, summary="A plan with its activations and exercises")
    def get_plan(entry_id: str, actor: Acting) -> Response:
        now, units = work.clock.now(), work.room.units()
        entry = shown_entry(work.room, actor, plan_now(work.room, actor, entry_id)[1])
        plan = plan_of(entry)
        why = next((p for p in shown_now(now) if p.entry_id == entry_id), None)
        steps = tuple(
            PlanStepLine(s, tuple(units.get(u).name for u in targets_of(s, plan.area, actor.unit_id, units)))
            for s in plan.steps
        )
        seen = seen_activations(work.room, actor, entry_id)
        return json_of(
            PlanDetail(
                line=_line(work, actor, plan, why, seen, now),
                steps=steps,
                values=dict(entry.values),
                activations=tuple(line_of(m, work.room.workflows, units, now) for m in seen),
                exercises=tuple(
                    {"entry_id": e.entry_id, **e.values}
                    for e in shown_entries(work.room, actor, exercises_of(work.room, entry_id, now))
                ),
            )
        )

    @router.post(
        "/{entry_id}/activate",
        response_model=ActivationDetail,
        status_code=201,
        summary="Issue the orders of every step at once",
        dependencies=[needs(Permission.ISSUE)],
    )
    def post_activation(
        entry_id: str, body: Activation, actor: Acting, idempotency_key: IdempotencyKey = None
    ) -> Response:
        now = work.clock.now()
        why = next((p for p in found_now(now) if p.entry_id == entry_id), None)
        signals = [s for s in why.signals if s.ref in body.grounds] if why else []
        level = why.level.value if why and why.level and signals else ""
        asked = Activating(body.why, body.area, body.drill, level, tuple(s.evidence for s in signals))
        outcome = activate_plan(work.room, actor, entry_id, asked, now, idempotency_key)
        if isinstance(outcome, Refused):
            return refusal(outcome)
        answer = json_of(_detail(work, actor, standing_of(work.room, actor, outcome.matter_id, now), now))
        answer.status_code = 201
        return answer

    @router.get("/activations/{matter_id}", response_model=ActivationDetail, summary="How an activation stands")
    def get_activation(matter_id: str, actor: Acting) -> Response:
        now = work.clock.now()
        return json_of(_detail(work, actor, standing_of(work.room, actor, matter_id, now), now))

    @router.post(
        "/activations/{matter_id}/report",
        response_model=Reported,
        status_code=201,
        summary="Write what an exercise measured into the register of exercises",
        dependencies=[needs(Permission.ISSUE)],
    )
    def post_report(matter_id: str, actor: Acting) -> Response:
        now = work.clock.now()
        values = report_of(standing_of(work.room, actor, matter_id, now), work.room.zone)
        earlier = [e for e in exercises_of(work.room, values["plan"], now) if e.values.get("activation") == matter_id]
        entry = earlier[0] if earlier else None
        if entry is None:
            written = write_entry(work.room, actor, register_of(work.room, EXERCISE), Writing(values), now)
            if not isinstance(written, Entry):
                raise Fault(f"the report of {matter_id} does not fit its register")
            entry = written
        answer = json_of(Reported(entry.entry_id))
        answer.status_code = 201
        return answer

    return router


def _masked(one: Proposal) -> Proposal:
    signals = tuple(replace(s, label=mask_label(s.label)) for s in one.signals)
    return replace(one, name=mask_text(one.name), reason=mask_label(one.reason), signals=signals)


def _line(
    work: WorkDesk, actor: Actor, plan: Plan, proposal: Proposal | None, known: Sequence[Matter], now: datetime
) -> PlanLine:
    room, units = work.room, work.room.units()
    register = register_of(room, PLAN)
    words = {c.code: c.name for name in ("scenario", "trigger") for c in register.field(name).choices}
    running = [m for m in known if m.values.get("plan") == plan.entry_id and m.closed_at is None]
    exercises = exercises_of(room, plan.entry_id, now)
    scope = actor.unit_id if actor.unit_id in units else plan.unit_id
    return PlanLine(
        plan=plan,
        scenario=words[plan.scenario],
        trigger=words[plan.trigger],
        unit_name=units.name_of(plan.unit_id),
        can_activate=Permission.ISSUE in actor.permissions and may_activate(actor, plan, units),
        faults=faults_of(plan, scope, units, room.pack) if scope in units else (),
        running=tuple(m.matter_id for m in running),
        exercised_on=str(exercises[0].values["on"]) if exercises else None,
        proposal=proposal,
    )


def _detail(work: WorkDesk, actor: Actor, standing: Standing, now: datetime) -> ActivationDetail:
    room, units = work.room, work.room.units()
    activation, eyes = standing.activation, work.eyes(actor)
    names = room.workflows["order_node"].states
    parts = {
        p.matter_id: PartLine(
            p.matter_id, units.name_of(p.unit) or Text(p.unit, p.unit), p.state,
            names.get(p.state, Text(p.state, p.state)), p.late, p.due_at, p.signed_minutes, p.fed_back_minutes,
        )
        for step in standing.steps for p in step.parts
    }  # fmt: skip
    may = activation.closed_at is None and Permission.ISSUE in actor.permissions and activation.issuer in units
    return ActivationDetail(
        activation=line_of(activation, room.workflows, units, now, eyes),
        steps=tuple(replace(s, what=eyes.text(s.order_id, s.what)) for s in standing.steps),
        parts=parts,
        can_stand_down=may and units.within(activation.issuer, actor.unit_id),
    )
