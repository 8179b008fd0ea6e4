"""Measures of an alert at work: how each stands, and an order for those that somebody chooses, once each."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from daoan.act.interventions.due import (
    Due,
    MeasureState,
    measures_due,
    order_for,
    order_id_of,
    state_of,
    takers_of,
)
from daoan.act.interventions.table import InterventionTable
from daoan.act.workflow.engine import begin
from daoan.act.workflow.family import act
from daoan.act.workflow.table import Event, Refused
from daoan.jobs.workroom import Workroom
from daoan.terms.errors import Conflict, InputError, NotFound
from daoan.terms.estimates import Text
from daoan.terms.records import Alert, HazardTicket
from daoan.terms.records.audited import AuditNote
from daoan.terms.records.people import Actor
from daoan.terms.records.working import Matter


@dataclass(frozen=True, slots=True)
class MeasureStanding:
    """A measure that is due, with its latest order. ``late``: it is neither done nor begun, and its time is up."""

    due: Due
    takers: tuple[str, ...]
    state: MeasureState
    late: bool
    order: Matter | None
    attempts: int


def standings_of(
    room: Workroom, actor: Actor, table: InterventionTable, found: Alert | HazardTicket, now: datetime
) -> tuple[MeasureStanding, ...]:
    """How every measure stands that something found calls for."""
    units = room.units()
    lines = []
    for due in measures_due(table, found):
        order, attempts = _latest(room, found, due)
        state = state_of(order)
        takers = takers_of(due.measure, found.area, actor.unit_id, units) if actor.unit_id in units else ()
        late = state is not MeasureState.DONE and now >= due.due_at
        lines.append(MeasureStanding(due, takers, state, late, order, attempts))
    return tuple(lines)


def start_measures(
    room: Workroom,
    actor: Actor,
    table: InterventionTable,
    found: Alert | HazardTicket,
    codes: Collection[str],
    at: datetime,
) -> tuple[Matter, ...] | Refused:
    """An issued order for each chosen measure; one that is under way or done already is left as it is.

    Raises :class:`InputError` for a measure that is not due.
    """
    standings = {s.due.measure.code: s for s in standings_of(room, actor, table, found, at)}
    strange = sorted(set(codes) - set(standings))
    if strange or not codes:
        raise InputError(f"not due here: {', '.join(strange)[:200] or 'nothing chosen'} 所选措施不适用")
    chosen = [standing for code, standing in standings.items() if code in codes]
    for standing in chosen:
        if not standing.takers:
            name = standing.due.measure.name
            en, zh = f"{name.en}: it falls to nobody below you", f"{name.zh}：下级没有责任单位"
            return Refused("targets", Text(en, zh))
    orders = []
    for standing in chosen:
        if standing.order is not None and standing.state is not MeasureState.LAPSED:
            orders.append(standing.order)
            continue
        order = _issue(room, actor, table, found, standing, at)
        if isinstance(order, Refused):
            return order
        orders.append(order)
    return tuple(orders)


def _issue(
    room: Workroom,
    actor: Actor,
    table: InterventionTable,
    found: Alert | HazardTicket,
    standing: MeasureStanding,
    at: datetime,
) -> Matter | Refused:
    measure, terms = standing.due.measure, room.terms()
    matter_id = order_id_of(found, measure, standing.attempts + 1)
    draft = order_for(found, standing.due, standing.takers, matter_id, actor.unit_id, at)
    begun = begin(room.workflows["order"], replace(draft, created_by=actor.person_id), actor, terms, table.stamp)
    issued = act(room.workflows, {matter_id: begun.matter}, matter_id, Event("issue", actor), at, terms)
    if isinstance(issued, Refused):
        return issued
    moves = [(m.matter, m.step) for m in (begun, *issued.moves)]
    note = AuditNote(at, actor.person_id, actor.unit_id, "act.measure", matter_id, detail=measure.code)
    with suppress(Conflict):  # somebody began the same measure in between: theirs it is
        room.store.keep_moves(moves, {m.matter_id: 0 for m, _ in moves}, note)
    return room.store.get_matter(matter_id)


def _latest(room: Workroom, found: Alert | HazardTicket, due: Due) -> tuple[Matter | None, int]:
    """The order of the latest attempt, and how many there were."""
    order, attempts = None, 0
    while True:
        try:
            order = room.store.get_matter(order_id_of(found, due.measure, attempts + 1))
        except NotFound:
            return order, attempts
        attempts += 1
