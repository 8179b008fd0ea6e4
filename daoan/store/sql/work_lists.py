"""Lists of matters: pages by deadline or last change, and counts."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, and_, func, null, or_, select

from daoan.store import serial
from daoan.store.moving import fold, read_place, require_filter, write_place
from daoan.store.page import COUNTED, Page
from daoan.store.pages import require_limit
from daoan.store.sql.work import matter_of
from daoan.store.sql.work_tables import matter_records, matters, step_traits
from daoan.store.work_protocol import MatterFilter
from daoan.terms.records.working import Matter

_MANY_UNITS = 100


def page(
    connection: Connection, where: MatterFilter, order: str, after: str | None, limit: int, *, counted: bool
) -> Page[Matter]:
    """Matters by deadline (soonest first) or by last change (latest first), in one statement with their records."""
    require_limit(limit)
    require_filter(where, order)
    table = matters.c
    moment, name = (table.due_order if order == "due" else table.changed_at), table.matter_id
    query = select(moment.label("moment"), name).where(*_conditions(where))
    if after is not None:
        at, matter_id = read_place(after, order)
        if order == "due":
            query = query.where(moment >= at, or_(moment > at, and_(moment == at, name > matter_id)))
        else:
            query = query.where(moment <= at, or_(moment < at, and_(moment == at, name < matter_id)))
    sorted_by = moment + 0 if _is_sparse(where, order) else moment
    places = (sorted_by, name) if order == "due" else (sorted_by.desc(), name.desc())
    found = query.order_by(*places).limit(limit + 1).subquery()
    total = _total(where, COUNTED + 1) if counted else null()
    whole = select(found.c.moment, found.c.matter_id, matter_records.c.payload, total.label("total"))
    whole = whole.join(matter_records, matter_records.c.matter_id == found.c.matter_id)
    rows = sorted(connection.execute(whole), key=lambda row: (row.moment, row.matter_id), reverse=order == "changed")
    shown = rows[:limit]
    following = write_place(order, shown[-1].moment, shown[-1].matter_id) if len(rows) > limit else None
    number = None
    if counted:
        number = rows[0].total if rows else connection.scalar(select(total))
    records = tuple(matter_of(row.payload) for row in shown)
    return Page(records, following, None if number is None else min(number, COUNTED), (number or 0) > COUNTED)


def _is_sparse(where: MatterFilter, order: str) -> bool:
    """Whether few may pass, so that it is better to look at all and sort than to walk in order and pass over most.

    Adding nothing to the moment tells the engine so.
    """
    return bool(where.text) or (where.overdue_at is not None and order == "changed")


def count(connection: Connection, where: MatterFilter) -> Mapping[tuple[str, str], int]:
    """How many there are, by (kind, state)."""
    require_filter(where, "due")
    groups = (matters.c.kind, matters.c.state)
    rows = connection.execute(select(*groups, func.count()).where(*_conditions(where)).group_by(*groups))
    return {(kind, state): number for kind, state, number in rows}


def _total(where: MatterFilter, up_to: int) -> ColumnElement[int]:
    """How many there are, as part of a statement; no more than ``up_to`` of each part is counted.

    Of some units: those that they hold, and those that they asked for and others hold; each is read from one index,
    which is several times faster than asking for either at once.
    """
    rest = _conditions(replace(where, units=()))

    def count(*part: ColumnElement[bool]) -> ColumnElement[int]:
        found = select(matters.c.matter_id).where(*part, *rest).limit(up_to).subquery()
        return select(func.count()).select_from(found).scalar_subquery()

    if not where.units:
        return count()
    table = matters.c
    asked = table.issuer.in_(where.units), table.holder.not_in(where.units)
    return count(table.holder.in_(where.units)) + count(*asked)


def count_held(connection: Connection, where: MatterFilter) -> Mapping[tuple[str, str, str], int]:
    """How many there are, by (holder, kind, state)."""
    require_filter(where, "due")
    groups = (matters.c.holder, matters.c.kind, matters.c.state)
    rows = connection.execute(select(*groups, func.count()).where(*_conditions(where)).group_by(*groups))
    return {(holder, kind, state): number for holder, kind, state, number in rows}


def _conditions(where: MatterFilter) -> list[ColumnElement[bool]]:
    table = matters.c
    traits = (
        (table.kind, where.kinds),
        (table.state, where.states),
        (table.holder, where.holders),
        (table.level, where.levels),
        (table.area, where.areas),
    )
    conditions: list[ColumnElement[bool]] = [column.in_(words) for column, words in traits if words]
    if where.without_kinds and (not where.kinds or set(where.kinds) & set(where.without_kinds)):
        conditions.append(table.kind.not_in(where.without_kinds))
    if where.units:
        # Of many units nearly everything is one's: joining nothing to the name keeps the engine from looking up each.
        many = len(where.units) > _MANY_UNITS
        parts = [column.concat("") if many else column for column in (table.holder, table.issuer)]
        conditions.append(or_(*(part.in_(where.units) for part in parts)))
    if where.open_only:
        conditions.append(table.closed_at.is_(None))
    if where.overdue_at is not None:
        conditions.append(table.due_order <= serial.to_micros(where.overdue_at))
    if where.parent is not None:
        conditions.append(table.parent == where.parent)
    if where.text:
        conditions.append(table.title_folded.contains(fold(where.text), autoescape=True))
    trait = step_traits.c
    if where.logged:
        often = select(trait.matter_id).where(trait.event.in_(where.logged)).group_by(trait.matter_id)
        conditions.append(table.matter_id.in_(often.having(func.count() >= where.logged_times)))
    if where.late_step:
        conditions.append(table.matter_id.in_(select(trait.matter_id).where(trait.late == 1)))
    return conditions
