"""How closed months of company ratings and old versions of the roster end, in SQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, delete, select, tuple_

from daoan.store import serial
from daoan.store.keeping import month_row, read_roster_name, roster_row
from daoan.store.roster_protocol import KINDS
from daoan.store.sql.bulk import select_by_name
from daoan.store.sql.company_month_tables import company_months, company_ratings
from daoan.store.sql.roster_tables import NEVER, roster
from daoan.terms.records.companies import RosterRecord, has_ended
from daoan.terms.records.company_months import ClosedMonth
from daoan.terms.records.retained import KeptRow

Place = tuple[int, str]
_M, _R, _T = company_months.c, company_ratings.c, roster.c
_OF: dict[str, type[RosterRecord]] = {name: kind for kind, name in KINDS.items()}
#: When the period of a version begins: when it was replaced; of what stands still, since when it says what it says.
_MOMENT: ColumnElement[int] = case((_T.replaced_at == NEVER, _T.changed_at), else_=_T.replaced_at)
_COLUMNS = select(_T.kind, _T.item_id, _T.version, _T.replaced_at, _MOMENT.label("moment"), _T.payload)


def read_months(found: Sequence[Any], named: set[str]) -> list[KeptRow]:
    """Closed months as the rules of retention see them. ``named``: what open matters name."""
    return [month_row(serial.unpack(ClosedMonth, row.payload), named) for row in found]


def drop_months(connection: Connection, names: Sequence[str]) -> None:
    """Let months go with all their ratings."""
    for name in names:
        month, _, scheme = name.partition("/")
        connection.execute(delete(company_ratings).where(_R.month == month, _R.scheme == scheme))
        connection.execute(delete(company_months).where(_M.month == month, _M.scheme == scheme))


def page_roster(
    connection: Connection, until: int, after: Place | None, limit: int, named: set[str]
) -> tuple[list[KeptRow], Place | None]:
    """Versions that were replaced, and what has ended, up to a moment."""
    order = (_MOMENT, _T.kind, _T.item_id, _T.version)
    query = _COLUMNS.where(until >= _MOMENT)
    if after is not None:
        kind, item, version = read_roster_name(after[1])
        query = query.where(tuple_(*order) > tuple_(after[0], kind, item, version))
    found = connection.execute(query.order_by(*order).limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    following = None if last is None else (last.moment, f"{last.kind}@{last.version}/{last.item_id}")
    return _rows(found[:limit], named), following


def rows_of_roster(connection: Connection, names: Sequence[str], named: set[str]) -> list[KeptRow]:
    """Those of some versions that are there."""
    told = set(names)
    items = [read_roster_name(name)[1] for name in names]
    found = list(select_by_name(connection, _COLUMNS, _T.item_id, items))
    return [row for row in _rows(found, named) if row.record_id in told]


def drop_roster(connection: Connection, names: Sequence[str]) -> None:
    """Let versions go, or all of an item."""
    for name in names:
        kind, item, version = read_roster_name(name)
        own = [_T.kind == kind, _T.item_id == item]
        if version is not None:
            own.append(_T.version == version)
        connection.execute(delete(roster).where(*own))


def _rows(found: Sequence[Any], named: set[str]) -> list[KeptRow]:
    rows = []
    for row in found:
        stands = row.replaced_at == NEVER
        if not stands or has_ended(serial.unpack(_OF[row.kind], row.payload)):
            at = serial.from_micros(row.moment)
            rows.append(roster_row(row.kind, row.item_id, None if stands else row.version, at, named))
    return rows
