"""A plan as its register entry tells it, with the units that each step falls to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from daoan.act.orders.order import URGENCIES
from daoan.terms.codes import Level
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitKind, UnitTree

PLAN, EXERCISE = "plan", "exercise"
BY_HAND = "by_hand"

#: Levels of the organisation, highest first: a plan names the lowest that may activate it.
RANKS: Mapping[UnitKind, int] = {
    UnitKind.PROVINCE: 0, UnitKind.CITY: 1, UnitKind.COMMITTEE: 1, UnitKind.BRIGADE: 2, UnitKind.DEPARTMENT: 2,
    UnitKind.SQUAD: 3, UnitKind.RURAL_SQUAD: 3, UnitKind.STATION: 3, UnitKind.TOWNSHIP: 3, UnitKind.GROUP: 4,
    UnitKind.VILLAGE: 4, UnitKind.COMPANY: 4,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step. ``unit``: who takes it; else every unit of ``unit_kind`` in ``area``, or in that of the activation."""

    order: float
    what: str
    unit: str
    unit_kind: str
    area: str
    urgency: str
    sign_minutes: float | None
    finish_minutes: float | None
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan. ``trigger_of``: kind of warning or event, or alert rule; empty: any. ``area``: empty: everywhere."""

    entry_id: str
    version: int
    unit_id: str
    name: str
    scenario: str
    trigger: str
    trigger_of: str
    trigger_level: Level | None
    condition: str
    area: str
    may_activate: UnitKind
    steps: tuple[PlanStep, ...]


def plan_of(entry: Entry) -> Plan:
    """The plan of an entry whose values the register has checked; steps in their order."""
    values = entry.values
    level = values.get("trigger_level")
    steps = sorted((_step(row) for row in values.get("steps", ())), key=lambda s: s.order)
    return Plan(
        entry_id=entry.entry_id,
        version=entry.version,
        unit_id=entry.unit_id,
        name=values["name"],
        scenario=values["scenario"],
        trigger=values["trigger"],
        trigger_of=values.get("trigger_of", ""),
        trigger_level=Level(level) if level else None,
        condition=values.get("condition", ""),
        area=values.get("area", ""),
        may_activate=UnitKind(values["may_activate"]),
        steps=tuple(steps),
    )


def _step(row: Mapping[str, Any]) -> PlanStep:
    elements = str(row.get("elements", "")).replace("；", ";").split(";")
    return PlanStep(
        order=row["order"],
        what=row["what"],
        unit=row.get("unit", ""),
        unit_kind=row.get("unit_kind", ""),
        area=row.get("area", ""),
        urgency=row["urgency"],
        sign_minutes=row.get("sign_minutes"),
        finish_minutes=row.get("finish_minutes"),
        elements=tuple(dict.fromkeys(e.strip() for e in elements if e.strip())),
    )


def may_activate(actor: Actor, plan: Plan, units: UnitTree) -> bool:
    """Whether somebody's unit stands high enough for a plan, and the plan is theirs: of a unit above, at or below."""
    if actor.unit_id not in units or plan.unit_id not in units:
        return False
    near = units.within(plan.unit_id, actor.unit_id) or units.within(actor.unit_id, plan.unit_id)
    return near and RANKS[units.get(actor.unit_id).kind] <= RANKS[plan.may_activate]


def targets_of(step: PlanStep, area: str, scope: str, units: UnitTree) -> tuple[str, ...]:
    """Units that a step falls to when ``scope`` activates the plan over an area; nothing where there is nobody."""
    if step.unit:
        return (step.unit,) if step.unit in units else ()
    return units.of_kind(step.unit_kind, step.area or area, scope)


def faults_of(plan: Plan, scope: str, units: UnitTree, pack: RulePack) -> tuple[Text, ...]:
    """What to mend before the day comes. ``pack``: the rule pack ``work``; a plan may shorten its clocks."""
    return tuple(fault for step in plan.steps for fault in _faults(step, plan.area, scope, units, pack))


def _faults(step: PlanStep, area: str, scope: str, units: UnitTree, pack: RulePack) -> Sequence[Text]:
    at = Text(f"step {step.order:g}: ", f"第 {step.order:g} 步：")
    found = []
    if not targets_of(step, area, scope, units):
        found.append(Text(at.en + "it falls to nobody", at.zh + "没有责任单位"))
    if step.urgency not in URGENCIES:
        found.append(Text(at.en + "no such urgency", at.zh + "紧急程度无效"))
        return found
    for minutes, path, en, zh in (
        (step.sign_minutes, "sign_minutes", "signing", "签收"),
        (step.finish_minutes, "feed_back_minutes", "feedback", "反馈"),
    ):
        clock = int(pack.get(f"orders.{path}.{step.urgency}"))
        if minutes is not None and minutes > clock:
            found.append(
                Text(
                    f"{at.en}the clock for {en} ({clock} min) is shorter and holds",
                    f"{at.zh}{zh}时限以更短的 {clock} 分钟为准",
                )
            )
    return found
