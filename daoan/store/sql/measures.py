"""Measures: versions as received; of those known at a moment, the one known last is read."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from daoan.store import serial
from daoan.store.sql.batches import keep_versions
from daoan.store.sql.tables import measure_versions
from daoan.terms.records import Batch, Measure
from daoan.terms.times import require_utc


def receive(connection: Connection, batch: Batch[Measure], received_at: datetime) -> tuple[int, int]:
    """Add the versions that are new; answers how many measures were added and how many changed."""
    for measure in batch.records:
        require_utc(measure.starts)
    return keep_versions(connection, measure_versions, batch.records, received_at, _columns)


def _columns(measure: Measure) -> dict[str, Any]:
    return {"measure_id": measure.measure_id, "known_at": serial.to_micros(measure.known_at)}


def list_all(connection: Connection, as_of: datetime) -> list[Measure]:
    """Every measure known at ``as_of``, by ``starts`` then ``measure_id``."""
    table = measure_versions
    query = select(table.c.payload).where(table.c.known_at <= serial.to_micros(as_of))
    payloads = connection.scalars(query.order_by(table.c.known_at, table.c.seq)).all()
    latest = {measure.measure_id: measure for measure in serial.unpack_all(Measure, payloads)}
    return sorted(latest.values(), key=lambda m: (m.starts, m.measure_id))
