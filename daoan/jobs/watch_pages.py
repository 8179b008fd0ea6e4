"""Entries of the watch list as somebody may see them: lists, counts by state and source, what is late for a decision.

Secret entries are seen by people of the filing unit and by approvers there or above. For everybody else they are in no
list and in no count.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.watches.watch import SECRET_WATCH, WAITING, WATCH, WATCH_KINDS
from daoan.act.workflow.engine import is_overdue
from daoan.jobs.workroom import Workroom, is_hidden, scope_of
from daoan.store.page import Page, rows_of
from daoan.store.work_protocol import MatterFilter
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter
from daoan.terms.roles import Permission

PAGE = 500
NOBODY = ("\x01",)  # a unit that is not


@dataclass(frozen=True, slots=True)
class WatchCounts:
    """Entries that somebody may see. ``by_source``: open ones by (source, state); ``late``: waiting past their time."""

    by_state: dict[str, int]
    by_source: dict[tuple[str, str], int]
    late: int


def page_entries(
    room: Workroom, actor: Actor, states: tuple[str, ...], late_at: datetime | None, after: str | None, limit: int
) -> Page[Matter]:
    """One page of entries, those due soonest first; secret ones of the own unit stand before all on the first page.

    ``late_at``: only what waits for a decision and should have had it by then.
    """
    where = _asked(room, actor, states, late_at)
    page = room.store.page_matters(where, after=after, limit=limit, counted=True)
    units = room.units()
    rows = tuple(m for m in page.rows if not is_hidden(actor, m, units))
    own = tuple(own_secrets(room, actor, where)) if SECRET_WATCH.kind not in where.kinds else ()
    total = None if page.total is None else page.total + len(own)
    return replace(page, rows=(*own, *rows) if after is None else rows, total=total)


def count_entries(room: Workroom, actor: Actor, now: datetime) -> WatchCounts:
    """How many entries somebody may see, by state, and the open ones by source."""
    where, units = _asked(room, actor, (), None), room.units()
    by_state: Counter[str] = Counter()
    by_source: Counter[tuple[str, str]] = Counter()
    late = 0
    seen = [m for m in _all(room, replace(where, open_only=True)) if not is_hidden(actor, m, units)]
    for kind, state in (counts := room.store.count_matters(where)):
        if state in WATCH.closed:
            by_state[state] += counts[kind, state]
    if SECRET_WATCH.kind not in where.kinds:
        own = tuple(own_secrets(room, actor, where))
        seen += [m for m in own if m.closed_at is None]
        by_state.update(m.state for m in own if m.closed_at is not None)
    for entry in seen:
        by_state[entry.state] += 1
        by_source[str(entry.values.get("source", "local")), entry.state] += 1
        late += entry.state in WAITING and is_overdue(entry, now)
    return WatchCounts(dict(by_state), dict(by_source), late)


def entries_to_export(room: Workroom, actor: Actor, states: tuple[str, ...], most: int) -> tuple[Matter, ...]:
    """Entries for a file: without secret ones, whoever asks, since files travel."""
    where = replace(_asked(room, actor, states, None), kinds=(WATCH.kind,))
    rows = []
    for entry in _all(room, where):
        rows.append(entry)
        if len(rows) >= most:
            break
    return tuple(rows)


def own_secrets(room: Workroom, actor: Actor, where: MatterFilter) -> Iterator[Matter]:
    """Secret entries of the actor's own unit that a filter lets through."""
    units = room.units()
    own = replace(where, kinds=(SECRET_WATCH.kind,), units=(actor.unit_id,))
    return (m for m in _all(room, own) if not is_hidden(actor, m, units))


def _asked(room: Workroom, actor: Actor, states: tuple[str, ...], late_at: datetime | None) -> MatterFilter:
    units = room.units()
    scope = scope_of(actor, units)
    every = len(scope) == len(units.units)
    waiting = tuple(s for s in (states or WAITING) if s in WAITING)
    return MatterFilter(
        kinds=WATCH_KINDS if Permission.APPROVE_WATCH in actor.permissions else (WATCH.kind,),
        states=states if late_at is None else waiting or NOBODY,
        units=NOBODY if not scope else () if every else tuple(sorted(scope)),
        open_only=late_at is not None,
        overdue_at=late_at,
    )


def _all(room: Workroom, where: MatterFilter) -> Iterator[Matter]:
    return rows_of(lambda after: room.store.page_matters(where, after=after, limit=PAGE))
