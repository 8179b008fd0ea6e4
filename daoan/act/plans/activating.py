"""From a plan to its orders: one activation, one order a step, all of them issued, or why nothing is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from daoan.act.plans.activation import ACTIVATION, DRILL
from daoan.act.plans.plan import Plan, PlanStep, targets_of
from daoan.act.workflow.engine import Moved, begin
from daoan.act.workflow.family import act
from daoan.act.workflow.table import Event, Refused, Terms, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records import Evidence
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter

#: Stands before every title of an exercise.
DRILLING = "【演练 Exercise】"
LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Activating:
    """How somebody activates a plan. ``grounds``: what was found to hold; ``drill``: an exercise."""

    why: str
    area: str = ""  # the plan's own where empty; the whole city where that is empty too
    drill: bool = False
    level: str = ""
    grounds: tuple[Evidence, ...] = ()


def activate(
    workflows: Mapping[str, Workflow],
    plan: Plan,
    asked: Activating,
    matter_id: str,
    by: Actor,
    at: datetime,
    terms: Terms,
) -> tuple[Moved, ...] | Refused:
    """Every move of an activation in order, the activation's own first; ``matter_id`` is that of the activation."""
    workflow = DRILL if asked.drill else ACTIVATION
    area = asked.area or plan.area
    steps = []
    for step in plan.steps:
        targets = targets_of(step, area, by.unit_id, terms.units)
        if not targets:
            en, zh = f"step {step.order:g} falls to nobody", f"第 {step.order:g} 步没有责任单位"
            return Refused("targets", Text(en, zh))
        steps.append(_order(plan, step, targets, area, at, drill=asked.drill))
    if not steps:
        return Refused("steps", Text("the plan has no steps", "预案没有处置步骤"))
    first = Matter(
        matter_id=matter_id,
        kind=workflow.kind,
        state="",
        title=_title(plan.name, drill=asked.drill),
        issuer=by.unit_id,
        holder=by.unit_id,
        created_at=at,
        changed_at=at,
        created_by=by.person_id,
        root=matter_id,
        level=asked.level,
        area=area or None,
        evidence=(Evidence("plan", plan.entry_id, Text(plan.name, plan.name), f"v{plan.version}"), *asked.grounds),
        values={"plan": plan.entry_id, "plan_version": plan.version, "plan_name": plan.name, "why": asked.why},
    )
    moves = [begin(workflow, first, by, terms, asked.why)]
    family = {matter_id: moves[0].matter}
    started = act(workflows, family, matter_id, Event("start", by, asked.why, {"orders": steps}), at, terms)
    if isinstance(started, Refused):
        return started
    moves += [_brief(started.moves[0]), *started.moves[1:]]
    family |= {m.matter.matter_id: m.matter for m in started.moves}
    for order in [m for m in family.values() if m.parent == matter_id]:
        issued = act(workflows, family, order.matter_id, Event("issue", by), at, terms)
        if isinstance(issued, Refused):
            return issued
        moves += issued.moves
        family |= {m.matter.matter_id: m.matter for m in issued.moves}
    return tuple(moves)


def _order(
    plan: Plan, step: PlanStep, targets: tuple[str, ...], area: str, at: datetime, *, drill: bool
) -> dict[str, Any]:
    """What the table of activations makes an order of."""
    order: dict[str, Any] = {
        "step": step.order,
        "title": _title(f"{plan.name} · {step.what}", drill=drill),
        "text": step.what,
        "targets": list(targets),
        "urgency": step.urgency,
        "area": step.area or area or None,
        "elements": [{"name": name, "required": True, "label": {"en": name, "zh": name}} for name in step.elements],
    }
    for field, minutes in (("sign_by", step.sign_minutes), ("feed_back_by", step.finish_minutes)):
        if minutes is not None:
            order[field] = (at + timedelta(minutes=minutes)).isoformat()
    return order


def _title(words: str, *, drill: bool) -> str:
    return f"{DRILLING if drill else ''}{words}"[:LONGEST_TITLE]


def _brief(moved: Moved) -> Moved:
    """The start with the number of orders in its log: the orders themselves stand below."""
    orders = moved.step.values.get("orders", ())
    return replace(moved, step=replace(moved.step, values={"orders": len(orders)}))
