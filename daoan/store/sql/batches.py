"""Batches of either kind: their records as versions, their refusals, their receipt."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, insert, select

from daoan.store import serial
from daoan.store.receipts import receipt_for
from daoan.store.sql.bulk import insert_all, next_seq, select_by_name
from daoan.store.sql.tables import receipts, refusals
from daoan.terms.records import Batch, Receipt, Refusal

R = TypeVar("R")


def keep_versions(
    connection: Connection,
    table: Table,
    records: Sequence[R],
    received_at: datetime,
    columns: Callable[[R], dict[str, Any]],
) -> tuple[int, int]:
    """Add those records whose content is not there yet; answers how many are new and how many are further versions.

    ``columns`` gives a record's own columns, of which the first is its id.
    """
    rows = [columns(record) | _content(record) for record in records]
    if not rows:
        return 0, 0
    name = next(iter(rows[0]))
    present = _present(connection, table, name, rows, type(records[0]))
    known = {record_id for record_id, _ in present}
    fresh: list[dict[str, Any]] = []
    added = 0
    for row in rows:
        if (row[name], row["content_hash"]) in present:
            continue
        added += row[name] not in known
        known.add(row[name])
        present.add((row[name], row["content_hash"]))
        fresh.append(row)
    start = next_seq(connection, table)
    moment = serial.to_micros(received_at)
    insert_all(connection, table, [{"seq": seq, "received_at": moment} | row for seq, row in enumerate(fresh, start)])
    return added, len(fresh) - added


def _present(
    connection: Connection, table: Table, name: str, rows: Sequence[dict[str, Any]], kind: type[Any]
) -> set[tuple[str, str]]:
    """Id and content hash of every version that is there of the records of some rows.

    A record gains fields as Daoan grows, and then the same crash has another hash than the one kept years ago. So where
    a known id comes with an unknown hash, its versions are hashed anew as this version of Daoan would write them.
    """
    column = table.c[name]
    query = select(column, table.c.content_hash)
    present = {(i, h) for i, h in select_by_name(connection, query, column, (row[name] for row in rows))}
    known = {record_id for record_id, _ in present}
    doubtful = [row[name] for row in rows if row[name] in known and (row[name], row["content_hash"]) not in present]
    for record_id, payload in select_by_name(connection, select(column, table.c.payload), column, doubtful):
        present.add((record_id, serial.hash_of(serial.pack(serial.unpack(kind, payload)))))
    return present


def _content(record: object) -> dict[str, str]:
    payload = serial.pack(record)
    return {"content_hash": serial.hash_of(payload), "payload": payload}


def keep_refusals(connection: Connection, found: Sequence[Refusal]) -> None:
    """Add refusals that are not there yet; one that is keeps its state."""
    query = select(refusals.c.refusal_id)
    present = {
        row[0] for row in select_by_name(connection, query, refusals.c.refusal_id, (r.refusal_id for r in found))
    }
    fresh = {r.refusal_id: r for r in reversed(found) if r.refusal_id not in present}
    rows = [
        {
            "seq": seq,
            "refusal_id": refusal.refusal_id,
            "feed": refusal.feed,
            "code": refusal.code,
            "state": refusal.state,
            "refused_at": serial.to_micros(refusal.refused_at),
            "payload": serial.pack(refusal),
        }
        for seq, refusal in enumerate(reversed(fresh.values()), next_seq(connection, refusals))
    ]
    insert_all(connection, refusals, rows)


def keep_receipt(connection: Connection, batch: Batch[Any], received_at: datetime, added: int, changed: int) -> Receipt:
    """The receipt of a batch; listed only for the first reading of a file."""
    receipt = receipt_for(batch, received_at, added=added, changed=changed)
    payload = serial.pack(receipt)
    query = select(receipts.c.seq).where(receipts.c.feed == batch.feed, receipts.c.sha256 == batch.sha256)
    if connection.scalar(query) is None:
        row = {
            "seq": next_seq(connection, receipts),
            "feed": batch.feed,
            "sha256": batch.sha256,
            "received_at": serial.to_micros(received_at),
            "payload": payload,
        }
        connection.execute(insert(receipts), row)
    return receipt


def list_receipts(connection: Connection) -> list[Receipt]:
    """Every receipt, in order of arrival."""
    return serial.unpack_all(Receipt, connection.scalars(select(receipts.c.payload).order_by(receipts.c.seq)).all())
