"""Matters and their log: kept move by move, each only on the version that was seen."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, insert, select

from daoan.store import serial
from daoan.store.moving import (
    due_order,
    family_below,
    fold_title,
    require_moves,
    require_record,
    require_seen,
    root_of,
    runs_out_at,
)
from daoan.store.pages import require_limit
from daoan.store.sql.bulk import insert_all, next_seq, put, select_by_name
from daoan.store.sql.work_tables import matter_records, matter_steps, matters, step_traits, work_keys
from daoan.terms.errors import NotFound
from daoan.terms.records.working import Matter, Step

Moves = Sequence[tuple[Matter, Step]]

_RECORDS = select(matter_records.c.payload).join_from(matters, matter_records)


def keep(connection: Connection, moves: Moves, seen: Mapping[str, int]) -> tuple[Matter, ...]:
    """Keep the moves of one act; answers the matters as they are now."""
    after = require_moves(moves, seen)
    table = matters.c
    present = select_by_name(connection, select(table.matter_id, table.version), table.matter_id, seen)
    require_seen({row.matter_id: row.version for row in present}, seen)
    for matter, _ in moves:
        require_record(matter)
    fresh = [m for m in after if seen[m.matter_id] == 0]
    insert_all(connection, matters, [row_of(m) for m in fresh])
    insert_all(connection, matter_records, [record_of(m) for m in fresh])
    for matter in after:
        if seen[matter.matter_id] > 0:
            put(connection, matters, row_of(matter))
            put(connection, matter_records, record_of(matter))
    steps = list(enumerate((step for _, step in moves), next_seq(connection, matter_steps)))
    insert_all(connection, matter_steps, [step_row(seq, step) for seq, step in steps])
    insert_all(connection, step_traits, [trait_row(seq, step) for seq, step in steps])
    return after


def row_of(matter: Matter) -> dict[str, Any]:
    """What a matter is found and sorted by."""
    return {
        "matter_id": matter.matter_id,
        "version": matter.version,
        "kind": matter.kind,
        "state": matter.state,
        "issuer": matter.issuer,
        "holder": matter.holder,
        "level": matter.level,
        "area": matter.area,
        "parent": matter.parent,
        "root": root_of(matter),
        "changed_at": serial.to_micros(matter.changed_at),
        "due_order": due_order(matter),
        "runs_out_at": runs_out_at(matter),
        "closed_at": None if matter.closed_at is None else serial.to_micros(matter.closed_at),
        "title_folded": fold_title(matter.title),
    }


def record_of(matter: Matter) -> dict[str, Any]:
    """A matter whole."""
    return {"matter_id": matter.matter_id, "payload": serial.pack(matter)}


def step_row(seq: int, step: Step) -> dict[str, Any]:
    """A step with its number."""
    return {"seq": seq, "matter_id": step.matter_id, "version": step.version, "payload": require_record(step)}


def trait_row(seq: int, step: Step) -> dict[str, Any]:
    """What a step is counted by."""
    return {"seq": seq, "matter_id": step.matter_id, "event": step.event, "late": int(step.late)}


@lru_cache(maxsize=10_000)
def matter_of(payload: str) -> Matter:
    """The matter that a row holds; of those that lists show again and again, each is read once."""
    return serial.unpack(Matter, payload)


def find_answer(connection: Connection, key: str) -> tuple[Matter, ...] | None:
    """What was answered to the request of a key."""
    payload = connection.scalar(select(work_keys.c.payload).where(work_keys.c.key == key))
    return None if payload is None else serial.unpack(tuple[Matter, ...], payload)


def keep_answer(connection: Connection, key: str, answer: Sequence[Matter], at: datetime) -> None:
    """Keep what is answered to the request of a key."""
    payload = f"[{','.join(map(serial.pack, answer))}]"
    connection.execute(insert(work_keys), {"key": key, "kept_at": serial.to_micros(at), "payload": payload})


def get(connection: Connection, matter_id: str) -> Matter:
    """One matter."""
    payload = connection.scalar(select(matter_records.c.payload).where(matter_records.c.matter_id == matter_id))
    if payload is None:
        raise NotFound(f"no matter {matter_id!r}")
    return serial.unpack(Matter, payload)


def require_matter(connection: Connection, matter_id: str) -> None:
    """Raises :class:`NotFound` where there is no such matter."""
    if connection.scalar(select(matters.c.version).where(matters.c.matter_id == matter_id)) is None:
        raise NotFound(f"no matter {matter_id!r}")


def list_family(connection: Connection, matter_id: str) -> tuple[Matter, ...]:
    """The matter and everything below it, by id."""
    top = root_of(get(connection, matter_id))
    rows = connection.scalars(_RECORDS.where(matters.c.root == top)).all()
    return family_below(matter_id, serial.unpack_all(Matter, rows))


def list_named(connection: Connection, matter_ids: Collection[str]) -> tuple[Matter, ...]:
    """Those of some matters that are kept, by id."""
    rows = select_by_name(connection, _RECORDS, matters.c.matter_id, matter_ids)
    found = serial.unpack_all(Matter, [payload for (payload,) in rows])
    return tuple(sorted(found, key=lambda m: m.matter_id))


def list_kin(connection: Connection, matter_id: str) -> tuple[Matter, ...]:
    """The matter and every other of its family, by id."""
    top = select(matters.c.root).where(matters.c.matter_id == matter_id).scalar_subquery()
    rows = connection.scalars(_RECORDS.where(matters.c.root == top).order_by(matters.c.matter_id)).all()
    if not rows:
        raise NotFound(f"no matter {matter_id!r}")
    return tuple(serial.unpack_all(Matter, rows))


def list_steps(connection: Connection, matter_id: str) -> tuple[Step, ...]:
    """A matter's log, first to last."""
    require_matter(connection, matter_id)
    table = matter_steps.c
    query = select(table.payload).where(table.matter_id == matter_id).order_by(table.version)
    return tuple(serial.unpack_all(Step, connection.scalars(query).all()))


def list_run_out(connection: Connection, at: datetime, limit: int) -> tuple[Matter, ...]:
    """Open matters whose deadline passed and whose log does not say so yet."""
    table = matters.c
    query = _RECORDS.where(table.runs_out_at <= serial.to_micros(at))
    rows = connection.scalars(query.order_by(table.runs_out_at, table.matter_id).limit(require_limit(limit))).all()
    return tuple(serial.unpack_all(Matter, rows))


def list_news(connection: Connection, after: int, limit: int) -> tuple[tuple[int, Step], ...]:
    """Steps kept since a number, each with its number."""
    table = matter_steps.c
    query = select(table.seq, table.payload).where(table.seq > after).order_by(table.seq).limit(require_limit(limit))
    return tuple((row.seq, serial.unpack(Step, row.payload)) for row in connection.execute(query))


def last_news(connection: Connection) -> int:
    """The number of the step kept last."""
    return connection.scalar(select(func.max(matter_steps.c.seq))) or 0
