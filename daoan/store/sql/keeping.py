"""Holds, purges and requests: what may go is read again inside the transaction that lets it go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, or_, select

from daoan.store import serial
from daoan.store.keeping import require_hold, require_purge, require_request
from daoan.store.moving import require_record
from daoan.store.page import Page
from daoan.store.pages import read_cursor, require_limit, write_cursor
from daoan.store.sql.bulk import put
from daoan.store.sql.keeping_kinds import KINDS
from daoan.store.sql.keeping_tables import legal_holds, look_up_requests, purge_log
from daoan.store.sql.work_tables import attachments, matter_records, matter_steps, matters
from daoan.terms.errors import NotFound
from daoan.terms.records.looked import LookUpRequest
from daoan.terms.records.retained import KeptRow, LegalHold, PurgeLine


def save_hold(connection: Connection, hold: LegalHold) -> None:
    """Keep a hold, new or released."""
    payload = require_hold(hold, _find(connection, LegalHold, legal_holds, legal_holds.c.hold_id == hold.hold_id))
    put(connection, legal_holds, {"hold_id": hold.hold_id, "payload": payload})


def list_holds(connection: Connection) -> tuple[LegalHold, ...]:
    """Every hold, latest first."""
    found = serial.unpack_all(LegalHold, connection.scalars(select(legal_holds.c.payload)).all())
    return tuple(sorted(found, key=lambda h: (h.since, h.hold_id), reverse=True))


def list_kept(connection: Connection, kind: str, until: datetime, after: str | None, limit: int) -> Page[KeptRow]:
    """Records of a kind whose period began at or before a moment."""
    require_limit(limit)
    place = read_cursor(after, tuple[int, str]) if after is not None else None
    rows, following = KINDS[kind].page(connection, serial.to_micros(until), place, limit)
    return Page(tuple(r for r in rows if r.counted_from <= until), write_cursor(*following) if following else None)


def purge(
    connection: Connection, kind: str, rows: Sequence[KeptRow], holds: Sequence[LegalHold], line: PurgeLine
) -> None:
    """Purge records that are still what was seen."""
    names = sorted({row.record_id for row in rows})
    present = KINDS[kind].rows(connection, names) if names else []
    require_purge(rows, present, holds, list_holds(connection))
    if names:
        KINDS[kind].drop(connection, names)
    _log(connection, line)


def log_purge(connection: Connection, holds: Sequence[LegalHold], line: PurgeLine) -> None:
    """Write down what goes beside the store, while holds are still what was seen."""
    require_purge((), (), holds, list_holds(connection))
    _log(connection, line)


def _log(connection: Connection, line: PurgeLine) -> None:
    row = {"number": last_purge(connection) + 1, "payload": require_record(line)}
    connection.execute(insert(purge_log), row)


def list_purges(connection: Connection, after: int, limit: int) -> tuple[tuple[int, PurgeLine], ...]:
    """The purge log in order."""
    table = purge_log.c
    query = select(table.number, table.payload).where(table.number > after).order_by(table.number)
    rows = connection.execute(query.limit(require_limit(limit)))
    return tuple((row.number, serial.unpack(PurgeLine, row.payload)) for row in rows)


def last_purge(connection: Connection) -> int:
    """The number of the last line of the purge log."""
    return connection.scalar(select(func.max(purge_log.c.number))) or 0


def save_request(connection: Connection, request: LookUpRequest, seen: str) -> None:
    """Keep a request whose state was seen."""
    payload = require_request(request, seen, _find_request(connection, request.request_id))
    row = {
        "request_id": request.request_id,
        "asked_at": serial.to_micros(request.asked_at),
        "payload": payload,
    }
    put(connection, look_up_requests, row)


def get_request(connection: Connection, request_id: str) -> LookUpRequest:
    """One request."""
    found = _find_request(connection, request_id)
    if found is None:
        raise NotFound(f"no request {request_id!r:.80}")
    return found


def list_requests(connection: Connection, since: datetime, limit: int) -> tuple[LookUpRequest, ...]:
    """Requests asked at or after a moment, latest first."""
    table = look_up_requests.c
    query = select(table.payload).where(table.asked_at >= serial.to_micros(since))
    rows = connection.scalars(
        query.order_by(table.asked_at.desc(), table.request_id.desc()).limit(require_limit(limit))
    ).all()
    return tuple(serial.unpack_all(LookUpRequest, rows))


def find_mentions(connection: Connection, pieces: Sequence[str], limit: int) -> tuple[str, ...]:
    """Ids of matters that tell of something, latest changed first."""
    pattern = "%" + "%".join(map(_plain, pieces)) + "%"
    told = [
        select(table.c.matter_id).where(table.c.payload.ilike(pattern, escape="!"))
        for table in (matter_records, matter_steps, attachments)
    ]
    table = matters.c
    query = select(table.matter_id).where(or_(*(table.matter_id.in_(part) for part in told)))
    found = connection.scalars(
        query.order_by(table.changed_at.desc(), table.matter_id.desc()).limit(require_limit(limit))
    )
    return tuple(found.all())


def _plain(piece: str) -> str:
    return "".join(f"!{c}" if c in "!%_" else c for c in serial.pack_value(piece)[1:-1])


def _find_request(connection: Connection, request_id: str) -> LookUpRequest | None:
    where = look_up_requests.c.request_id == request_id
    found: LookUpRequest | None = _find(connection, LookUpRequest, look_up_requests, where)
    return found


def _find(connection: Connection, kind: Any, table: Table, where: ColumnElement[bool]) -> Any:
    payload = connection.scalar(select(table.c.payload).where(where))
    return None if payload is None else serial.unpack(kind, payload)
