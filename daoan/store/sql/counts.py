"""Traffic counts: versions as received; the last one received is read."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from daoan.store import serial
from daoan.store.sql.batches import keep_versions
from daoan.store.sql.tables import count_versions
from daoan.terms.records import Batch, TrafficCount


def receive(connection: Connection, batch: Batch[TrafficCount], received_at: datetime) -> tuple[int, int]:
    """Add the versions that are new; answers how many counts were added and how many changed."""
    return keep_versions(connection, count_versions, batch.records, received_at, _columns)


def _columns(count: TrafficCount) -> dict[str, Any]:
    return {"count_id": count.count_id}


def list_all(connection: Connection) -> list[TrafficCount]:
    """Every count, by point and year."""
    payloads = connection.scalars(select(count_versions.c.payload).order_by(count_versions.c.seq)).all()
    latest = {count.count_id: count for count in serial.unpack_all(TrafficCount, payloads)}
    return sorted(latest.values(), key=lambda c: (c.point_id, c.year, c.count_id))
