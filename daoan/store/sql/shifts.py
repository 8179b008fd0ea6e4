"""Shifts in SQL."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from daoan.store import serial
from daoan.store.moving import require_record
from daoan.store.outgoing import require_apart, require_shifts
from daoan.store.sql.bulk import insert_all, select_by_name
from daoan.store.sql.message_tables import shifts
from daoan.terms.errors import NotFound
from daoan.terms.records.shifts import Shift

_T = shifts.c


def save(connection: Connection, given: Sequence[Shift]) -> int:
    """Keep shifts, all or none."""
    require_shifts(given)
    named = {s.shift_id: s for s in given}
    known = {row.shift_id for row in select_by_name(connection, select(_T.shift_id), _T.shift_id, named)}
    fresh = [s for name, s in named.items() if name not in known]
    if not fresh:
        return 0
    since, until = min(s.starts_at for s in fresh), max(s.ends_at for s in fresh)
    touching = _touching(since, until).with_only_columns(_T.payload)
    rows = select_by_name(connection, touching, _T.person_id, (s.person_id for s in fresh))
    require_apart(fresh, serial.unpack_all(Shift, [row.payload for row in rows]))
    insert_all(connection, shifts, [_row(s) for s in fresh])
    return len(fresh)


def get(connection: Connection, shift_id: str) -> Shift:
    """One shift."""
    payload = connection.scalar(select(_T.payload).where(_T.shift_id == shift_id))
    if payload is None:
        raise NotFound(f"no shift {shift_id!r:.80}")
    return serial.unpack(Shift, payload)


def remove(connection: Connection, shift_id: str) -> None:
    """Delete a shift that there is."""
    get(connection, shift_id)
    connection.execute(delete(shifts).where(_T.shift_id == shift_id))


def list_all(
    connection: Connection, since: datetime, until: datetime, units: Collection[str] | None
) -> tuple[Shift, ...]:
    """Shifts that touch a span of time."""
    rows = connection.execute(_touching(since, until).order_by(_T.starts_at, _T.shift_id))
    mine = [row.payload for row in rows if units is None or row.unit_id in units]
    return tuple(serial.unpack_all(Shift, mine))


def _touching(since: datetime, until: datetime) -> Any:
    return select(_T.unit_id, _T.payload).where(
        _T.ends_at > serial.to_micros(since), _T.starts_at < serial.to_micros(until)
    )


def _row(shift: Shift) -> dict[str, Any]:
    return {
        "shift_id": shift.shift_id,
        "person_id": shift.person_id,
        "unit_id": shift.unit_id,
        "starts_at": serial.to_micros(shift.starts_at),
        "ends_at": serial.to_micros(shift.ends_at),
        "payload": require_record(shift),
    }
