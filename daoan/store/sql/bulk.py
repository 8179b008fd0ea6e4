"""Many rows at once: counting on, looking up by name in handfuls, writing in one statement."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, insert, select, update

_HANDFUL = 5_000  # parameters of one statement; SQLite takes 32,766, PostgreSQL 65,535


def next_seq(connection: Connection, table: Table) -> int:
    """The place in the order of arrival that comes next."""
    return int(connection.scalar(select(func.max(table.c.seq))) or 0) + 1


def insert_all(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Add rows; nothing for none."""
    if rows:
        connection.execute(insert(table), rows)


def select_by_name(
    connection: Connection, query: Select[Any], column: Column[Any], names: Iterable[str]
) -> Iterator[Any]:
    """Rows of a query whose column is one of many names, each name asked for once."""
    distinct = iter(dict.fromkeys(names))
    while handful := list(islice(distinct, _HANDFUL)):
        yield from connection.execute(query.where(column.in_(handful)))


def put(connection: Connection, table: Table, row: dict[str, Any]) -> None:
    """Keep a row under its primary key, which is the row's first column, in place of the one that is there."""
    name = next(iter(row))
    changed = connection.execute(update(table).where(table.c[name] == row[name]).values(row))
    if changed.rowcount == 0:
        connection.execute(insert(table), row)
