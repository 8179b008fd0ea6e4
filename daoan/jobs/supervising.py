"""What is due for supervision in a store, and what a person does with it: draft, issue, let climb, dismiss, remind.

In: the workroom, who asks, the rule pack ``supervision``. Out: proposals (:mod:`daoan.act.supervision.rungs`), and the
cases that came of them. Read are open matters that a trigger may count, cases of supervision, and the logs of matters
in which a deadline passed within the look-back; nothing else, however many matters there are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from daoan.act.supervision.matters import dismissal_of, reminder_of, title_of, values_of
from daoan.act.supervision.rungs import DueRung, due_rungs
from daoan.act.supervision.supervision import SUPERVISION
from daoan.act.workflow.given import units_in
from daoan.act.workflow.registry import unit_due
from daoan.act.workflow.table import Refused
from daoan.jobs.board import PART
from daoan.jobs.work import Asked, Then, Wanted, cause, open_matter
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter, Step
from daoan.terms.rulepacks import RulePack

BATCH = 200
#: Events that a trigger counts in a matter's values.
COUNTED_EVENTS = ("reject", "reject_final", "turn_back", "turn_down", "send_back", "return", "recur")


def due_supervision(room: Workroom, actor: Actor, now: datetime, pack: RulePack) -> tuple[DueRung, ...]:
    """What is due in the actor's unit and below, gravest first; climbs only of cases that the actor's side issued."""
    scope = scope_of(actor, room.units())
    if not scope:
        return ()
    matters, steps = _gather(room, scope, now, pack)
    issuers = {m.matter_id: m.issuer for m in matters}
    return tuple(
        due
        for due in due_rungs(matters, steps, now, pack)
        if due.unit in scope and (due.climbs is None or issuers[due.climbs] in scope)
    )


def _gather(
    room: Workroom, scope: frozenset[str], now: datetime, pack: RulePack
) -> tuple[tuple[Matter, ...], dict[str, tuple[Step, ...]]]:
    triggers = pack.get("trigger")
    kinds = tuple(sorted({kind for t in triggers for kind in t["kinds"]}))
    units = () if len(scope) == len(room.units().units) else tuple(sorted(scope))
    base = MatterFilter(kinds=kinds, units=units)
    found: dict[str, Matter] = {}
    for where in (
        replace(base, open_only=True, overdue_at=now),
        replace(base, open_only=True, logged=COUNTED_EVENTS),
        MatterFilter(kinds=(SUPERVISION.kind,)),  # a case is known whoever issued it, so that nobody is asked twice
    ):
        found.update({m.matter_id: m for m in every_matter(room, where)})
    steps: dict[str, tuple[Step, ...]] = {}
    look_back = max((int(t["within_days"]) for t in triggers if t["counts"] == "missed"), default=0)
    since = now - timedelta(days=look_back)
    for matter in every_matter(room, replace(base, logged=("overdue",)), order="changed"):
        if matter.changed_at <= since:
            break  # no line of its log is younger
        found[matter.matter_id] = matter
        steps[matter.matter_id] = room.store.list_steps(matter.matter_id)
    return tuple(found.values()), steps


def every_matter(room: Workroom, where: MatterFilter, order: str = "due") -> Iterator[Matter]:
    """Every matter that a filter lets through, read page by page."""
    return rows_of(lambda after: room.store.page_matters(where, order=order, after=after, limit=BATCH))


def find_due(room: Workroom, actor: Actor, key: str, now: datetime, pack: RulePack) -> DueRung:
    """One proposal by its key. Raises :class:`Conflict` where it is not due any more: answered, issued or dismissed."""
    found = next((due for due in due_supervision(room, actor, now, pack) if due.key == key), None)
    if found is None:
        raise Conflict("this is not due for supervision any more; look at the list again")
    return found


def take_up(
    room: Workroom, actor: Actor, due: DueRung, now: datetime, *, issue: bool = False, note: str = ""
) -> Matter | Refused:
    """The draft of what is due, issued at once where asked; a case that stands already climbs its rung."""
    if due.climbs is not None:
        case = room.store.get_matter(due.climbs)
        return cause(room, actor, Wanted(case.matter_id, case.version, "climb", note.strip() or due.why.zh), now)
    asked = Asked(SUPERVISION.kind, title_of(due).zh, due.rung, due.unit, values_of(due))
    return open_matter(room, actor, asked, now, then=Then("issue", note) if issue else None)


def dismiss(room: Workroom, actor: Actor, due: DueRung, reason: str, now: datetime) -> Matter | Refused:
    """Decide against what is due, with a reason; it comes back when something else happens."""
    asked = Asked(SUPERVISION.kind, title_of(due).zh, due.rung, actor.unit_id, dismissal_of(due))
    return open_matter(room, actor, asked, now, then=Then("dismiss", reason))


def remind(room: Workroom, actor: Actor, unit: str, now: datetime) -> Matter | Refused:
    """One reminder 提示 about every overdue part of an order for which a unit, or one below it, is late.

    What an open reminder tells of already is left out. Raises :class:`NotFound` for a unit outside the actor's scope.
    """
    units = room.units()
    if unit not in scope_of(actor, units):
        raise NotFound(f"no unit {unit!r:.80}")
    held = set(units.below(unit))
    told = {
        matter_id
        for case in every_matter(room, MatterFilter(kinds=(SUPERVISION.kind,), open_only=True))
        if case.state != SUPERVISION.start
        for matter_id in units_in(case.values.get("about"))
    }
    late = every_matter(room, MatterFilter(kinds=(PART,), units=tuple(sorted(held)), open_only=True, overdue_at=now))
    about = [m for m in late if unit_due(m) in held and m.matter_id not in told]
    if not about:
        return Refused("reminded", Text("nothing late that it was not reminded of", "没有未催办的逾期事项"))
    title, values = reminder_of(about)
    asked = Asked(SUPERVISION.kind, title.zh, "reminder", unit, values)
    return open_matter(room, actor, asked, now, then=Then("issue"))


def matters_about(room: Workroom, ids: Sequence[str]) -> tuple[Matter, ...]:
    """The matters of those ids that are still kept, in that order."""
    found = []
    for matter_id in ids:
        try:
            found.append(room.store.get_matter(matter_id))
        except NotFound:
            continue
    return tuple(found)
