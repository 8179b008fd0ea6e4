"""The three-year programme over what is on record: tasks of the register, counted from logs and crashes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from daoan.act.programme.cases import Case
from daoan.act.programme.counting import Counted, count_cases, count_crashes
from daoan.act.programme.measures import Measure
from daoan.act.programme.progress import Ledger, TaskProgress, progress_of
from daoan.act.programme.tasks import PROGRAMME, Task, task_of
from daoan.act.registers import shown_values
from daoan.jobs.registers import may_write
from daoan.jobs.workroom import Workroom, scope_of
from daoan.terms.errors import NotFound
from daoan.terms.records.people import Actor
from daoan.terms.records.sensed import Crash
from daoan.terms.rulepacks import RulePack
from daoan.terms.units import UnitTree


@dataclass(frozen=True, slots=True)
class Record:
    """What there is to count. ``crashes_to``: until when crashes are known; ``None`` where the loop has not run."""

    cases: Sequence[Case]
    crashes: Sequence[Crash]
    crashes_to: datetime | None


def tasks_of(room: Workroom, actor: Actor, as_of: datetime) -> tuple[Task, ...]:
    """Tasks that stood at a moment, by number; names in them masked as in the register."""
    if PROGRAMME not in room.registers:
        return ()
    register, own = room.registers[PROGRAMME], scope_of(actor, room.units())
    clear = may_write(actor, register)
    tasks = [
        task_of(e, shown_values(register, e.values, clear=clear and e.unit_id in own))
        for e in room.store.list_entries(PROGRAMME, as_of)
    ]
    return tuple(sorted(tasks, key=lambda t: (t.number, t.entry_id)))


def programme_of(
    tasks: Iterable[Task], record: Record, units: UnitTree, as_of: datetime, zone: str, pack: RulePack
) -> tuple[TaskProgress, ...]:
    """How every task stands at a moment."""
    return tuple(progress_of(t, ledger_of(t, record, units, as_of), as_of, zone, pack) for t in tasks)


def task_named(tasks: Iterable[Task], entry_id: str) -> Task:
    """One task. Raises :class:`NotFound`."""
    for task in tasks:
        if task.entry_id == entry_id:
            return task
    raise NotFound(f"the programme has no task {entry_id!r:.80}")


def ledger_of(task: Task, record: Record, units: UnitTree, as_of: datetime) -> Ledger:
    """What is on record for a task's measure, for the units that it is counted over."""
    measure = task.measure
    if measure is None:
        return Ledger(None, as_of, lambda _since, _until: ())
    if measure.kind == "crash":
        return _crash_ledger(measure, record, _areas(task, units), as_of)
    within = None if task.whole_city or task.owner not in units else frozenset(units.below(task.owner))
    cases = [c for c in record.cases if within is None or c.holder in within]

    def count(since: datetime, until: datetime) -> tuple[Counted, ...]:
        return count_cases(measure, cases, since, until, as_of)

    return Ledger(_first_mark(record.cases), as_of, count)


def _crash_ledger(measure: Measure, record: Record, areas: Collection[str] | None, as_of: datetime) -> Ledger:
    known = [c for c in record.crashes if c.known_at <= as_of]
    begins = min((c.happened_at for c in known), default=None)

    def count(since: datetime, until: datetime) -> tuple[Counted, ...]:
        return count_crashes(measure, known, areas, since, until)

    return Ledger(begins, min(as_of, record.crashes_to or as_of), count)


def _areas(task: Task, units: UnitTree) -> Collection[str] | None:
    if task.whole_city or task.owner not in units:
        return None
    areas: Mapping[str, None] = {a: None for u in units.below(task.owner) if (a := units.get(u).area) is not None}
    return frozenset(areas) or None


def _first_mark(cases: Iterable[Case]) -> datetime | None:
    return min((c.marks[0].at for c in cases if c.marks), default=None)
