"""What the store knows of one local day, as far as somebody may see it: what the replay of the map is made of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import TypeVar

from daoan.act.gatherings.occurring import gathering_of, occurrences, usual_gatherings
from daoan.act.programme.cases import Case, Mark
from daoan.jobs.gatherings import GATHERING
from daoan.jobs.registers import register_of, shown_entries
from daoan.jobs.workroom import Workroom, scope_of
from daoan.learn.replay.crashes import Happened, crashes_of
from daoan.store.page import rows_of
from daoan.store.protocol import CrashFilter, Store
from daoan.terms.city import City
from daoan.terms.errors import InputError
from daoan.terms.estimates import Text
from daoan.terms.gatherings import Gathering, Occurrence
from daoan.terms.records import Crash, Run
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.rulepacks import RulePack
from daoan.terms.times import local_midnight, utc_to_local

R = TypeVar("R")
MOST = 1_000  # of each kind of thing
MOST_TURNS = 24  # of a day that are read, its latest, with one before
A_PAGE = 500
HAZARD, OVERDUE = "hazard", "overdue"


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A local day: its first moment and the one after its last, UTC. ``known_by``: its end, or now where that is
    earlier."""

    day: date
    begins: datetime
    ends: datetime
    known_by: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """A matter on a day. ``opened_at``, ``closed_at``, ``due_at`` as known by its end; ``late``: spans in which a
    deadline had run out."""

    matter: Matter
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None
    late: tuple[tuple[datetime, datetime | None], ...]


@dataclass(frozen=True, slots=True)
class HeldThen:
    """A gathering of a day. ``known``: it stood in the register, or follows from the calendar, before the day was
    over."""

    occurrence: Occurrence
    name: Text
    known: bool


@dataclass(frozen=True, slots=True)
class Presence:
    """People of a unit who were planned to be on duty over the same hours, counted."""

    unit_id: str
    unit: Text | None
    since: datetime
    until: datetime
    people: int


def day_called(day: date, now: datetime, zone: str) -> LocalDay:
    """A day by its date. Raises :class:`InputError` for one that has not come yet, or that no calendar has."""
    try:
        begins, ends = local_midnight(day, zone), local_midnight(day + timedelta(days=1), zone)
    except OverflowError:
        raise InputError("this day lies outside the calendar · 日期超出范围") from None
    if begins > now:
        raise InputError("this day has not come yet · 该日期尚未到来")
    return LocalDay(day, begins, ends, min(ends, now))


def last_day(moment: datetime, zone: str) -> date:
    """The local day that is over at a moment, or still runs: midnight belongs to the day before."""
    return utc_to_local(moment - timedelta(microseconds=1), zone).date()


def last_recorded(store: Store, area: str | None, now: datetime, zone: str) -> date | None:
    """The last day that a crash is recorded on."""
    page = store.page_crashes(now, where=CrashFilter(area=area), limit=1)
    return utc_to_local(page.rows[0].happened_at, zone).date() if page.rows else None


def crashes_on(store: Store, day: LocalDay, area: str | None, now: datetime) -> tuple[Happened, ...]:
    """Crashes of a day, of one county or of all, by when they happened; at most :data:`MOST`, the day's last."""
    where = CrashFilter(since=day.begins, until=day.ends, area=area)

    def read(as_of: datetime) -> list[Crash]:
        return _most(rows_of(lambda after: store.page_crashes(as_of, where=where, after=after, limit=A_PAGE)))

    return crashes_of(read(day.known_by), read(now))


def turns_of(runs: Iterable[Run], day: LocalDay) -> tuple[Run, ...]:
    """The turns of the loop that stood on a day, first to last: those of the day, and the last one before."""
    known = sorted((r for r in runs if r.as_of <= day.known_by), key=lambda r: r.as_of)
    before, within = [r for r in known if r.as_of < day.begins], [r for r in known if r.as_of >= day.begins]
    return (*before[-1:], *within[-MOST_TURNS:])


