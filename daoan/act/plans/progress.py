"""How the steps of an activation stand: signed, fed back, done, late, and how long it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.act.workflow.engine import is_overdue
from daoan.terms.estimates import Share
from daoan.terms.records.working import Matter, Step

_SIGNED = frozenset({"signed", "passed_down", "fed_back", "first_passed", "done"})
_FED_BACK = frozenset({"fed_back", "first_passed", "done"})


@dataclass(frozen=True, slots=True)
class PartProgress:
    """One unit's part of a step. ``signed_minutes``, ``fed_back_minutes``: since it was issued, to the first time."""

    matter_id: str
    unit: str
    state: str
    late: bool
    due_at: datetime | None
    signed_minutes: float | None
    fed_back_minutes: float | None


@dataclass(frozen=True, slots=True)
class StepProgress:
    """One step. ``signed``, ``fed_back``, ``done``: of its units that are still asked. ``late``: of them, over time."""

    order_id: str
    step: float
    what: str
    level: str
    state: str
    signed: Share
    fed_back: Share
    done: Share
    late: int
    parts: tuple[PartProgress, ...]


def progress_of(
    activation: Matter, family: Mapping[str, Matter], steps: Mapping[str, Sequence[Step]], now: datetime
) -> tuple[StepProgress, ...]:
    """Every step in the plan's order, as far as ``family`` (all matters of it that the reader sees) has its orders.

    ``steps``: the log of every part, by matter id.
    """
    orders = [m for m in family.values() if m.parent == activation.matter_id]
    orders.sort(key=lambda m: (float(m.values.get("step", 0)), len(m.matter_id), m.matter_id))
    return tuple(_step(order, family, steps, now) for order in orders)


def _step(
    order: Matter, family: Mapping[str, Matter], steps: Mapping[str, Sequence[Step]], now: datetime
) -> StepProgress:
    nodes = sorted((m for m in family.values() if m.parent == order.matter_id), key=lambda m: m.matter_id)
    parts = tuple(_part(node, steps.get(node.matter_id, ()), now) for node in nodes)
    asked = [p for p in parts if p.state != "withdrawn"]
    return StepProgress(
        order_id=order.matter_id,
        step=float(order.values.get("step", 0)),
        what=str(order.values.get("text", order.title)),
        level=order.level,
        state=order.state,
        signed=Share(sum(p.state in _SIGNED for p in asked), len(asked)),
        fed_back=Share(sum(p.state in _FED_BACK for p in asked), len(asked)),
        done=Share(sum(p.state == "done" for p in asked), len(asked)),
        late=sum(p.late for p in asked),
        parts=parts,
    )


def _part(node: Matter, log: Sequence[Step], now: datetime) -> PartProgress:
    return PartProgress(
        matter_id=node.matter_id,
        unit=node.holder,
        state=node.state,
        late=node.closed_at is None and is_overdue(node, now),
        due_at=node.due_at if node.closed_at is None else None,
        signed_minutes=_minutes_to(node, log, ("sign",)),
        fed_back_minutes=_minutes_to(node, log, ("feed_back", "gather")),
    )


def _minutes_to(node: Matter, log: Sequence[Step], events: tuple[str, ...]) -> float | None:
    at = next((step.at for step in log if step.event in events), None)
    return None if at is None else round((at - node.created_at).total_seconds() / 60.0, 1)
