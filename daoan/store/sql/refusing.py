"""Refused rows: pages, counts, and their closing."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from daoan.store import serial
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.protocol import Page
from daoan.store.sql.tables import refusals
from daoan.terms.errors import Conflict, NotFound
from daoan.terms.records import Refusal


def _refusal(row: Any) -> Refusal:
    return replace(serial.unpack(Refusal, row.payload), state=row.state)


def page(connection: Connection, state: str | None, feed: str | None, after: str | None, limit: int) -> Page[Refusal]:
    """Refused rows, latest first."""
    require_limit(limit)
    table = refusals.c
    query = select(table.seq, table.state, table.payload)
    if state is not None:
        query = query.where(table.state == state)
    if feed is not None:
        query = query.where(table.feed == feed)
    if after is not None:
        (before,) = read_cursor(after, tuple[int])
        query = query.where(table.seq < before)
    rows = connection.execute(query.order_by(table.seq.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    return Page(tuple(map(_refusal, shown)), write_cursor(shown[-1].seq) if len(rows) > limit else None)


def count(connection: Connection) -> Mapping[tuple[str, str, str], int]:
    """Refused rows by (feed, code, state)."""
    table = refusals.c
    groups = (table.feed, table.code, table.state)
    rows = connection.execute(select(*groups, func.count()).group_by(*groups).order_by(*groups))
    return {(feed, code, state): number for feed, code, state, number in rows}


def get(connection: Connection, refusal_id: str) -> Refusal:
    """One refused row."""
    table = refusals.c
    row = connection.execute(select(table.state, table.payload).where(table.refusal_id == refusal_id)).first()
    if row is None:
        raise NotFound(f"no refusal {refusal_id!r}")
    return _refusal(row)


def close(connection: Connection, refusal_id: str, state: str, by: str, why: str, at: datetime) -> None:
    """Mark an open refusal as dealt with, by whom and why."""
    present = get(connection, refusal_id)
    if present.state != "open":
        raise Conflict(f"the refusal {refusal_id!r} is {present.state} already")
    closing = {"state": state, "closed_by": by, "closed_why": why, "closed_at": serial.to_micros(at)}
    connection.execute(update(refusals).where(refusals.c.refusal_id == refusal_id).values(closing))
