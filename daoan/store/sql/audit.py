"""The audit chain: one line more, the head, and lines in order."""

from typing import Any

from sqlalchemy import Connection, insert, select

from daoan.store import serial
from daoan.store.pages import require_limit
from daoan.store.sealing import next_line
from daoan.store.sql.work_tables import audit_chain
from daoan.terms.audit import Sealer
from daoan.terms.records.audited import AuditEntry, AuditNote

_LINES = select(audit_chain)


def append(connection: Connection, sealer: Sealer | None, note: AuditNote) -> AuditEntry:
    """Seal one line behind the head. Writers take turns, so nobody else can have taken its number."""
    line = next_line(sealer, head(connection), note)
    row = {"number": line.number, "seal": line.seal, "key_id": line.key_id, "payload": serial.pack(note)}
    connection.execute(insert(audit_chain), row)
    return line


def head(connection: Connection) -> AuditEntry | None:
    """The last line."""
    row = connection.execute(_LINES.order_by(audit_chain.c.number.desc()).limit(1)).first()
    return None if row is None else _line(row)


def list_lines(connection: Connection, after: int, limit: int) -> tuple[AuditEntry, ...]:
    """Lines in order, from the one after a number."""
    query = _LINES.where(audit_chain.c.number > after).order_by(audit_chain.c.number).limit(require_limit(limit))
    return tuple(map(_line, connection.execute(query)))


def _line(row: Any) -> AuditEntry:
    return AuditEntry(row.number, serial.unpack(AuditNote, row.payload), row.seal, row.key_id)
