"""Clearing tasks: asked of units for what is overdue in their companies, ended by the register and by nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from daoan.act.companies.clearing import CLEARING
from daoan.act.workflow.table import Refused
from daoan.assess.companies.dues import DUES, Due, Item, Overdue, is_overdue, item_id, list_overdue
from daoan.jobs.work import Asked, move_by_loop, open_matter
from daoan.jobs.workroom import Workroom, scope_of
from daoan.store.page import rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.errors import NotAllowed, NotFound
from daoan.terms.records import Evidence
from daoan.terms.records.companies import Company, KeyDriver, KeyVehicle
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter, Values
from daoan.terms.roles import Permission
from daoan.terms.times import utc_to_local

PAGE, MOST_ITEMS, MOST_SHOWN = 500, 400, 20


@dataclass(frozen=True, slots=True)
class Settled:
    """What the register ended: tasks cleared, tasks of which some vehicles or drivers were."""

    cleared: int
    went_on: int


def due_named(code: str) -> Due:
    """A kind of deadline. Raises :class:`NotFound`."""
    if code not in DUES:
        raise NotFound(f"there is no deadline {code!r:.40}")
    return DUES[code]


def ask_clearing(room: Workroom, actor: Actor, code: str, at: datetime) -> tuple[Matter, ...]:
    """Open a task for each company of the actor's scope that has something overdue and not in an open task.

    Raises :class:`NotAllowed`, :class:`NotFound`.
    """
    if Permission.KEEP_ROSTER not in actor.permissions:
        raise NotAllowed("your role may not ask for clearing 您的角色无权下达清零任务")
    due, day = due_named(code), utc_to_local(at, room.zone).date()
    scope = scope_of(actor, room.units())
    asked_for = {item for task in open_tasks(room) for item in _items(task)}
    companies = {c.company_id: c for c in room.store.list_roster(Company, at)}
    late: dict[tuple[str, str], list[Overdue]] = {}
    for one in list_overdue(_all_items(room, due, at), due, day):
        if one.item.unit_id in scope and item_id(one.item) not in asked_for:
            late.setdefault((one.item.unit_id, one.item.company_id), []).append(one)
    opened = []
    for (unit, company_id), rows in sorted(late.items()):
        for start in range(0, len(rows), MOST_ITEMS):
            part = rows[start : start + MOST_ITEMS]
            answer = open_matter(room, actor, _asked(due, unit, companies.get(company_id), part, day), at)
            if not isinstance(answer, Refused):
                opened.append(answer)
    return tuple(opened)


def settle_clearing(room: Workroom, at: datetime) -> Settled:
    """Hold every open task against the register: end what is cleared, write down what is left."""
    tasks = list(open_tasks(room))
    if not tasks:
        return Settled(0, 0)
    day = utc_to_local(at, room.zone).date()
    asked = [due for due in DUES.values() if any(task.values.get("due") == due.code for task in tasks)]
    kinds = {due.of: due for due in asked}  # several deadlines are of one list, which is read once
    rosters = {of: tuple(_all_items(room, due, at)) for of, due in kinds.items()}
    known = {due.code: {item_id(i) for i in rosters[due.of] if is_overdue(i, due, day)} for due in asked}
    cleared = went_on = 0
    for task in tasks:
        left = len(known.get(str(task.values.get("due")), set()) & set(_items(task)))
        if left == 0:
            cleared += move_by_loop(room, task, "clear", {}, at)
        elif left != task.values.get("left"):
            went_on += move_by_loop(room, task, "went_on", {"left": left}, at)
    return Settled(cleared, went_on)


def open_tasks(room: Workroom) -> Iterator[Matter]:
    """Every task that is not cleared yet."""
    where = MatterFilter(kinds=(CLEARING.kind,), states=("open",))
    return rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE))


def _items(task: Matter) -> tuple[str, ...]:
    items = task.values.get("items", ())
    return tuple(str(item) for item in items) if isinstance(items, (list, tuple)) else ()


def _all_items(room: Workroom, due: Due, at: datetime) -> Iterable[Item]:
    if due.of is KeyVehicle:
        return room.store.list_roster(KeyVehicle, at)
    return room.store.list_roster(KeyDriver, at)


def _asked(due: Due, unit: str, company: Company | None, rows: Sequence[Overdue], day: date) -> Asked:
    name = company.name if company else "个人 / private"
    kind = "key_vehicle" if due.of is KeyVehicle else "key_driver"
    values: Values = {
        "due": due.code,
        "company": company.company_id if company else "",
        "items": [item_id(o.item) for o in rows],
        "left": len(rows),
        "as_of_day": day.isoformat(),
        "title": {"en": f"{due.name.en}: {name}, {len(rows)}", "zh": f"{due.name.zh}清零：{name}（{len(rows)}）"},
    }
    evidence = tuple(
        Evidence(kind, item_id(o.item), due.name, f"{o.item.shown} · {o.due_on}")
        for o in sorted(rows, key=lambda o: -o.days)[:MOST_SHOWN]
    )
    title = f"{due.name.zh}清零：{name}（{len(rows)}）"[:200]
    return Asked(CLEARING.kind, title, holder=unit, values=values, evidence=evidence)
