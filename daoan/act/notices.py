"""Who is told what: a step on a matter becomes notifications to units; the same step always the same ones.

In: a step with its number, the matter, its table, the tree of units, the rule pack ``work``.
Out: notifications; each says why. What a unit did itself it is not told.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from daoan.act.workflow.registry import CONFINED, escalation, unit_due
from daoan.act.workflow.table import Part, Workflow
from daoan.terms.estimates import Text
from daoan.terms.records.notified import Notification, Told
from daoan.terms.records.working import Matter, Step
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitTree

WORDS = {
    Told.NEW: Text("new", "新任务"),
    Told.TURN: Text("your turn", "待办理"),
    Told.RETURNED: Text("returned as misdirected", "错派退回"),
    Told.REJECTED: Text("rejected", "被驳回"),
    Told.WITHDRAWN: Text("withdrawn", "已撤销"),
    Told.CLOSED: Text("done", "已办结"),
    Told.SEEN: Text("seen", "命中"),
    Told.DUE_SOON: Text("due soon", "即将到期"),
    Told.OVERDUE: Text("overdue", "已逾期"),
    Told.CLIMBED: Text("overdue in a unit below", "下级单位逾期"),
}
_BACK = {"return": Told.RETURNED, "reject": Told.REJECTED, "reject_final": Told.REJECTED}
_AWAY = {"withdraw", "stand_down"}


def told_by(
    number: int, step: Step, matter: Matter, workflow: Workflow, units: UnitTree, pack: RulePack
) -> tuple[Notification, ...]:
    """Notifications that follow from one step."""
    if step.event == "comment":
        return ()
    if step.event == "overdue":
        late = turn_of(workflow, step.source, matter)
        told = [(Told.OVERDUE, unit_id) for unit_id in late]
        if matter.level in pack.get("notices.climb_levels"):
            told += [(Told.CLIMBED, parent) for u in late if u in units and (parent := units.get(u).parent) is not None]
    elif step.event == "create":
        told = [(Told.NEW, matter.holder)]
    elif step.event == "hit":  # of an open entry the alert tells, of a secret one nothing else does
        told = [(Told.SEEN, matter.issuer)] if matter.kind in CONFINED else []
    elif step.event in _AWAY:
        told = [(Told.WITHDRAWN, matter.holder)]
    elif step.target in workflow.closed:
        told = [(Told.CLOSED, matter.issuer)]
    else:
        why = _BACK.get(step.event, Told.TURN)
        told = [(why, unit_id) for unit_id in turn_of(workflow, step.target, matter)] if _moves(step) else []
    return tuple(
        _notification(number, why, unit_id, matter, step.at) for why, unit_id in told if unit_id not in ("", step.unit)
    )


def turn_of(workflow: Workflow, state: str, matter: Matter) -> tuple[str, ...]:
    """Units whose turn it is: whose clock runs; without one the holder, if a row is theirs, else who issued."""
    clock = workflow.clocks.get(state)
    if clock is not None:
        return (matter.issuer if clock.whose is Part.ISSUER else matter.holder,)
    rows = [row for row in workflow.rows_from(state) if row.event not in _AWAY]
    if any(Part.HOLDER in row.parts for row in rows):
        return (matter.holder,)
    return (matter.issuer,) if any(Part.ISSUER in row.parts for row in rows) else ()


def due_soon(matters: Iterable[Matter], at: datetime, pack: RulePack) -> tuple[Notification, ...]:
    """What holders are told of deadlines that come within the lead time of the matter's level."""
    lead_minutes = pack.get("notices.due_soon_minutes")
    return tuple(
        _notification(0, Told.DUE_SOON, m.holder, m, at)
        for m in matters
        if m.closed_at is None
        and m.due_at is not None
        and at < m.due_at <= at + timedelta(minutes=int(lead_minutes.get(m.level, lead_minutes["other"])))
    )


def climbed(matters: Iterable[Matter], at: datetime, units: UnitTree, pack: RulePack) -> tuple[Notification, ...]:
    """What units above are told of deadlines that passed longer ago than the kind of matter allows."""
    return tuple(
        _notification(0, Told.CLIMBED, told.unit, matter, told.since)
        for matter in matters
        for told in escalation(matter, at, units, (), pack)
        if told.unit != unit_due(matter)
    )


def longest_lead(pack: RulePack) -> timedelta:
    """How far ahead any deadline is told."""
    return timedelta(minutes=max(int(minutes) for minutes in pack.get("notices.due_soon_minutes").values()))


def reaches(notification: Notification, *, on_duty: bool) -> bool:
    """Whether somebody of the unit is to be disturbed: off duty only by what has climbed to them."""
    return on_duty or notification.why is Told.CLIMBED


def _moves(step: Step) -> bool:
    return step.source != step.target


def _notification(number: int, why: Told, unit_id: str, matter: Matter, at: datetime) -> Notification:
    words = WORDS[why]
    text = Text(f"{words.en}: {matter.title}", f"{words.zh}：{matter.title}")
    return Notification(number, why, unit_id, matter.matter_id, matter.title, matter.level, at, text)
