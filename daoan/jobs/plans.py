"""Plans at work: which should be activated, activate one, how an activation stands, what an exercise measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from daoan.act.gatherings.occurring import gathering_of, held_days
from daoan.act.plans.activating import Activating, activate
from daoan.act.plans.activation import ACTIVATION, DRILL
from daoan.act.plans.plan import EXERCISE, PLAN, Plan, may_activate, plan_of
from daoan.act.plans.progress import StepProgress, progress_of
from daoan.act.plans.proposing import Proposal, Signal, proposals, signals_of_registers
from daoan.act.workflow.table import Refused
from daoan.jobs.fields import require_note, require_title
from daoan.jobs.gatherings import GATHERING
from daoan.jobs.registers import register_of, seen_entry, shown_entries
from daoan.jobs.requests import person_key
from daoan.jobs.workroom import Workroom, require_seen, sees
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.city import City
from daoan.terms.errors import InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.registered import Entry
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

KINDS = (ACTIVATION.kind, DRILL.kind)
PAGE = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """An activation with its steps, as far as the reader sees them."""

    activation: Matter
    steps: tuple[StepProgress, ...]


def standing_plans(room: Workroom, at: datetime) -> tuple[Plan, ...]:
    """Every plan that stands at a moment."""
    return tuple(plan_of(entry) for entry in room.store.list_entries(PLAN, at))


def shown_plans(room: Workroom, actor: Actor, at: datetime) -> tuple[Plan, ...]:
    """The same as somebody may see them: what is personal in their texts masked to whoever may not write them."""
    return tuple(map(plan_of, shown_entries(room, actor, room.store.list_entries(PLAN, at))))


def plan_now(room: Workroom, actor: Actor, entry_id: str) -> tuple[Plan, Entry]:
    """A plan that stands. Raises :class:`NotFound`."""
    entry = seen_entry(room, actor, register_of(room, PLAN), entry_id)
    return plan_of(entry), entry


def proposed(room: Workroom, found: Sequence[Signal], at: datetime, city: City) -> tuple[Proposal, ...]:
    """Plans whose triggers hold at a moment. ``found``: what the latest run says; ``city``: whose holidays count."""
    entries = room.store.list_entries
    today = utc_to_local(at, room.zone).date()
    held = [e for e in entries(GATHERING, at) if held_days(gathering_of(e), today, today, city.country, city.notices)]
    kept = signals_of_registers(entries("weather_warning", at), entries("work_zone", at), held, today)
    return proposals(standing_plans(room, at), (*found, *kept))


def activate_plan(
    room: Workroom, actor: Actor, entry_id: str, asked: Activating, at: datetime, key: str | None = None
) -> Matter | Refused:
    """Issue the orders of all steps at once, or say why none is; once for each ``key``.

    Raises :class:`NotFound`; :class:`~daoan.terms.errors.Conflict` where somebody activates the same plan at the same
    moment.
    """
    plan, entry = plan_now(room, actor, entry_id)
    kept_key = person_key(actor, f"activate {entry_id}", key)
    earlier = room.store.find_kept(kept_key) if kept_key else None
    if earlier is not None:
        return next(m for m in earlier if m.kind in KINDS)
    terms = room.terms()
    require_title(plan.name)
    if not require_note(asked.why).strip():
        raise InputError("say why the plan is activated 请说明启动原因")
    known = activations(room)
    refused = _refusal(room, actor, plan, entry, asked, known, at)
    moves: Any = refused
    matter_id = f"{DRILL.kind if asked.drill else ACTIVATION.kind}-{_tail(entry_id)}-{_next(known, entry_id)}"
    if refused is None:
        moves = activate(room.workflows, plan, asked, matter_id, actor, at, terms)
    if isinstance(moves, Refused):
        note = AuditNote(at, actor.person_id, actor.unit_id, "refused.act", entry_id, detail=f"activate: {moves.code}")
        room.store.append_audit(note)
        return moves
    seen = {m.matter.matter_id: 0 for m in moves}
    note = AuditNote(at, actor.person_id, actor.unit_id, "act.activate", matter_id, detail=entry_id)
    kept = room.store.keep_moves([(m.matter, m.step) for m in moves], seen, note, kept_key)
    return next(m for m in kept if m.matter_id == matter_id)


def activations(room: Workroom, plan: str = "") -> tuple[Matter, ...]:
    """Every activation and exercise, latest first; of one plan where it is named."""
    where = MatterFilter(kinds=KINDS)
    found = rows_of(lambda after: room.store.page_matters(where, order="changed", after=after, limit=PAGE))
    of_plan = [m for m in found if not plan or m.values.get("plan") == plan]
    return tuple(sorted(of_plan, key=lambda m: m.created_at, reverse=True))


def seen_activations(room: Workroom, actor: Actor, plan: str) -> tuple[Matter, ...]:
    """Activations of a plan that somebody may see."""
    units = room.units()
    found = []
    for matter in activations(room, plan):
        _, family = room.load(matter.matter_id)
        if sees(actor, matter, family, units):
            found.append(matter)
    return tuple(found)


def standing_of(room: Workroom, actor: Actor, matter_id: str, now: datetime) -> Standing:
    """How an activation stands. Raises :class:`NotFound`."""
    activation, family = room.load(matter_id)
    units = room.units()
    require_seen(actor, activation, family, units)
    if activation.kind not in KINDS:
        raise NotFound(f"no activation {matter_id!r:.80}")
    mine = {name: m for name, m in family.items() if sees(actor, m, family, units)}
    logs = {name: room.store.list_steps(name) for name, m in mine.items() if m.kind.endswith("_node")}
    return Standing(activation, progress_of(activation, mine, logs, now))


def report_of(standing: Standing, zone: str) -> Mapping[str, Any]:
    """Values of an exercise entry that an activation measured; what went well or badly is for people to write."""
    activation, steps = standing.activation, standing.steps
    rows = []
    for step in steps:
        signed = [p.signed_minutes for p in step.parts if p.signed_minutes is not None]
        fed_back = [p.fed_back_minutes for p in step.parts if p.fed_back_minutes is not None]
        row: dict[str, Any] = {"order": step.step, "what": step.what}
        if signed:
            row["signed_minutes"] = max(signed)
        if fed_back:
            row["finished_minutes"] = max(fed_back)
        rows.append(row)
    return {
        "plan_name": activation.values["plan_name"],
        "plan": activation.values["plan"],
        "activation": activation.matter_id,
        "on": utc_to_local(activation.created_at, zone).date().isoformat(),
        "units": sorted({p.unit for step in steps for p in step.parts}),
        "measured": rows,
    }


def exercises_of(room: Workroom, plan: str, at: datetime) -> tuple[Entry, ...]:
    """Exercises of a plan that were written down, latest first."""
    found = [e for e in room.store.list_entries(EXERCISE, at) if e.values.get("plan") == plan]
    return tuple(sorted(found, key=lambda e: str(e.values.get("on", "")), reverse=True))


def _refusal(
    room: Workroom, actor: Actor, plan: Plan, entry: Entry, asked: Activating, known: Sequence[Matter], at: datetime
) -> Refused | None:
    if Permission.ISSUE not in actor.permissions:
        return Refused("permission", Text("your role may not activate plans", "您的角色无权启动预案"))
    if not may_activate(actor, plan, room.units()):
        return Refused("rank", Text("a higher unit must activate this plan", "该预案须由更高层级启动"))
    if entry.ended_at is not None and entry.ended_at <= at:
        return Refused("ended", Text("this plan no longer stands", "该预案已停用"))
    area, kind = asked.area or plan.area, DRILL.kind if asked.drill else ACTIVATION.kind
    running = [m for m in known if m.values.get("plan") == plan.entry_id and m.closed_at is None and m.kind == kind]
    if any(m.area == (area or None) for m in running):
        return Refused("running", Text("this plan is running there already", "该预案已在该区域启动"))
    return None


def _next(known: Sequence[Matter], plan: str) -> int:
    """The number of a plan's next activation: two people who press at once meet at the same one, and one is refused."""
    return 1 + len([m for m in known if m.values.get("plan") == plan])


def _tail(entry_id: str) -> str:
    return entry_id.removeprefix(f"{PLAN}-")