def matters_on(room: Workroom, actor: Actor, cases: Iterable[Case], day: LocalDay) -> tuple[Moved, ...]:
    """Matters of somebody's own unit and below that moved on a day, and hazards that were open on it, by opening."""
    scope = scope_of(actor, room.units())
    chosen = {
        case.matter_id: marks
        for case in cases
        if (case.holder in scope or case.issuer in scope) and (marks := case.until(day.known_by))
        if marks[-1].at >= day.begins or (case.kind == HAZARD and _closed_at(room, case.kind, marks) is None)
    }
    found = room.store.list_named(chosen)
    moved = [_moved(room, m, chosen[m.matter_id], day) for m in found]
    return tuple(_most(sorted(moved, key=lambda m: (m.opened_at, m.matter.matter_id), reverse=True)))[::-1]


def _closed_at(room: Workroom, kind: str, marks: Sequence[Mark]) -> datetime | None:
    """Since when a matter has been closed after so much of its log; ``None`` while it is open."""
    workflow, since = room.workflows.get(kind), None
    for mark in reversed(marks):
        if workflow is None or mark.target not in workflow.closed:
            break
        since = mark.at
    return since


def _moved(room: Workroom, matter: Matter, marks: Sequence[Mark], day: LocalDay) -> Moved:
    closed_at, due = _closed_at(room, matter.kind, marks), matter.due_at
    ran_out = [m.at for m in marks if m.event == OVERDUE]
    late = tuple((at, next((m.at for m in marks if m.at > at and m.source != m.target), None)) for at in ran_out)
    # Only the deadline of today's state is kept; of an earlier one the log tells that it ran out.
    is_due = due is not None and closed_at is None and matter.changed_at <= due and day.begins <= due < day.ends
    return Moved(matter, marks[0].at, closed_at, due if is_due and due not in ran_out else None, late)


def gatherings_on(
    room: Workroom, actor: Actor, city: City, pack: RulePack, day: LocalDay, now: datetime
) -> tuple[HeldThen, ...]:
    """Gatherings of a day as the register told of them when it was over, and those that were entered later."""
    then, later = _registered(room, actor, day.known_by), _registered(room, actor, now)
    known = {g.gathering_id for g in then}
    usual = usual_gatherings(pack, city.country)
    names = {one.gathering_id: name for one, name in usual}
    every = (*then, *(g for g in later if g.gathering_id not in known), *(one for one, _ in usual))
    held = occurrences(every, day.day, day.day, city.country, city.notices)
    return tuple(HeldThen(one, *_told(one.gathering, names, known)) for one in held[:MOST])


def _told(one: Gathering, names: Mapping[str, Text], known: Collection[str]) -> tuple[Text, bool]:
    name = names.get(one.gathering_id, Text(one.name, one.name))
    return name, one.usual or one.gathering_id in known


def _registered(room: Workroom, actor: Actor, as_of: datetime) -> tuple[Gathering, ...]:
    register, scope = register_of(room, GATHERING), scope_of(actor, room.units())
    entries = [e for e in room.store.list_entries(GATHERING, as_of) if register.shared or e.unit_id in scope]
    return tuple(map(gathering_of, shown_entries(room, actor, entries)))


def presence_on(room: Workroom, actor: Actor, day: LocalDay) -> tuple[Presence, ...]:
    """Who was planned to be on duty on a day, own unit and below, counted: nobody is named."""
    counts: dict[tuple[str, datetime, datetime], int] = {}
    units = room.units()
    scope = scope_of(actor, units)
    for shift in room.store.list_shifts(day.begins, day.ends, scope) if scope else ():
        key = (shift.unit_id, shift.starts_at, shift.ends_at)
        counts[key] = counts.get(key, 0) + 1
    rows = [Presence(u, units.name_of(u), since, until, n) for (u, since, until), n in counts.items()]
    return tuple(_most(sorted(rows, key=lambda p: (p.since, p.unit_id))))


def _most(rows: Iterable[R]) -> list[R]:
    return list(islice(rows, MOST))
